"""What the rules found for one item, or one part of an item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autoqa.ruleset.refs import NamedRule
from autoqa.types import Cause, Finding, Mode, Status

Findings = Mapping[str, tuple[Finding, ...]]
"""Findings that may score, by rule id."""


def by_rule(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """Findings by rule id, without those of trial rules: they flag and never score."""
    grouped: dict[str, tuple[Finding, ...]] = {}
    for finding in findings:
        if not finding.trial:
            grouped[finding.rule] = (*grouped.get(finding.rule, ()), finding)
    return grouped


@dataclass(frozen=True)
class Tally:
    """The state of one item or part.

    Attributes:
        status: ``unsure`` when a person must decide; ``na`` when no rule found it concerned.
        low, high: fewest and most failures that there may be; no most while a person is still to look for
            them.
        findings: those behind it, gravest first within a rule's order.
        cause: why ``unsure``.
    """

    status: Status
    low: int
    high: int | None
    findings: tuple[Finding, ...]
    reason: str
    cause: Cause | None = None

    @property
    def pending(self) -> bool:
        return self.status is Status.UNSURE


def tally(rules: Iterable[NamedRule], mode: Mode, findings: Findings) -> Tally:
    """Count the findings of ``rules`` as far as ``mode`` lets them decide.

    Rules of an automatic item decide; those of an assisted one are shown to the person who does. A rule
    without findings (not there, not active, only on trial) decides nothing.
    """
    if mode is Mode.MANUAL:
        return Tally(Status.UNSURE, 0, None, (), "需人工评判", Cause.MANUAL)
    wanted = tuple(rules)
    found = tuple(finding for ref in wanted for finding in findings.get(ref.rule, ()) if _says(ref, finding))
    fails = tuple(finding for finding in found if finding.status is Status.FAIL)
    doubts = tuple(finding for finding in found if finding.status is Status.UNSURE)
    deciding = [ref.rule for ref in wanted if ref.only is None]
    if mode is Mode.ASSIST or not (fails or deciding):
        return Tally(Status.UNSURE, 0, None, (*fails, *doubts), _hint(fails, doubts), Cause.MANUAL)
    silent = [rule for rule in deciding if rule not in findings]
    most = None if silent else len(fails) + len(doubts)
    if fails:
        return Tally(Status.FAIL, len(fails), most, (*fails, *doubts), _said(fails))
    if doubts:
        return Tally(Status.UNSURE, 0, most, doubts, _said(doubts), doubts[0].cause)
    if silent:
        return Tally(Status.UNSURE, 0, None, (), f"规则未启用：{'、'.join(silent)}", Cause.MANUAL)
    if all(finding.status is Status.NA for finding in found):
        return Tally(Status.NA, 0, 0, found, "不涉及")
    passed = tuple(finding for finding in found if finding.status is Status.PASS)
    return Tally(Status.PASS, 0, 0, passed, _said(passed))


def _says(ref: NamedRule, finding: Finding) -> bool:
    return ref.only is None or finding.status is Status.FAIL


def _hint(fails: Sequence[Finding], doubts: Sequence[Finding]) -> str:
    if fails:
        return f"机器提示：{_said(fails)}。需人工评判"
    if doubts:
        return f"机器存疑：{_said(doubts)}。需人工评判"
    return "机器未发现问题，需人工评判"


def _said(findings: Iterable[Finding]) -> str:
    return "；".join(dict.fromkeys(finding.reason for finding in findings))
