"""Two rule directories on the same calls: verdicts, points and grades that move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from autoqa.config import Settings
from autoqa.pipeline import Workshop
from autoqa.ruleset import judge_all
from autoqa.scoring import Scored, score
from autoqa.tune.corpus import Entry, StoredCall
from autoqa.tune.judged import Judged, Place, Verdict, verdicts_of
from autoqa.tune.places import same_span
from autoqa.tune.spread import spread
from autoqa.types import Finding, Frozen, Status


class Move(StrEnum):
    """What became of a verdict or a flag: a flag that only B raises, that only A raises, or another verdict
    that is no flag on either side."""

    APPEARS = "appears"
    VANISHES = "vanishes"
    CHANGES = "changes"


class Moved(Frozen):
    """One flag or verdict that differs. ``before`` and ``after`` are the rule's verdict on the call in A and
    B (None: no such rule there); the place, quote and reason are those of the flag, of B where both have
    one."""

    call_id: str
    rule: str
    title: str
    move: Move
    before: Status | None
    after: Status | None
    start: float | None
    end: float | None
    quote: str
    reason: str


class PointsMoved(Frozen):
    """A call whose points or grade differ. ``awarded`` counts decided items; the total lies between the
    bounds."""

    call_id: str
    awarded: tuple[float, float]
    lowest: tuple[float, float]
    highest: tuple[float, float]
    grade: tuple[str | None, str | None]


class RulesDiff(Frozen):
    """``autoqa.rules-diff/1``. ``rules``: per rule, how many flags appear and vanish, and how many calls
    change otherwise."""

    format: str = "autoqa.rules-diff/1"
    a: str
    b: str
    calls: int
    calls_moved: int
    rules: dict[str, dict[Move, int]]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    moved: tuple[Moved, ...]
    points: tuple[PointsMoved, ...]


@dataclass(frozen=True)
class Both:
    """One call judged by A and by B."""

    a: Judged
    b: Judged


@dataclass(frozen=True)
class Compared:
    difference: RulesDiff
    calls: tuple[Both, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class JudgeBoth:
    """Work for :func:`autoqa.tune.spread.spread`: a call by two sets of rules, with the
    words of its flags."""

    a: Settings
    b: Settings

    def __call__(self, call: StoredCall) -> Both:
        return Both(*(self._by(workshop, call) for workshop in self._workshops))

    def _by(self, workshop: Workshop, call: StoredCall) -> Judged:
        ruleset, standard = workshop.in_force(call.campaign)
        findings = judge_all(ruleset, call.view, overrides=standard.overrides)
        flags = [finding for finding in findings if finding.status is Status.FAIL and not finding.quote]
        places: list[Place] = [(f.start, f.end) for f in flags if f.start is not None and f.end is not None]
        said = {place: call.said(*place) for place in places}
        return Judged(call.id, call.agent, call.day, verdicts_of(findings), score(standard, findings), said)

    @cached_property
    def _workshops(self) -> tuple[Workshop, Workshop]:
        return Workshop(self.a), Workshop(self.b)


def compare_rules(settings: Settings, a: Path, b: Path, entries: Sequence[Entry]) -> Compared:
    """Judge every stored call by the rules in ``a`` and in ``b``.

    Raises:
        RuleError: rules on one side have mistakes.
    """
    sides = [settings.model_copy(update={"rules": folder}) for folder in (a, b)]
    known = [set(Workshop(side).in_force()[0].rules) for side in sides]
    done = spread(JudgeBoth(*sides), entries)
    moved = [one for both in done.results for one in _moved(both)]
    points = [one for both in done.results if (one := _points(both)) is not None]
    counts = Counter((one.rule, one.move) for one in moved)
    difference = RulesDiff(
        a=str(a),
        b=str(b),
        calls=len(done.results),
        calls_moved=len({one.call_id for one in moved} | {one.call_id for one in points}),
        rules={
            rule: {move: counts[rule, move] for move in Move} for rule in sorted({rule for rule, _ in counts})
        },
        only_a=tuple(sorted(known[0] - known[1])),
        only_b=tuple(sorted(known[1] - known[0])),
        moved=tuple(moved),
        points=tuple(points),
    )
    return Compared(difference, done.results, done.problems)


def _moved(both: Both) -> Iterator[Moved]:
    for rule in sorted({*both.a.verdicts, *both.b.verdicts}):
        before, after = both.a.verdicts.get(rule), both.b.verdicts.get(rule)
        gone, come = _unmatched(before, after)
        for finding in gone:
            yield _one(both, rule, Move.VANISHES, finding, both.a)
        for finding in come:
            yield _one(both, rule, Move.APPEARS, finding, both.b)
        if not gone and not come and _status(before) is not _status(after):
            side, verdict = (both.b, after) if after is not None else (both.a, before)
            assert verdict is not None
            yield _one(both, rule, Move.CHANGES, verdict.leading[0], side)


def _unmatched(before: Verdict | None, after: Verdict | None) -> tuple[list[Finding], list[Finding]]:
    """Flags of either side that the other does not raise at that place."""
    first, second = _flags(before), _flags(after)
    gone = [flag for flag in first if not any(same_span(flag, other) for other in second)]
    come = [flag for flag in second if not any(same_span(flag, other) for other in first)]
    return gone, come


def _flags(verdict: Verdict | None) -> list[Finding]:
    return [finding for finding in verdict.findings if finding.status is Status.FAIL] if verdict else []


def _status(verdict: Verdict | None) -> Status | None:
    return verdict.status if verdict is not None else None


def _one(both: Both, rule: str, move: Move, finding: Finding, side: Judged) -> Moved:
    quote = finding.quote
    if not quote and finding.start is not None and finding.end is not None:
        quote = side.said.get((finding.start, finding.end), "")
    return Moved(
        call_id=both.a.id,
        rule=rule,
        title=finding.title,
        move=move,
        before=_status(both.a.verdicts.get(rule)),
        after=_status(both.b.verdicts.get(rule)),
        start=finding.start,
        end=finding.end,
        quote=quote,
        reason=finding.reason,
    )


def _points(both: Both) -> PointsMoved | None:
    a, b = both.a.scored, both.b.scored
    assert a is not None
    assert b is not None
    if _figures(a) == _figures(b):
        return None
    return PointsMoved(
        call_id=both.a.id,
        awarded=(a.score.awarded, b.score.awarded),
        lowest=(a.score.lowest, b.score.lowest),
        highest=(a.score.highest, b.score.highest),
        grade=(a.grade, b.grade),
    )


def _figures(scored: Scored) -> tuple[object, ...]:
    score = scored.score
    return score.awarded, score.lowest, score.highest, scored.grade
