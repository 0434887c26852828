"""Syllables given to the other voice in the middle of a sentence.

Voices are told apart syllable by syllable, so that a reply of one keeps its own speaker. Now and then a
syllable in the middle of a sentence is named wrongly too: a number that is read out loses a digit, a phrase
is cut. What nobody says alone, without a pause before or after it, belongs to the sentence around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from autoqa.types import Word

_MOST = 2
"""Words (syllables, mostly) of an island."""

_JOINED = 0.1
"""Seconds of pause up to which words are said in one go."""

_ALONE = re.compile(
    "[嗯恩唔哦噢喔啊呃哎诶对好是行喂不没别用要成中懂]|可以|同意|愿意|知道|明白|谢谢|再见|拜拜"
)
"""What is said alone into the other's sentence: replies, hums, courtesies."""

_PARTICLES = frozenset("吗么")
"""What ends a question and never begins what the other party says."""

_DIGITS = re.compile("[零一二三四五六七八九十幺0-9]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A word with the voice that says it and the certainty (0.5 to 1) of that."""

    word: Word
    speaker: int
    certainty: float


def without_islands(words: Sequence[Named]) -> list[Named]:
    """The words of one segment with islands given back to the voice of the sentence around them, digits
    beside a number, with no pause between, to the voice of the number, and the last word of a question to
    that of the question."""
    parts = _parts(words)
    out: list[Named] = []
    for place, part in enumerate(parts):
        before = out[-1] if out else None
        after = parts[place + 1][0] if place + 1 < len(parts) else None
        owner = _owner(part, before, after) if len(part) <= _MOST else None
        if owner is not None:
            part = [replace(one, speaker=owner.speaker, certainty=owner.certainty) for one in part]
        out += part
    return out


def _parts(words: Sequence[Named]) -> list[list[Named]]:
    """Words of one voice that follow each other without a pause; after a question begins another part."""
    parts: list[list[Named]] = []
    for one in words:
        last = parts[-1][-1] if parts else None
        if last is not None and last.speaker == one.speaker and _joined(last, one) and not _particle(last):
            parts[-1].append(one)
        else:
            parts.append([one])
    return parts


def _particle(one: Named) -> bool:
    return one.word.text in _PARTICLES


def _joined(earlier: Named, later: Named) -> bool:
    return later.word.start - earlier.word.end < _JOINED


def _owner(part: Sequence[Named], before: Named | None, after: Named | None) -> Named | None:
    """A word of the sentence or number that ``part`` belongs to, None when it stands for itself."""
    text = "".join(one.word.text for one in part)
    left = before if before is not None and _joined(before, part[0]) else None
    right = after if after is not None and _joined(part[-1], after) else None
    if left is not None and right is not None and left.speaker == right.speaker:
        return None if _ALONE.search(text) else min(left, right, key=lambda one: one.certainty)
    if left is not None and _particle(part[0]):
        return left
    if _DIGITS.fullmatch(text):
        for near in (left, right):
            if near is not None and _DIGITS.fullmatch(near.word.text):
                return near
    return None
