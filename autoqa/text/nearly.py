"""Where a phrase was said and written as other words: 上午号码先生 for 上午好马先生.

Half syllables are compared (:func:`autoqa.text.phonetic.halves`), so that a syllable that is half right
counts half, and only where the recogniser was less sure of its own words than they are like the phrase: what
it heard well is what was said, whatever that sounds like.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from autoqa.text.kept import kept
from autoqa.text.phonetic import halves
from autoqa.text.phrase import Part, Variant
from autoqa.text.turntext import TurnText

DOUBTED = 0.87
"""Confidence under which a character may be another one. On 16 calls of the benchmark's "fit" half a fifth of
the characters lie below, and of those that sound otherwise than was said nine in ten."""

SHORTEST = 5
"""Syllables of the shortest phrase that is told by its sound; shorter ones are like too much else."""


SEVERAL = 2
"""Characters in doubt that may have been a word together."""


@dataclass(frozen=True)
class Near:
    """Characters ``start_char`` to ``end_char`` (excluded) of a text that sound like a phrase; ``alike`` (0
    to 1) is the share of the phrase's half syllables that are there in order."""

    start_char: int
    end_char: int
    alike: float


@kept
def doubted(text: TurnText) -> tuple[int, ...]:
    """Characters that may be others."""
    return tuple(
        position
        for position, place in enumerate(text.places)
        if place.confidence is not None and place.confidence < DOUBTED
    )


def mumbled(text: TurnText, start: int, end: int) -> bool:
    """Whether several characters of the span may be others."""
    return sum(start <= position < end for position in doubted(text)) >= SEVERAL


def nearest(variants: Iterable[Variant], text: TurnText, least: float) -> Near | None:
    """The place most like one of ``variants`` among those that were heard badly enough to be one, None where
    none is ``least`` alike."""
    if not doubted(text):
        return None
    best: Near | None = None
    for variant in variants:
        if len(variant) >= SHORTEST:
            found = _place(variant, text, least if best is None else best.alike)
            if found is not None and (best is None or found.alike > best.alike) and _in_doubt(text, found):
                best = found
    return best


def _in_doubt(text: TurnText, near: Near) -> bool:
    sure = text.confidence(near.start_char, near.end_char)
    return sure is not None and sure <= near.alike


@kept
def half_syllables(said: TurnText | Part) -> str:
    """Two characters for each syllable: how it begins and how it ends."""
    return "".join(map(halves, said.pinyin))


def _place(variant: Variant, text: TurnText, least: float) -> Near | None:
    """The first part where it is heard best, each later one where it is heard best within its gap."""
    heard, size = half_syllables(text), 2 * len(variant)
    start, end, missing = 0, len(heard), 0.0
    first: int | None = None
    for number, part in enumerate(variant.parts):
        said = half_syllables(part)
        if number:
            end = min(len(heard), start + 2 * variant.gaps[number - 1][1] + len(said))
        if end - start < len(said):
            return None
        found = fuzz.partial_ratio_alignment(said, heard[start:end])
        if found is None:
            return None
        missing += len(said) * (1 - found.score / 100)
        if missing > size * (1 - least):
            return None
        first = start + found.dest_start if first is None else first
        start += found.dest_end
    assert first is not None
    return Near(first // 2, min(len(text), (start + 1) // 2), 1 - missing / size)
