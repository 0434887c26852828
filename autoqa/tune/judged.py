"""Stored calls judged by the rules of today: what is kept of each for comparing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from autoqa.config import Settings
from autoqa.pipeline import Workshop
from autoqa.ruleset import judge_all
from autoqa.scoring import Scored, score
from autoqa.tune.corpus import StoredCall
from autoqa.types import Finding, Status

_GRAVEST = (Status.FAIL, Status.UNSURE, Status.PASS, Status.NA)

Place = tuple[float, float]
"""Seconds."""


@dataclass(frozen=True)
class Verdict:
    """What a rule says of a call: the gravest of its findings, and how sure it is (0 to 1) that this is
    right; None where it could not tell."""

    status: Status
    confidence: float | None
    findings: tuple[Finding, ...] = ()

    @property
    def flagged(self) -> bool:
        return self.status is Status.FAIL

    @property
    def leading(self) -> tuple[Finding, ...]:
        """The findings that make the verdict."""
        return tuple(finding for finding in self.findings if finding.status is self.status)


@dataclass(frozen=True)
class Judged:
    """One call. ``scored`` only where points were asked for; ``said``: words at the places asked for."""

    id: str
    agent: str
    day: str
    verdicts: Mapping[str, Verdict]
    scored: Scored | None = None
    said: Mapping[Place, str] = field(default_factory=dict)


def verdicts_of(findings: Iterable[Finding]) -> dict[str, Verdict]:
    """One verdict a rule."""
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(finding.rule, []).append(finding)
    return {rule: verdict_of(found) for rule, found in grouped.items()}


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """The verdict that the findings of one rule on one call come to."""
    found = tuple(findings)
    return Verdict(*gravest((finding.status, finding.confidence) for finding in found), found)


def gravest(said: Iterable[tuple[Status, float | None]]) -> tuple[Status, float | None]:
    """The gravest of several statuses, with the surest confidence of those that say so; of ``unsure`` no
    confidence is kept."""
    pairs = list(said)
    status = min((status for status, _ in pairs), key=_GRAVEST.index)
    known = [sure for one, sure in pairs if one is status and sure is not None]
    return status, max(known) if known and status is not Status.UNSURE else None


@dataclass(frozen=True)
class JudgeAll:
    """Work for :func:`autoqa.tune.spread.spread`: judge a call by the rules and the standard in force.

    Args:
        settings: rules, campaigns, scorecard.
        rules: only these rules are judged, and nothing is scored; None judges all and scores.
        places: per call, the seconds whose words are wanted.
    """

    settings: Settings
    rules: frozenset[str] | None = None
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)

    def __call__(self, call: StoredCall) -> Judged:
        ruleset, standard = self._workshop.in_force(call.campaign)
        findings = judge_all(ruleset, call.view, self.rules, standard.overrides)
        scored = score(standard, findings) if self.rules is None else None
        said = {place: call.said(*place) for place in self.places.get(call.id, ())}
        return Judged(call.id, call.agent, call.day, verdicts_of(findings), scored, said)

    @cached_property
    def _workshop(self) -> Workshop:
        """Made where the work is done, once a process."""
        return Workshop(self.settings)
