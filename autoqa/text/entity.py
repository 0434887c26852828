"""A number that was said, with what kind of number it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from autoqa.text.kept import kept
from autoqa.text.turntext import TurnText

EntityKind = Literal[
    "amount", "percent", "date", "time", "period", "phone", "hotline", "job_number", "digits", "number"
]


@dataclass(frozen=True)
class Entity:
    """A number in a turn.

    Attributes:
        kind: what it counts or names.
        value: canonical form, by kind:

            - ``amount``: yuan, ``3.98``; ``percent``: ``0.65``; ``number``: ``123``
            - ``date``: ISO 8601 as far as it is said: ``2026-12-01``, ``2026-12``, ``2026``, ``--11-30``,
            ``--11``,
              ``---20``; relative to the call's day: ``D+1`` (明天), ``M+1`` (下个月), ``M+1-01``
              (下个月一号), ``Y+1``, ``M+0-end`` (月底); repeated: ``every-M-20`` (每月二十号)
            - ``time``: ``20:30``; ``period``: ISO 8601, ``P3M``, ``P30D``, ``P18M``, ``PT30M``
            - ``phone``, ``hotline``, ``job_number``, ``digits``: the digits as text, job numbers with their
            letters

        start_char: first character in ``TurnText.text``; ``end_char`` is excluded.
        text: the words as in the source.
        certainty: 0 to 1, that ``kind`` is right.
    """

    kind: EntityKind
    value: str
    start_char: int
    end_char: int
    text: str
    certainty: float = 1.0


def entity(
    kind: EntityKind, value: str, text: TurnText, start: int, end: int, certainty: float = 1.0
) -> Entity:
    """An entity over the characters ``start`` to ``end`` of ``text``."""
    return Entity(kind, value, start, end, text.folded.quote(start, end), certainty)


def scan(pattern: re.Pattern[str], text: TurnText, marks: str = "") -> Iterator[re.Match[str]]:
    """Matches of ``pattern`` that neither reach nor look over written marks (、 too) or turns. Every match
    must hold a numeral or one of 天 日 月 年 半, and one of ``marks`` where they are given: stretches without
    are not looked at."""
    for start, padded, characters in stretches(text):
        if not marks or not characters.isdisjoint(marks):
            yield from pattern.finditer(padded, start)


_COUNTING = re.compile("[0-9零〇一二两三四五六七八九十百千万亿幺洞拐勾半天日月年]")


@kept
def stretches(text: TurnText) -> tuple[tuple[int, str, frozenset[str]], ...]:
    """Stretches between marks that may hold a number: where each begins, its characters in their place, and
    which ones they are."""
    listed = {position for position, marks in text.marks.items() if "、" in marks}
    cuts = pairwise(sorted({0, *text.stops, *listed, len(text)}))
    said = ((start, text.text[start:end]) for start, end in cuts)
    return tuple(
        (start, "\n" * start + words, frozenset(words)) for start, words in said if _COUNTING.search(words)
    )
