"""Where a phrase that must not be said may have been said and written as other words: 你懂不懂你吗 for
你懂不懂礼貌.

As in :mod:`autoqa.text.nearly` half syllables are compared, but a place found here never proves anything: it
only says where somebody must listen. So the phrase may be shorter and the likeness lower, as long as what
differs was not heard well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import eq

from autoqa.text.kept import kept
from autoqa.text.nearly import DOUBTED, Near, doubted, half_syllables
from autoqa.text.phrase import Phrase
from autoqa.text.turntext import TurnText

SHORTEST = 2
"""Syllables of the shortest phrase looked for."""

OPENS = 0.6
"""Share of the half syllables of a phrase of three that a turn begins with where it may have been said
(生物后 for 上午好). Longer ones go on with words that are said without a greeting, too (您好这里是)."""

_PIECES = (3, 4)
"""Half syllables by which places are looked up. With the differences that are allowed, so many in a row are
always untouched."""


@dataclass(frozen=True)
class Misheard(Near):
    """A place that may be ``phrase``, one spelling of it."""

    phrase: str


def differences(syllables: int) -> int:
    """Half syllables that may differ in a phrase of so many syllables: a quarter, and less in short phrases,
    which are soon like something else (去死 like 取十). On 120 good calls of the benchmark's "fit" half that
    left five verdicts of ten rules open."""
    return syllables // 2 if syllables >= 5 else (syllables - 1) // 2


class MisheardSet:
    """Phrases without gaps, looked for by their sound in one pass over a text."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._spellings: dict[str, list[str]] = {}
        for phrase in phrases:
            for variant in phrase.variants:
                if len(variant.parts) == 1 and len(variant) >= SHORTEST:
                    part = variant.parts[0]
                    self._spellings.setdefault(half_syllables(part), []).append(part.key)
        self._index: dict[str, list[tuple[str, int]]] = {}
        for sounds in self._spellings:
            for start, end in _pieces(len(sounds)):
                self._index.setdefault(sounds[start:end], []).append((sounds, start))

    def find(self, text: TurnText) -> list[Misheard]:
        """Every place that sounds like a phrase in words that were not heard well, the likest first."""
        if not doubted(text):
            return []
        grams = _grams(text)
        tried = {
            (place - offset, sounds)
            for piece in self._index.keys() & grams.keys()
            for sounds, offset in self._index[piece]
            for place in grams[piece]
        }
        found = (self._compare(text, start, sounds) for start, sounds in tried)
        places = [place for place in found if place is not None]
        return sorted(
            places, key=lambda place: (-place.alike, place.start_char - place.end_char, place.phrase)
        )

    def begins(self, text: TurnText) -> bool:
        """Whether ``text`` begins with what may have been a phrase and is written otherwise, doubted or not:
        with most of its half syllables, or a word that ends as a phrase of two syllables does (尾号 for
        你好). The first syllable of what is said into a line that has just opened may be lost."""
        if text.key.startswith(tuple(one for spellings in self._spellings.values() for one in spellings)):
            return False
        return any(_opens(text, sounds, lost) for sounds in self._spellings for lost in (0, 2))

    def _compare(self, text: TurnText, start: int, sounds: str) -> Misheard | None:
        """The phrase at half syllable ``start`` of ``text``, None where it cannot have been said there."""
        heard = half_syllables(text)[start : start + len(sounds)]
        if start < 0 or len(heard) < len(sounds):
            return None
        alike = sum(map(eq, sounds, heard))
        size = len(sounds) // 2
        if 2 * size - alike > differences(size):
            return None
        first = start // 2
        places = range(first, first + size)
        other = [
            place for place in places if _syllable(sounds, place - first) != _syllable(heard, place - first)
        ]
        if not _in_doubt(text, places, other):
            return None
        return Misheard(first, first + size, alike / (2 * size), self._spellings[sounds][0])


def _opens(text: TurnText, sounds: str, lost: int) -> bool:
    """Whether ``text`` may begin with a phrase less ``lost`` half syllables."""
    heard, left, size = half_syllables(text), sounds[lost:], len(sounds) // 2
    if size == 2:
        return heard[len(left) - 2 : len(left)] == left[-2:] and len(left) // 2 in text.bounds
    return size == 3 and sum(map(eq, left, heard)) >= OPENS * len(sounds)


def _syllable(sounds: str, place: int) -> str:
    return sounds[2 * place : 2 * place + 2]


def _in_doubt(text: TurnText, places: Sequence[int], other: Sequence[int]) -> bool:
    """Whether the characters at ``places`` may be others: those that sound ``other`` taken together, or where
    all sound alike any of them."""
    sure = [text.places[place].confidence or 0.0 for place in other or places]
    return (sum(sure) / len(sure) if other else min(sure)) < DOUBTED


def _pieces(length: int) -> Iterator[tuple[int, int]]:
    """Spans of a phrase of so many half syllables of which one must be untouched."""
    count = differences(length // 2) + 1
    cuts = [length * number // count for number in range(count + 1)]
    for start, end in pairwise(cuts):
        yield start, start + min(max(_PIECES), end - start)


@kept
def _grams(text: TurnText) -> dict[str, list[int]]:
    """Where each piece of half syllables is."""
    sounds = half_syllables(text)
    places: dict[str, list[int]] = {}
    for size in _PIECES:
        for start in range(len(sounds) - size + 1):
            places.setdefault(sounds[start : start + size], []).append(start)
    return places
