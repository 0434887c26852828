"""Finding phrases in a turn: by characters, by sound, and by few edits.

=======  ==============================================================  ============
how      accepted when                                                   score
=======  ==============================================================  ============
exact    the same characters (digits as read: 10086 = 一零零八六)        1
pinyin   syllable for syllable, see ``approximate.by_sound``             0.55 to 0.95
fuzzy    few edits over characters, see ``approximate.by_edits``         0.7 to 0.95
=======  ==============================================================  ============

A phrase of three characters or fewer must begin and end at word edges (保本 is not in 担保本人, but is in
保本保息) and may not reach over clause punctuation; longer ones are refused only when *both* edges cut a
word.

Searching goes through an index of character pairs: every part of a phrase has one anchor pair (the rarest in
the set), so the cost grows with the length of the text and hardly with the number of phrases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from autoqa.text.approximate import (
    MOST_EDITS,
    Candidate,
    How,
    beyond_edits,
    by_edits,
    by_sound,
    edits_allowed,
)
from autoqa.text.phrase import Part, Phrase, Variant
from autoqa.text.turntext import TurnText

Mode = Literal["exact", "pinyin", "fuzzy", "any"]
"""What is accepted besides exact matches: nothing, homophones, edits, or both."""

KEPT_SETS = 512
"""Compiled sets kept: variants of one rule, and loads of the same rules, differ in few of them."""
_RANK = {"exact": 0, "pinyin": 1, "fuzzy": 2}
_SHORT, _LONG = 3, 8


@dataclass(frozen=True)
class Match:
    """A phrase found in a turn: characters ``start_char`` to ``end_char`` (excluded) of ``TurnText.text``."""

    phrase: str
    start_char: int
    end_char: int
    how: How
    score: float


def find(phrase: Phrase, text: TurnText, mode: Mode = "any") -> list[Match]:
    """Where ``phrase`` is in ``text``, in order, not overlapping; the best reading of each place."""
    return PhraseSet([phrase]).find(text, mode)


@dataclass(frozen=True, eq=False)
class _Entry:
    """One variant of one phrase of the set; ``anchor`` is its longest part, of ``size`` characters. Compared
    by identity."""

    number: int
    phrase: Phrase
    variant: Variant
    anchor: Part
    size: int


_Index = dict[str, list[tuple[_Entry, int]]]
"""For each pair of characters: the entries anchored on it, with the pair's offset in the anchor part."""


@dataclass(frozen=True)
class Grams:
    """In which of several texts each character or pair of characters (``keys``), and each pair of sounds
    (``classes``), is: a number with the bits of the texts' places set."""

    keys: Mapping[str, int]
    classes: Mapping[str, int]

    @classmethod
    def of(cls, texts: Sequence[TurnText]) -> Grams:
        return cls(_where([text.key_grams for text in texts]), _where([text.class_grams for text in texts]))


def _where(grams: Sequence[Mapping[str, Sequence[int]]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for number, known in enumerate(grams):
        bit = 1 << number
        for gram in known:
            places[gram] = places.get(gram, 0) | bit
    return places


class PhraseSet:
    """Phrases compiled together, searched in one pass over a text."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple(phrases)
        entries = [
            _Entry(number, phrase, variant, anchor, len(anchor))
            for number, phrase in enumerate(self.phrases)
            for variant in phrase.variants
            for anchor in (variant.parts[variant.anchor],)
        ]
        keys = Counter(gram for entry in entries for gram in _grams(entry.anchor.key))
        sounds = Counter(gram for entry in entries for gram in _grams(entry.anchor.classes))
        self._exact: _Index = {}
        self._sound: _Index = {}
        self._edits: _Index = {}
        for entry in entries:
            _anchor(self._exact, entry, entry.anchor.key, 0, keys)
            if entry.size > 1:
                _anchor(self._sound, entry, entry.anchor.classes, 0, sounds)
            for offset, piece in _pieces(entry.anchor.classes):
                _anchor(self._edits, entry, piece, offset, sounds)

    @classmethod
    def parse(cls, sources: Iterable[str], *, boundary: bool | None = None) -> PhraseSet:
        """Compile ``sources``; raises :class:`~autoqa.errors.RuleError` as ``Phrase.parse`` does. The same
        phrases come out as the same set, so that what was found with it can be kept with a call."""
        return _parsed(tuple(sources), boundary)

    def possible(self, grams: Grams, mode: Mode = "any") -> set[int]:
        """In which of the texts there can be a match at all; only these need to be searched."""
        found = 0
        for index, known in (
            (self._exact, grams.keys),
            (self._sound if mode in ("pinyin", "any") else {}, grams.classes),
            (self._edits if mode in ("fuzzy", "any") else {}, grams.classes),
        ):
            for gram in index.keys() & known.keys():
                found |= known[gram]
        return {place for place in range(found.bit_length()) if found >> place & 1}

    def find(self, text: TurnText, mode: Mode = "any") -> list[Match]:
        """Where any phrase of the set is, in order of place. Matches of one phrase do not overlap each other;
        matches of different phrases may."""
        if not self.phrases:
            return []
        found: dict[int, list[Match]] = {}
        for entry, candidate in self._anchored(text, mode):
            for start, end, how, score in _complete(entry.variant, candidate, text, mode):
                if _admitted(entry, text, start, end, how):
                    match = Match(entry.phrase.source, start, end, how, score)
                    found.setdefault(entry.number, []).append(match)
        chosen = [match for matches in found.values() for match in _best(matches)]
        return sorted(chosen, key=lambda match: (match.start_char, match.end_char, match.phrase))

    def _anchored(self, text: TurnText, mode: Mode) -> Iterator[tuple[_Entry, Candidate]]:
        """Every place of each entry's anchor part; what a surer means has found is not tried again."""
        settled: set[tuple[_Entry, int]] = set()
        for entry, start in _hits(self._exact, text.key_grams):
            if text.key.startswith(entry.anchor.key, start):
                settled.add((entry, start))
                yield entry, Candidate(start, start + entry.size, "exact", 1.0)
        if mode in ("pinyin", "any"):
            for hit in _hits(self._sound, text.class_grams):
                entry, start = hit
                if hit not in settled and text.classes.startswith(entry.anchor.classes, start):
                    candidate = by_sound(entry.anchor, text, start)
                    if candidate:
                        settled.add(hit)
                        yield entry, candidate
        if mode in ("fuzzy", "any"):
            near = _hits(self._edits, text.class_grams, before=MOST_EDITS, heard=text.heard)
            for entry, start in set(near) - settled:
                slack = edits_allowed(entry.size)
                left, right = max(0, start - slack), min(len(text), start + entry.size + slack)
                candidate = by_edits(entry.anchor, text, left, right)
                if candidate:
                    yield entry, candidate


@lru_cache(maxsize=KEPT_SETS)
def _parsed(sources: tuple[str, ...], boundary: bool | None) -> PhraseSet:
    return PhraseSet(Phrase.parse(source, boundary=boundary) for source in sources)


def _grams(characters: str) -> list[str]:
    """Neighbouring pairs; the character itself where there is only one."""
    return [characters[i : i + 2] for i in range(len(characters) - 1)] or [characters]


def _anchor(index: _Index, entry: _Entry, characters: str, offset: int, common: Counter[str]) -> None:
    """File ``entry`` under the pair of ``characters`` that is rarest in the set."""
    grams = _grams(characters)
    chosen = min(range(len(grams)), key=lambda i: common[grams[i]])
    index.setdefault(grams[chosen], []).append((entry, offset + chosen))


def _pieces(classes: str) -> list[tuple[int, str]]:
    """``classes`` in one piece more than edits are allowed, with offsets: one must be untouched."""
    allowed = edits_allowed(len(classes))
    if not allowed:
        return []
    cuts = [len(classes) * i // (allowed + 1) for i in range(allowed + 2)]
    return [(start, classes[start:end]) for start, end in pairwise(cuts)]


def _hits(
    index: _Index,
    grams: Mapping[str, Sequence[int]],
    before: int = 0,
    heard: frozenset[str] | None = None,
) -> Iterator[tuple[_Entry, int]]:
    """Entries whose pair is in the text, with the place their anchor part would begin at; with ``before``,
    up to so many characters before the text, for parts whose beginning was dropped; with ``heard``, only
    those that few edits can make of these characters."""
    for gram in index.keys() & grams.keys():
        for entry, offset in index[gram]:
            if heard is not None and beyond_edits(entry.anchor, heard):
                continue
            for position in grams[gram]:
                if position + before >= offset:
                    yield entry, position - offset


def _complete(
    variant: Variant, anchor: Candidate, text: TurnText, mode: Mode
) -> Iterator[tuple[int, int, How, float]]:
    """The whole variant around its anchor part: the other parts, each within its gap."""
    if not variant.gaps:
        yield anchor.start, anchor.end, anchor.how, anchor.score
        return
    chain = [anchor]
    for part, gap in zip(variant.parts[variant.anchor + 1 :], variant.gaps[variant.anchor :], strict=True):
        following = _after(part, gap, text, chain[-1].end, mode)
        if following is None:
            return
        chain.append(following)
    for part, gap in zip(
        variant.parts[: variant.anchor][::-1], variant.gaps[: variant.anchor][::-1], strict=True
    ):
        previous = _before(part, gap, text, chain[0].start, mode)
        if previous is None:
            return
        chain.insert(0, previous)
    worth = sum(found.score * len(part) for found, part in zip(chain, variant.parts, strict=True))
    how = max((found.how for found in chain), key=_RANK.__getitem__)
    yield chain[0].start, chain[-1].end, how, round(worth / len(variant), 3)


def _after(part: Part, gap: tuple[int, int], text: TurnText, end: int, mode: Mode) -> Candidate | None:
    """The best place of ``part`` that begins within ``gap`` after ``end``, the nearest of equals."""
    least, most = gap
    found = _within(part, text, end + least, end + most + len(part) + edits_allowed(len(part)), mode)
    fitting = [place for place in found if least <= place.start - end <= most]
    return max(fitting, key=lambda place: (place.score, -place.start), default=None)


def _before(part: Part, gap: tuple[int, int], text: TurnText, start: int, mode: Mode) -> Candidate | None:
    """The best place of ``part`` that ends within ``gap`` before ``start``, the nearest of equals."""
    least, most = gap
    found = _within(part, text, start - most - len(part) - edits_allowed(len(part)), start - least, mode)
    fitting = [place for place in found if least <= start - place.end <= most]
    return max(fitting, key=lambda place: (place.score, place.end), default=None)


def _within(part: Part, text: TurnText, start: int, end: int, mode: Mode) -> list[Candidate]:
    """Every place of ``part`` between ``start`` and ``end``, by what ``mode`` accepts."""
    start, end = max(0, start), min(len(text), end)
    found = [
        Candidate(at, at + len(part), "exact", 1.0)
        for at in range(start, end - len(part) + 1)
        if text.key.startswith(part.key, at)
    ]
    if not found and mode in ("pinyin", "any"):
        heard = (by_sound(part, text, at) for at in range(start, end - len(part) + 1))
        found = [candidate for candidate in heard if candidate]
    if not found and mode in ("fuzzy", "any"):
        candidate = by_edits(part, text, start, end)
        found = [candidate] if candidate else []
    return found


def _admitted(entry: _Entry, text: TurnText, start: int, end: int, how: How) -> bool:
    """The word-boundary guard; no hit across the joint of two turns, no short or unsure one across a mark."""
    if any(start < joint < end for joint in text.joints):
        return False
    length, parts = len(entry.variant), len(entry.variant.parts)
    closed = length <= _SHORT and entry.phrase.boundary is not False
    if (closed or (how != "exact" and length < _LONG and parts == 1)) and any(
        start < stop < end for stop in text.stops
    ):
        return False
    left, right = start in text.bounds, end in text.bounds
    if entry.phrase.boundary is None:
        return (left and right) if length <= _SHORT else (left or right)
    return not entry.phrase.boundary or (left and right)


def _best(matches: list[Match]) -> list[Match]:
    """The best of each group of overlapping matches of one phrase."""
    chosen: list[Match] = []
    for match in sorted(matches, key=lambda m: (_RANK[m.how], -m.score, m.start_char, -m.end_char)):
        if all(match.end_char <= kept.start_char or match.start_char >= kept.end_char for kept in chosen):
            chosen.append(match)
    return chosen
