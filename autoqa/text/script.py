"""How much of a standard line was said: 您好，我是____公司的(客服/业务员)，工号____，很高兴为您服务。

The line is cut into parts at its punctuation and slots. Each part looks for its best places in the text by
an edit distance over characters in which near homophones are cheap; then one place per part, in the order
of the line, is chosen so that most characters of the line are heard. Words in between do no harm: an agent
who says the line in two breaths, with the customer's 嗯 between, has said it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autoqa.errors import RuleError
from autoqa.text.numerals import respelled
from autoqa.text.phonetic import cost
from autoqa.text.phrase import Part, expand
from autoqa.text.turntext import TurnText

_CUT = re.compile(r"(?P<slot>_{2,}|＿{2,}|…+|\.{3,})|[，。！？；：、,.!?;:\s]+(?![^(（]*[)）])")
_ADDED, _DROPPED, _RESPELLED = 0.5, 1.0, 0.05
_SHORT, _SHORT_SCORE, _SCORE = 3, 0.75, 0.6
_PLACES = 6
_DISTANCE = 0.002
"""Taken off per character between two parts, so that of two equal places the nearer one is chosen."""


@dataclass(frozen=True)
class HeardPart:
    """One part of the line. ``score`` is the share of it that was heard; missing parts have no place."""

    said: str
    start_char: int | None
    end_char: int | None
    score: float


@dataclass(frozen=True)
class Slot:
    """What was said where the line has a ``____``; None when its neighbours were not heard."""

    text: str | None
    start_char: int | None
    end_char: int | None


@dataclass(frozen=True)
class ScriptMatch:
    """A line compared with a text. ``coverage`` is the heard share of the line's characters, 0 to 1."""

    coverage: float
    parts: tuple[HeardPart, ...]
    slots: tuple[Slot, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that were not heard, as written in the line."""
        return tuple(part.said for part in self.parts if part.start_char is None)

    @property
    def span(self) -> tuple[int, int] | None:
        """First and last character of all heard parts, None when none was heard."""
        starts = [part.start_char for part in self.parts if part.start_char is not None]
        ends = [part.end_char for part in self.parts if part.end_char is not None]
        return (starts[0], ends[-1]) if starts else None


@dataclass(frozen=True)
class _Place:
    start: int
    end: int
    score: float


@dataclass(frozen=True)
class _Path:
    """The best choice of places up to some part."""

    worth: float
    end: int
    places: tuple[_Place | None, ...]


@dataclass(frozen=True)
class Script:
    """A compiled line: parts with their spellings, and slots by how many parts come before each."""

    source: str
    parts: tuple[tuple[str, tuple[Part, ...]], ...]
    slots: tuple[int, ...]

    @classmethod
    def parse(cls, source: str) -> Script:
        """Compile a line.

        Raises:
            RuleError: no words in it, brackets that do not pair, or too many alternatives in one part.
        """
        parts: list[tuple[str, tuple[Part, ...]]] = []
        slots: list[int] = []
        position = 0
        for cut in [*_CUT.finditer(source), None]:
            literal = source[position : cut.start() if cut else len(source)]
            written = (form for spelling in expand(literal) for form in respelled(spelling))
            spellings = tuple(part for part in map(Part.of, written) if len(part))
            if spellings:
                parts.append((literal, spellings))
            if cut and cut["slot"] and cut["slot"][0] in "_＿":
                slots.append(len(parts))
            position = cut.end() if cut else position
        if not parts:
            raise RuleError(
                source or '""', "a standard line without words", "write the words the agent should say"
            )
        return cls(source, tuple(parts), tuple(slots))

    def compare(self, text: TurnText) -> ScriptMatch:
        """Find the line in ``text`` (one turn, or several joined)."""
        paths = [_Path(0.0, 0, ())]
        weights = [max(map(len, spellings)) for _, spellings in self.parts]
        for (_, spellings), weight in zip(self.parts, weights, strict=True):
            places = [place for spelling in spellings for place in _places(spelling, text)]
            paths = _extend(paths, places, weight)
        best = max(paths, key=lambda path: path.worth)
        heard = tuple(
            HeardPart(said, place.start, place.end, place.score)
            if place
            else HeardPart(said, None, None, 0.0)
            for (said, _), place in zip(self.parts, best.places, strict=True)
        )
        covered = sum(part.score * weight for part, weight in zip(heard, weights, strict=True))
        slots = tuple(_slot(text, best.places, position) for position in self.slots)
        return ScriptMatch(round(covered / sum(weights), 3), heard, slots)


def _extend(paths: list[_Path], places: list[_Place], weight: int) -> list[_Path]:
    """Every useful way to go on: with the part missing, or at one of its places after what was heard."""
    longer = [_Path(path.worth, path.end, (*path.places, None)) for path in paths]
    for place in places:
        before = [path for path in paths if path.end <= place.start]
        worth = [path.worth - _DISTANCE * (place.start - path.end) * bool(path.end) for path in before]
        index = max(range(len(before)), key=worth.__getitem__)
        longer.append(_Path(worth[index] + place.score * weight, place.end, (*before[index].places, place)))
    kept: list[_Path] = []
    for path in sorted(longer, key=lambda path: (path.end, -path.worth)):
        if not kept or path.worth > kept[-1].worth:
            kept.append(path)
    return kept


def _places(part: Part, text: TurnText) -> list[_Place]:
    """The best places of ``part``, at most ``_PLACES``, none overlapping a better one."""
    if not len(text):
        return []
    least = _SHORT_SCORE if len(part) <= _SHORT else _SCORE
    if _unheard(part, text) * _DROPPED > (1 - least) * len(part) + 1e-9:
        return []
    ends = _table(_costs(part, text, 0, len(text)), free_start=True)
    scores = 1 - ends / len(part)
    places: list[_Place] = []
    for end in np.argsort(-scores, kind="stable").tolist():
        if scores[end] < least or len(places) == _PLACES:
            break
        if any(place.start < end <= place.end + len(part) // 2 for place in places):
            continue
        first = max(0, end - 2 * len(part))
        backwards = _table(_costs(part, text, first, end)[::-1, ::-1], free_start=False)
        places.append(_Place(end - int(backwards.argmin()), end, round(float(scores[end]), 3)))
    return places


def _unheard(part: Part, text: TurnText) -> int:
    """Characters of ``part`` that nothing in the text sounds like: each costs as much as a dropped one."""
    pairs = zip(part.key, part.classes, strict=True)
    return sum(said not in text.heard and sound not in text.heard for said, sound in pairs)


def _costs(part: Part, text: TurnText, start: int, end: int) -> NDArray[np.float64]:
    """Cost of each character of ``part`` (rows) against each of the text (columns)."""
    heard = list(zip(text.key[start:end], text.pinyin[start:end], text.classes[start:end], strict=True))
    kinds = {kind: number for number, kind in enumerate(dict.fromkeys(heard))}
    columns = [kinds[kind] for kind in heard]
    rows = [
        [
            0.0 if said == key else min(1.0, cost(sound, pinyin) + _RESPELLED) if alike == sounds else 1.0
            for key, pinyin, sounds in kinds
        ]
        for said, sound, alike in zip(part.key, part.pinyin, part.classes, strict=True)
    ]
    return np.array(rows)[:, columns]


def _table(costs: NDArray[np.float64], *, free_start: bool) -> NDArray[np.float64]:
    """Last row of the edit-distance table: the least cost of the whole part ending at each position."""
    steps = np.arange(costs.shape[1] + 1) * _ADDED
    row = np.zeros_like(steps) if free_start else steps.copy()
    for line in costs:
        best = row + _DROPPED
        best[1:] = np.minimum(best[1:], row[:-1] + line)
        row = np.minimum.accumulate(best - steps) + steps
    return row


def _slot(text: TurnText, places: tuple[_Place | None, ...], position: int) -> Slot:
    """The words between the parts around a slot; a slot at an edge of the line ends with its clause."""
    before = places[position - 1] if position else None
    after = places[position] if position < len(places) else None
    if (position and before is None) or (position < len(places) and after is None):
        return Slot(None, None, None)
    start = before.end if before else text.clause(after.start)[0] if after else 0
    end = after.start if after else text.clause(start)[1] if start < len(text) else start
    return Slot(text.folded.quote(start, end), start, end) if start < end else Slot(None, None, None)
