"""Utterances put together into turns."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autoqa.dialogue.utterance import Utterance
from autoqa.types import Role, Turn, Word

BREATH = 0.8
"""Seconds of pause up to which a party that nobody answers is still in the same turn."""


EARLY = 0.3
"""Seconds by which an answer may begin before the last word it answers; people anticipate the end of a
turn."""


@dataclass(frozen=True, slots=True)
class Line:
    """An utterance with its role and the certainty of that role (0 to 1)."""

    utterance: Utterance
    role: Role
    certainty: float


def turns_of(lines: Sequence[Line]) -> tuple[Turn, ...]:
    """Turns by start time.

    Utterances of the same role and channel join across pauses of up to ``BREATH`` unless the other party says
    something in the pause, however short: a reply is never glued over.
    """
    others = {role: _Said(line for line in lines if line.role != role) for role in Role}
    groups: list[list[Line]] = []
    latest: dict[tuple[Role, int | None], list[Line]] = {}
    for line in sorted(lines, key=lambda item: (item.utterance.start, item.utterance.end)):
        key = (line.role, line.utterance.channel)
        group = latest.get(key)
        if group and _continues(group, line, others[line.role]):
            group.append(line)
        else:
            groups.append([line])
            latest[key] = groups[-1]
    groups.sort(key=lambda group: (group[0].utterance.start, _end(group)))
    return tuple(_turn(index, group, others[group[0].role]) for index, group in enumerate(groups))


class _Said:
    """When something is said, by start; a call of hours has thousands, and only what is near matters."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._spans = sorted((line.utterance.start, line.utterance.end) for line in lines)
        self._starts = [start for start, _ in self._spans]
        self._longest = max((end - start for start, end in self._spans), default=0.0)

    def near(self, start: float, end: float) -> Sequence[tuple[float, float]]:
        """All that sounds between two seconds, and perhaps some that does not."""
        first = bisect_left(self._starts, start - self._longest - EARLY)
        return self._spans[first : bisect_right(self._starts, end)]


def _continues(group: Sequence[Line], line: Line, others: _Said) -> bool:
    end, start = _end(group), line.utterance.start
    if start - end > BREATH:
        return False
    near = others.near(min(end, start), max(end, start))
    return not any(_falls_between(other, end, start) for other in near)


def _falls_between(other: tuple[float, float], end: float, start: float) -> bool:
    """Whether ``other`` is said in the pause between ``end`` and ``start``, comes in a little early but lasts
    into the pause, or talks over all of it."""
    begun, over = other
    if end - EARLY <= begun and end < over <= start:
        return True
    if min(end, start) <= (begun + over) / 2 <= max(end, start):
        return True
    return start > end and begun <= end and over >= start


def _end(group: Sequence[Line]) -> float:
    return max(line.utterance.end for line in group)


def _turn(index: int, group: Sequence[Line], others: _Said) -> Turn:
    words = tuple(word for line in group for word in line.utterance.words)
    role, first = group[0].role, group[0].utterance
    length = sum(len(line.utterance.text) for line in group)
    return Turn(
        index=index,
        start=first.start,
        end=_end(group),
        role=role,
        text="".join(word.text for word in words),
        words=words,
        channel=first.channel,
        confidence=_mean_confidence(words),
        role_confidence=round(sum(line.certainty * len(line.utterance.text) for line in group) / length, 4),
        overlapped=round(sum(_shared(line.utterance, others) for line in group), 4),
        timed=all(line.utterance.timed for line in group),
    )


def _mean_confidence(words: Sequence[Word]) -> float | None:
    """Mean over the characters of words that have a confidence."""
    scored = [(word.confidence, len(word.text)) for word in words if word.confidence is not None]
    total = sum(length for _, length in scored)
    return round(sum(score * length for score, length in scored) / total, 4) if total else None


def _shared(utterance: Utterance, others: _Said) -> float:
    """Seconds of the utterance during which any of ``others`` sounds."""
    covered, reached, last = 0.0, utterance.start, utterance.end
    for start, end in others.near(reached, last):
        start, end = max(start, reached), min(end, last)
        if end > start:
            covered += end - start
            reached = end
    return covered
