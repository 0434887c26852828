"""Rules against one call: conditions, logic, verdicts, findings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from autoqa.checks.base import CallView, Hit, Truth
from autoqa.ruleset.compile import with_params
from autoqa.ruleset.evidence import Evidence
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


def judge_variants(rules: Iterable[Rule], view: CallView) -> list[list[Finding]]:
    """Findings of several variants of one rule on one call. Conditions that variants share (see
    :func:`autoqa.ruleset.variant.variant`) are looked at once."""
    first: _Case | None = None
    found = []
    for rule in rules:
        case = _Case(rule, view, first.evidence if first is not None else None)
        first = first or case
        found.append(case.findings())
    return found


class _Case:
    """One rule on one call."""

    def __init__(self, rule: Rule, view: CallView, before: Evidence | None = None) -> None:
        self.rule = rule
        self.view = view
        self.evidence = Evidence(rule, view, before)
        self.ceiling = 1.0

    def findings(self) -> list[Finding]:
        file = self.rule.file
        if file.only_if is not None:
            before = evaluate(file.only_if, self.evidence.outcome_of)
            self.ceiling = before.confidence
            if before.truth is Truth.NO:
                return [self.finding(Status.NA, before)]
            if before.truth is Truth.UNKNOWN:
                return [self.unsure(before)]
        if file.require is not None:
            return [self.required(evaluate(file.require, self.evidence.outcome_of))]
        assert file.forbid is not None
        return self.forbidden(evaluate(file.forbid, self.evidence.outcome_of))

    def required(self, verdict: Verdict) -> Finding:
        if verdict.truth is Truth.UNKNOWN:
            return self.unsure(verdict)
        if verdict.truth is Truth.YES:
            return self.finding(Status.PASS, verdict, self.evidence.hits(verdict.deciding))
        against = self.evidence.hits(verdict.deciding)
        span = None if against else self.evidence.window(verdict.deciding)
        return self.finding(Status.FAIL, verdict, against, span)

    def forbidden(self, verdict: Verdict) -> list[Finding]:
        if verdict.truth is Truth.UNKNOWN:
            return [self.unsure(verdict)]
        if verdict.truth is Truth.NO:
            return [self.finding(Status.PASS, verdict)]
        named = self.rule.file.flag or verdict.deciding
        occurrences = self.evidence.occurrences(named)
        if not occurrences:
            return [self.finding(Status.FAIL, verdict, span=self.evidence.window(named))]
        return [self.finding(Status.FAIL, verdict, hits) for hits in occurrences]

    def unsure(self, verdict: Verdict) -> Finding:
        """Cause and note of the first condition that is unknown."""
        outcomes = [self.evidence.outcome_of(name) for name in verdict.deciding]
        cause, note = next((one.cause, one.note) for one in outcomes if one.cause is not None)
        hits = self.evidence.hits(verdict.deciding)
        span = None if hits else self.evidence.window(verdict.deciding)
        return self._made(Status.UNSURE, verdict, hits, span, None, cause, note or CAUSES[cause])

    def finding(
        self,
        status: Status,
        verdict: Verdict,
        hits: list[tuple[str, Hit]] | None = None,
        span: Span | None = None,
    ) -> Finding:
        hits = hits or []
        confidence = min(verdict.confidence, self.ceiling)
        if status is Status.FAIL and span is None and hits:
            confidence = min(confidence, max(hit.confidence for _, hit in hits))
        if confidence < self.rule.file.min_confidence:
            note = CAUSES[Cause.LOW_CONFIDENCE]
            return self._made(Status.UNSURE, verdict, hits, span, confidence, Cause.LOW_CONFIDENCE, note)
        note = next((hit.note for _, hit in hits if hit.note), "") or self.evidence.note(verdict.deciding)
        return self._made(status, verdict, hits, span, confidence, None, note)

    def _made(
        self,
        status: Status,
        verdict: Verdict,
        hits: list[tuple[str, Hit]],
        span: Span | None,
        confidence: float | None,
        cause: Cause | None,
        note: str,
    ) -> Finding:
        file = self.rule.file
        if span is None and hits:
            span = Span(start=min(hit.start for _, hit in hits), end=max(hit.end for _, hit in hits))
        if span is None and status is Status.FAIL:
            span = self.evidence.whole
        quote = " … ".join(dict.fromkeys(hit.text for _, hit in hits[:QUOTED] if hit.text))
        figures = self.evidence.figures(verdict.deciding)
        values = {
            **self.rule.params,
            **figures,
            "title": file.title,
            "missing": self.evidence.missing(verdict.deciding),
            "quote": quote,
            "note": note,
        }
        written = getattr(file.reasons, "pass_" if status is Status.PASS else status.value)
        return Finding(
            id="f1",
            rule=file.id,
            title=file.title,
            status=status,
            severity=file.severity,
            role=self._role(verdict, hits),
            start=round(span.start, 2) if span is not None else None,
            end=round(span.end, 2) if span is not None else None,
            quote=quote,
            reason=fill(written or DEFAULTS[status], values),
            confidence=round(confidence, 3) if confidence is not None else None,
            cause=cause,
            trial=self.rule.trial,
            evidence={**figures, "hits": [self.evidence.shown(name, hit) for name, hit in hits]},
        )

    def _role(self, verdict: Verdict, hits: list[tuple[str, Hit]]) -> Role | None:
        roles = [hit.role for _, hit in hits] + [
            self.rule.conditions[name].common.role.role for name in verdict.deciding
        ]
        return next((role for role in roles if role is not None), None)


QUOTED = 3
"""Most hits quoted in one finding."""
