"""When other characters still count as a part of a phrase: by their sound, or with few edits.

Negations and numerals are never bent: an edit that inserts, drops or replaces 不 or 三 makes another
statement; only a homophone (部 for 不) is another spelling.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from rapidfuzz import fuzz

from autoqa.text.phonetic import cost
from autoqa.text.phrase import Part
from autoqa.text.turntext import TurnText

How = Literal["exact", "pinyin", "fuzzy"]

MOST_EDITS = 4

NUMERALS = frozenset("零一二两三四五六七八九十百千万亿半")
_PROTECTED = NUMERALS | frozenset("不没别未无非否勿莫甭")
_FILLERS = frozenset("嗯啊呃哦额呢吧嘛的了那个这就")
_FILLER_COST = 0.4
_RESPELLED_COST = 0.05
"""An edit that keeps the sound is nearly free."""
_FORBIDDEN = 99.0
_TWO_SYLLABLES_SCORE, _THREE_SYLLABLES_SCORE = 0.7, 0.85
_OTHER_WORD = 0.85


@dataclass(frozen=True)
class Candidate:
    """A part found at characters ``start`` to ``end``."""

    start: int
    end: int
    how: How
    score: float


def by_sound(part: Part, text: TurnText, start: int) -> Candidate | None:
    """``part`` at ``start`` syllable for syllable, by the costs of ``phonetic``.

    Two syllables must be perfect homophones, three may differ by 0.2 in all, longer parts by 0.12 a
    syllable; one syllable is never enough. Figures (7) sound like nothing but numerals. Scores fall with
    the cost and the share of changed characters, and are capped for short parts (0.7, 0.85). A changed
    character inside a dictionary word (权力 for 权利) was more likely meant: the score loses 15 %, and three
    syllables are refused unless they are that word as a whole.
    """
    length = len(part)
    end = start + length
    heard = text.key[start:end]
    if length < 2 or len(heard) < length:
        return None
    total = 0.0
    for place, (said, got) in enumerate(zip(part.key, heard, strict=True)):
        if said != got and got in NUMERALS and (said in NUMERALS or text.text[start + place].isascii()):
            return None
        total += cost(part.pinyin[place], text.pinyin[start + place])
    limit = {2: 0.0, 3: 0.2}.get(length, 0.12 * length)
    if total > limit + 1e-9:
        return None
    changed = [start + place for place in range(length) if part.key[place] != heard[place]]
    score = 0.95 - (total + 0.1 * len(changed)) / length
    score = min(score, {2: _TWO_SYLLABLES_SCORE, 3: _THREE_SYLLABLES_SCORE}.get(length, 1.0))
    if any(text.token(place)[1] - text.token(place)[0] > 1 for place in changed):
        if length == 3 and (start, end) not in text.words:
            return None
        score *= _OTHER_WORD
    return Candidate(start, end, "pinyin", round(score, 3))


def edits_allowed(length: int) -> int:
    """Characters that may differ in a part of ``length``: none under 5, then one in about five, at most 4."""
    return min(MOST_EDITS, (length + 1) // 5) if length >= 5 else 0


@cache
def _most_unheard(length: int) -> float:
    """Different sounds of a part of ``length`` that a text may lack and still be alike enough for
    :func:`by_edits`. The cutoff there, 1 - allowed / length, is of 2 · shared / (both lengths); it is easiest
    to reach in the shortest window that the edits can fill, of length - allowed."""
    kept = length - edits_allowed(length)
    return length - kept * kept / (2 * length - kept) + 1e-6


def beyond_edits(part: Part, heard: frozenset[str]) -> bool:
    """Whether a text of these characters and sound classes surely has no place for ``part`` within
    :func:`edits_allowed`; told without looking at their order."""
    return len(part.sounds - heard) > _most_unheard(len(part.key))


def by_edits(part: Part, text: TurnText, start: int, end: int) -> Candidate | None:
    """The best place for ``part`` inside the window ``start`` to ``end`` within :func:`edits_allowed`.

    A replaced, missing or added character costs 1; a near homophone costs what ``phonetic`` says; an added
    filler 0.4. The score is 0.95 less the cost per character.
    """
    length = len(part)
    allowed = edits_allowed(length)
    window = text.classes[start:end]
    cutoff = 100 * (1 - allowed / length) - 1e-6
    if not allowed or fuzz.partial_ratio(part.classes, window, score_cutoff=cutoff) == 0:
        return None
    total, pairs = _align(part, text, start, end)
    firm = [position for position, step in pairs if step < 1]
    if total > allowed + 1e-9 or not firm:
        return None
    return Candidate(firm[0], firm[-1] + 1, "fuzzy", round(0.95 - total / length, 3))


def _align(part: Part, text: TurnText, start: int, end: int) -> tuple[float, list[tuple[int, float]]]:
    """Least cost of ``part`` against any stretch of the window (edit distance with free ends), and the text
    position and cost of each of its aligned characters."""
    width = end - start
    table = [[0.0] * (width + 1)]
    for row, (said, sound) in enumerate(zip(part.key, part.pinyin, strict=True), start=1):
        above = table[-1]
        dropped = _FORBIDDEN if said in _PROTECTED else 1.0
        line = [above[0] + dropped]
        for column in range(1, width + 1):
            at = start + column - 1
            added = line[-1] + _added(text.key[at]) if row < len(part) else _FORBIDDEN
            replaced = above[column - 1] + _replaced(said, sound, text.key[at], text.pinyin[at])
            line.append(min(replaced, above[column] + dropped, added))
        table.append(line)
    column = min(range(width + 1), key=lambda index: table[-1][index])
    total, row = table[-1][column], len(part)
    pairs: list[tuple[int, float]] = []
    while row:
        said, sound, here = part.key[row - 1], part.pinyin[row - 1], table[row][column]
        at = start + column - 1
        step = _replaced(said, sound, text.key[at], text.pinyin[at]) if column else _FORBIDDEN
        if column and abs(here - table[row - 1][column - 1] - step) < 1e-9:
            pairs.append((at, step))
            row, column = row - 1, column - 1
        elif abs(here - table[row - 1][column] - (_FORBIDDEN if said in _PROTECTED else 1.0)) < 1e-9:
            row -= 1
        else:
            column -= 1
    return total, pairs[::-1]


def _replaced(said: str, sound: str, heard: str, heard_sound: str) -> float:
    if said == heard:
        return 0.0
    if said in _PROTECTED and heard in _PROTECTED:
        return _FORBIDDEN
    near = cost(sound, heard_sound)
    if near < 1:
        return near + _RESPELLED_COST
    return _FORBIDDEN if said in _PROTECTED or heard in _PROTECTED else 1.0


def _added(heard: str) -> float:
    if heard in _PROTECTED:
        return _FORBIDDEN
    return _FILLER_COST if heard in _FILLERS else 1.0
