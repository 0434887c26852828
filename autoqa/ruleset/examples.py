"""Running the examples that stand inside the rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from autoqa.errors import RuleError
from autoqa.ruleset.example_call import view_of
from autoqa.ruleset.judge import judge
from autoqa.ruleset.loader import RuleSet
from autoqa.ruleset.reasons import slots
from autoqa.ruleset.rule import Rule
from autoqa.ruleset.schema import Example, Lifecycle
from autoqa.types import Finding, Status

TOLERANCE = 0.5
"""Seconds by which each edge of a flagged span may differ from the written one."""

_WEIGHT = (Status.FAIL, Status.UNSURE, Status.PASS, Status.NA)


@dataclass(frozen=True)
class ExampleResult:
    """What one example came to. ``problem`` is empty when it is as expected; ``place`` is
    ``file:line:column``."""

    rule: str
    example: str
    place: str
    expected: Status
    got: Status | None
    findings: tuple[Finding, ...]
    problem: str

    @property
    def passed(self) -> bool:
        return not self.problem


def run_examples(ruleset: RuleSet, ids: Collection[str] | None = None) -> list[ExampleResult]:
    """Run every example of every rule that is not retired, or only of the rules in ``ids``."""
    rules = [rule for rule in ruleset.rules.values() if rule.file.status is not Lifecycle.RETIRED]
    return [
        run_example(rule, index)
        for rule in rules
        if ids is None or rule.id in ids
        for index in range(len(rule.file.examples))
    ]


def run_example(rule: Rule, index: int) -> ExampleResult:
    """Run one example of a rule. A call that cannot be built, or a check that breaks, is a problem of the
    example."""
    example = rule.file.examples[index]
    mark = rule.document.values[("examples", index)]
    place = f"{rule.document.path}:{mark.line}:{mark.column}"
    try:
        findings = tuple(judge(rule, view_of(example), example.params))
    except (RuleError, ValueError) as error:
        return ExampleResult(rule.id, example.name, place, example.expect, None, (), str(error))
    got = verdict(findings)
    problem = "; ".join(_differences(example, findings, got))
    return ExampleResult(rule.id, example.name, place, example.expect, got, findings, problem)


def verdict(findings: tuple[Finding, ...]) -> Status:
    """What the findings of one rule come to together: the gravest of them."""
    return min((finding.status for finding in findings), key=_WEIGHT.index)


def _differences(example: Example, findings: tuple[Finding, ...], got: Status) -> Iterator[str]:
    if got is not example.expect:
        said = ", ".join(f"{one.status.value} ({one.reason})" for one in findings)
        yield f"expected {example.expect.value}, got {said}"
        return
    weighty = [finding for finding in findings if finding.status is got]
    causes = {finding.cause for finding in weighty}
    if example.cause is not None and example.cause not in causes:
        yield f"expected the cause {example.cause.value}, got {', '.join(str(c and c.value) for c in causes)}"
    if example.at is not None and not any(_covers(finding, example.at) for finding in weighty):
        spans = ", ".join(f"{one.start}-{one.end}" for one in weighty)
        yield f"expected {example.at[0]:g}-{example.at[1]:g} s, got {spans}"
    for finding in findings:
        for name in slots(finding.reason):
            yield f'the reason leaves "{{{name}}}" open: no parameter or figure has that name'


def _covers(finding: Finding, at: tuple[float, float]) -> bool:
    if finding.start is None or finding.end is None:
        return False
    return abs(finding.start - at[0]) <= TOLERANCE and abs(finding.end - at[1]) <= TOLERANCE
