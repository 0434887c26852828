"""The conditions of one rule on one call, each looked at when first asked for and then remembered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from autoqa.checks.base import CallView, Hit, Outcome, Scope, Truth, missing_need
from autoqa.errors import AutoqaError, RuleError
from autoqa.ruleset.counting import counted
from autoqa.ruleset.rule import Condition, Rule
from autoqa.ruleset.windows import Unplaced, resolve
from autoqa.types import Cause, Span

Named = tuple[str, Hit]
"""A hit with the name of its condition."""


class Evidence:
    """Outcomes, hits and windows of the conditions of ``rule`` on the call ``view``. ``before`` is that of
    another variant of the rule on the same call: conditions they share are not looked at again."""

    def __init__(self, rule: Rule, view: CallView, before: Evidence | None = None) -> None:
        self._rule = rule
        self._view = view
        self._before = before
        self._outcomes: dict[str, Outcome] = {}
        self._spans: dict[str, tuple[Span, ...]] = {}

    def outcome_of(self, name: str) -> Outcome:
        """The answer of one condition.

        Raises:
            RuleError: its check broke; that is a defect of the check, not of the call.
        """
        if name not in self._outcomes and self._before is not None and self._shares(name, self._before):
            self._outcomes[name] = self._before.outcome_of(name)
            if name in self._before._spans:
                self._spans[name] = self._before._spans[name]
        if name not in self._outcomes:
            try:
                self._outcomes[name] = self._looked_at(self._rule.conditions[name])
            except AutoqaError:
                raise
            except Exception as error:
                cause = f'condition "{name}" broke on this call: {type(error).__name__}: {error}'
                raise RuleError(self._rule.id, cause, "Report it with the transcript.") from error
        return self._outcomes[name]

    def _shares(self, name: str, other: Evidence) -> bool:
        """Whether a condition and all that its window is measured from are the other's too."""
        condition = self._rule.conditions[name]
        same = other._rule.conditions.get(name) is condition
        return same and all(self._shares(anchor, other) for anchor in condition.anchors)

    def _looked_at(self, condition: Condition) -> Outcome:
        scopes = resolve(condition.common, self._view, self.outcome_of)
        if isinstance(scopes, Unplaced):
            return Outcome.unknown(scopes.cause, note=scopes.note)
        found = [(scope, self._looked_at_in(condition, scope)) for scope in scopes]
        outcome = _in_every_one([outcome for _, outcome in found])
        self._spans[condition.name] = tuple(
            span for scope, one in found if one.truth is outcome.truth for span in scope.spans
        )
        sure = min((self.outcome_of(name).confidence for name in condition.anchors), default=1.0)
        return _at_most(outcome, sure)

    def _looked_at_in(self, condition: Condition, scope: Scope) -> Outcome:
        if (unmet := missing_need(condition.check, self._view, scope)) is not None:
            return unmet
        if not scope.spans:
            return Outcome.absent()
        return counted(self._heard(condition, scope), condition.common.count)

    def _heard(self, condition: Condition, scope: Scope) -> Outcome:
        """The check's answer, never surer than it is who spoke, and never "no" beyond the end of a cut
        recording."""
        outcome = condition.check.evaluate(self._view, scope)
        dialogue, audio = self._view.dialogue, self._view.audio
        cut = audio is not None and audio.truncated and scope.spans[-1].end >= dialogue.duration
        if cut and outcome.truth is Truth.NO and condition.check.needs:
            return Outcome.unknown(Cause.INCOMPLETE, note="录音被截断，后面是否说过无法得知")
        if scope.role is None:
            return outcome
        if not outcome.hits:
            return _at_most(outcome, dialogue.roles_confidence)
        hits = tuple(self._as_sure_as_its_turn(hit) for hit in outcome.hits)
        sure = min(outcome.confidence, max(hit.confidence for hit in hits))
        return outcome.model_copy(update={"hits": hits, "confidence": sure})

    def _as_sure_as_its_turn(self, hit: Hit) -> Hit:
        if hit.turn is None:
            return hit
        sure = self._view.dialogue.turns[hit.turn].role_confidence
        return hit if hit.confidence <= sure else hit.model_copy(update={"confidence": sure})

    def hits(self, names: Iterable[str]) -> list[Named]:
        """Hits of these conditions in time order."""
        found = [(name, hit) for name in names for hit in self.outcome_of(name).hits]
        return sorted(found, key=lambda named: (named[1].start, named[1].end))

    def occurrences(self, names: Iterable[str]) -> list[list[Named]]:
        """Hits of those of these conditions that hold, grouped where they overlap: one group is one
        occurrence."""
        groups: list[list[Named]] = []
        for name, hit in self.hits(name for name in names if self.outcome_of(name).truth is Truth.YES):
            if groups and hit.start < max(before.end for _, before in groups[-1]):
                groups[-1].append((name, hit))
            else:
                groups.append([(name, hit)])
        return groups

    def window(self, names: Iterable[str]) -> Span:
        """The seconds from the first to the last window of these conditions; the connected call without
        any."""
        spans = [span for name in names for span in self._spans.get(name, ())]
        if not spans:
            return self.whole
        return Span(start=min(span.start for span in spans), end=max(span.end for span in spans))

    @property
    def whole(self) -> Span:
        """From connect to the end of the recording."""
        dialogue = self._view.dialogue
        return Span(start=min(dialogue.connected_at, dialogue.duration), end=dialogue.duration)

    def missing(self, names: Iterable[str]) -> str:
        """Labels of these conditions, joined."""
        return "、".join(dict.fromkeys(self._rule.conditions[name].label for name in names))

    def note(self, names: Iterable[str]) -> str:
        """First remark of these conditions."""
        return next((note for name in names if (note := self.outcome_of(name).note)), "")

    def figures(self, deciding: Iterable[str]) -> dict[str, Any]:
        """Measured numbers of every condition looked at; those of the deciding ones win."""
        return dict(self._figures([*self._outcomes, *deciding]))

    def _figures(self, names: Iterable[str]) -> Iterator[tuple[str, Any]]:
        for name in names:
            yield from self._outcomes[name].figures.items()

    def shown(self, name: str, hit: Hit) -> dict[str, Any]:
        """A hit as the evidence of a finding holds it."""
        shown: dict[str, Any] = {
            "condition": name,
            "start": round(hit.start, 2),
            "end": round(hit.end, 2),
            "role": hit.role.value if hit.role is not None else None,
            "text": hit.text,
            "how": hit.how,
            "confidence": round(hit.confidence, 3),
        }
        extra = {"value": hit.value, "note": hit.note}
        return shown | {key: value for key, value in extra.items() if value is not None}


def _at_most(outcome: Outcome, confidence: float) -> Outcome:
    if outcome.confidence <= confidence:
        return outcome
    return outcome.model_copy(update={"confidence": confidence})


def _in_every_one(outcomes: Sequence[Outcome]) -> Outcome:
    """The answers of a condition that must hold in each of several windows, as one answer."""
    if len(outcomes) == 1:
        return outcomes[0]
    no = [one for one in outcomes if one.truth is Truth.NO]
    unknown = [one for one in outcomes if one.truth is Truth.UNKNOWN]
    if unknown and not no:
        return unknown[0]
    decisive = no or list(outcomes)
    sure = (max if no else min)(one.confidence for one in decisive)
    hits = tuple(hit for one in decisive for hit in one.hits)
    return decisive[0].model_copy(update={"hits": hits, "confidence": sure})
