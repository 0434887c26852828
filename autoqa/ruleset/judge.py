"""Rules against one call: conditions, logic, verdicts, findings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from autoqa.checks.base import CallView, Truth
from autoqa.ruleset.compile import with_params
from autoqa.ruleset.evidence import Evidence, Named
from autoqa.ruleset.loader import RuleSet
from autoqa.ruleset.logic import Verdict, evaluate
from autoqa.ruleset.reasons import CAUSES, DEFAULTS, fill
from autoqa.ruleset.rule import Rule
from autoqa.types import Cause, Finding, Role, Span, Status


def judge_all(
    ruleset: RuleSet,
    view: CallView,
    ids: Collection[str] | None = None,
    overrides: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[Finding]:
    """Findings of all active and trial rules on one call, numbered ``f1``, ``f2`` … in the order of the rule
    ids.

    Args:
        ids: only these rules.
        overrides: parameter values by rule id, over those of the rule and the campaign.

    Raises:
        RuleError: an override that a rule refuses, or a check that broke.
    """
    chosen = [rule for rule in ruleset.rules.values() if rule.runs and (ids is None or rule.id in ids)]
    found = [one for rule in chosen for one in _findings(rule, view, (overrides or {}).get(rule.id))]
    return [one.model_copy(update={"id": f"f{number}"}) for number, one in enumerate(found, start=1)]


def judge(rule: Rule, view: CallView, params: Mapping[str, Any] | None = None) -> list[Finding]:
    """Findings of one rule on one call, at least one, numbered from ``f1``; see :func:`judge_all`."""
    found = _findings(rule, view, params)
    return [one.model_copy(update={"id": f"f{number}"}) for number, one in enumerate(found, start=1)]


def _findings(rule: Rule, view: CallView, params: Mapping[str, Any] | None) -> list[Finding]:
    return _Case(with_params(rule, params), view).findings()


@dataclass(frozen=True)
class Decision:
    """What a rule says of a call, or of one place in it, not yet put into words.

    Attributes:
        confidence: that ``status`` is right, 0 to 1; None where it could not tell.
        verdict: what the logic came to, and the conditions that decided.
        span: where, if not where the ``hits`` are.
        cause: why it is unsure, and ``note`` in words.
    """

    status: Status
    confidence: float | None
    verdict: Verdict
    hits: tuple[Named, ...] = ()
    span: Span | None = None
    cause: Cause | None = None
    note: str = ""


def decide_variants(rules: Iterable[Rule], view: CallView) -> list[list[Decision]]:
    """Decisions of several variants of one rule on one call. Conditions that variants share with the first
    (see :func:`autoqa.ruleset.variant.variant`) are looked at once, and logic over nothing else is followed
    once."""
    first: _Case | None = None
    decided = []
    for rule in rules:
        case = _Case(rule, view, first)
        first = first or case
        decided.append(case.decisions())
    return decided


class _Case:
    """One rule on one call. ``before``: another variant of the rule on the same call."""

    def __init__(self, rule: Rule, view: CallView, before: _Case | None = None) -> None:
        self.rule = rule
        self.before = before
        self.evidence: Evidence = Evidence(rule, view, before.evidence if before is not None else None)

    def findings(self) -> list[Finding]:
        return [self._written(decision) for decision in self.decisions()]

    def decisions(self) -> list[Decision]:
        least = self.rule.file.min_confidence
        return [_unless_too_unsure(decision, least) for decision in self._reached]

    @cached_property
    def _reached(self) -> list[Decision]:
        """Decisions, however unsure."""
        if self.before is not None and self._thinks_as(self.before):
            return self.before._reached
        file, ceiling = self.rule.file, 1.0
        if file.only_if is not None:
            before = evaluate(file.only_if, self.evidence.outcome_of)
            ceiling = before.confidence
            if before.truth is Truth.NO:
                return [Decision(Status.NA, ceiling, before)]
            if before.truth is Truth.UNKNOWN:
                return [self._unsure(before)]
        if file.require is not None:
            return [self._required(evaluate(file.require, self.evidence.outcome_of), ceiling)]
        assert file.forbid is not None
        return self._forbidden(evaluate(file.forbid, self.evidence.outcome_of), ceiling)

    def _thinks_as(self, other: _Case) -> bool:
        """Whether conditions and logic are the other's."""
        mine, theirs = self.rule.file, other.rule.file
        return (
            mine.only_if == theirs.only_if
            and mine.require == theirs.require
            and mine.forbid == theirs.forbid
            and mine.flag == theirs.flag
            and all(other.rule.conditions.get(name) is one for name, one in self.rule.conditions.items())
        )

    def _required(self, verdict: Verdict, ceiling: float) -> Decision:
        if verdict.truth is Truth.UNKNOWN:
            return self._unsure(verdict)
        sure, hits = min(verdict.confidence, ceiling), tuple(self.evidence.hits(verdict.deciding))
        if verdict.truth is Truth.YES:
            return Decision(Status.PASS, sure, verdict, hits)
        if hits:
            return _failing(verdict, sure, hits)
        span = self.evidence.window(verdict.deciding)
        return Decision(Status.FAIL, sure, verdict, span=span)

    def _forbidden(self, verdict: Verdict, ceiling: float) -> list[Decision]:
        if verdict.truth is Truth.UNKNOWN:
            return [self._unsure(verdict)]
        sure = min(verdict.confidence, ceiling)
        if verdict.truth is Truth.NO:
            return [Decision(Status.PASS, sure, verdict)]
        named = self.rule.file.flag or verdict.deciding
        occurrences = self.evidence.occurrences(named)
        if not occurrences:
            return [Decision(Status.FAIL, sure, verdict, span=self.evidence.window(named))]
        return [_failing(verdict, sure, tuple(hits)) for hits in occurrences]

    def _unsure(self, verdict: Verdict) -> Decision:
        """Cause and note of the first condition that is unknown."""
        outcomes = [self.evidence.outcome_of(name) for name in verdict.deciding]
        cause, note = next((one.cause, one.note) for one in outcomes if one.cause is not None)
        hits = tuple(self.evidence.hits(verdict.deciding))
        span = None if hits else self.evidence.window(verdict.deciding)
        return Decision(Status.UNSURE, None, verdict, hits, span, cause, note or CAUSES[cause])

    def _written(self, decision: Decision) -> Finding:
        file, verdict, hits, span = self.rule.file, decision.verdict, decision.hits, decision.span
        if span is None and hits:
            span = Span(start=min(hit.start for _, hit in hits), end=max(hit.end for _, hit in hits))
        if span is None and decision.status is Status.FAIL:
            span = self.evidence.whole
        quote = " … ".join(dict.fromkeys(hit.text for _, hit in hits[:QUOTED] if hit.text))
        figures = self.evidence.figures(verdict.deciding)
        note = decision.note or next((hit.note for _, hit in hits if hit.note), "")
        values = {
            **self.rule.params,
            **figures,
            "title": file.title,
            "missing": self.evidence.missing(verdict.deciding),
            "quote": quote,
            "note": note or self.evidence.note(verdict.deciding),
        }
        written = getattr(file.reasons, "pass_" if decision.status is Status.PASS else decision.status.value)
        return Finding(
            id="f1",
            rule=file.id,
            title=file.title,
            status=decision.status,
            severity=file.severity,
            role=self._role(verdict, hits),
            start=round(span.start, 2) if span is not None else None,
            end=round(span.end, 2) if span is not None else None,
            quote=quote,
            reason=fill(written or DEFAULTS[decision.status], values),
            confidence=round(decision.confidence, 3) if decision.confidence is not None else None,
            cause=decision.cause,
            trial=self.rule.trial,
            evidence={**figures, "hits": [self.evidence.shown(name, hit) for name, hit in hits]},
        )

    def _role(self, verdict: Verdict, hits: Iterable[Named]) -> Role | None:
        roles = [hit.role for _, hit in hits] + [
            self.rule.conditions[name].common.role.role for name in verdict.deciding
        ]
        return next((role for role in roles if role is not None), None)


def _failing(verdict: Verdict, sure: float, hits: tuple[Named, ...]) -> Decision:
    """A violation that is as sure as the surest of its hits at most."""
    sure = min(sure, max(hit.confidence for _, hit in hits))
    return Decision(Status.FAIL, sure, verdict, hits)


def _unless_too_unsure(decision: Decision, least: float) -> Decision:
    """The decision; below ``least`` it is left to a person."""
    if decision.confidence is None or decision.confidence >= least:
        return decision
    low = Cause.LOW_CONFIDENCE
    return replace(decision, status=Status.UNSURE, cause=low, note=CAUSES[low])


QUOTED = 3
"""Most hits quoted in one finding."""
