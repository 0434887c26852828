"""A turn as rules search it: folded characters, each with its place in the source and its seconds."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import rjieba
from rapidfuzz.distance import Levenshtein

from autoqa.text.fold import Folded, fold
from autoqa.text.phonetic import sound_class, syllables
from autoqa.types import Turn

PAUSE = 0.35
"""Seconds between two words that end a clause where the recogniser writes no punctuation. Gaps inside a
phrase stay under about 0.2 s; a breath between clauses takes longer."""

CLAUSE_MARKS = frozenset("，。！？；：,.!?;:…—\n")
_THOUSANDS = re.compile(r"\d(?=(?:\d{3})+(?!\d))")
"""The digit before a thousands comma: 1,000 is one number, not two clauses."""

_DIGITS = str.maketrans("0123456789〇幺.", "零一二三四五六七八九零一点")


@dataclass(frozen=True)
class Place:
    """Where one folded character was said: seconds, and the recogniser's confidence in its word (0 to 1)."""

    start: float
    end: float
    confidence: float | None


@dataclass(frozen=True, eq=False)
class TurnText:
    """Searchable text of one turn, or of several joined. Compared by identity, so that results can be kept
    with it.

    All positions that this layer hands out are indices into ``text``, ends excluded.

    Attributes:
        folded: source, folded text and the offsets between them.
        places: seconds and confidence of each folded character; characters of one word share its time evenly.
        joints: positions at which a joined turn begins; no hit spans a joint.
        parts: the texts that were joined; empty for a turn of its own.
    """

    folded: Folded
    places: tuple[Place, ...]
    joints: tuple[int, ...] = ()
    parts: tuple[TurnText, ...] = ()

    @classmethod
    def of(cls, turn: Turn) -> TurnText:
        folded = fold(turn.text)
        return cls(folded, _places(folded.text, turn))

    @classmethod
    def plain(cls, text: str, start: float = 0.0, end: float | None = None) -> TurnText:
        """Text without word times, spread evenly from ``start`` to ``end`` (or 4 characters a second)."""
        folded = fold(text)
        count = len(folded.text)
        return cls(folded, _spread(count, start, start + count / 4 if end is None else end, None))

    @classmethod
    def joined(cls, texts: Sequence[TurnText]) -> TurnText:
        """Consecutive turns as one text, for what is said across turns; empty turns vanish."""
        texts = [text for text in texts if text.text]
        source, plain = "", ""
        offsets: list[int] = []
        places: list[Place] = []
        joints: list[int] = []
        for text in texts:
            source += "\n" if source else ""
            joints += [len(plain)] if plain else []
            joints += [len(plain) + joint for joint in text.joints]
            offsets += [len(source) + offset for offset in text.folded.offsets]
            source, plain = source + text.folded.source, plain + text.text
            places += text.places
        return cls(Folded(source, plain, tuple(offsets)), tuple(places), tuple(joints), tuple(texts))

    @cached_property
    def text(self) -> str:
        """The folded text."""
        return self.folded.text

    def __len__(self) -> int:
        return len(self.folded.text)

    def span(self, start: int, end: int) -> tuple[float, float, str]:
        """Start and end in seconds, and the source words, of the characters ``start`` to ``end``. Words may
        overlap (two segments of one party): the seconds hold all of them.

        Raises:
            ValueError: the span is empty or not inside the text.
        """
        if not 0 <= start < end <= len(self):
            raise ValueError(f"no characters {start} to {end} in a text of {len(self)}")
        said = self.places[start:end]
        first, last = min(place.start for place in said), max(place.end for place in said)
        return first, last, self.folded.quote(start, end)

    def confidence(self, start: int, end: int) -> float | None:
        """Mean confidence of the recogniser over the characters, None where it gives none."""
        known = [place.confidence for place in self.places[start:end] if place.confidence is not None]
        return sum(known) / len(known) if known else None

    @cached_property
    def key(self) -> str:
        """The text with digits as they are read (10086 → 一零零八六), character for character."""
        return self.text.translate(_DIGITS)

    @cached_property
    def marks(self) -> dict[int, str]:
        """Source marks and spaces before each folded character (key ``len(self)``: after the last)."""
        source, offsets = self.folded.source, self.folded.offsets
        edges = [-1, *offsets, len(source)]
        between = {i: source[edges[i] + 1 : edges[i + 1]] for i in range(len(edges) - 1)}
        return {position: marks for position, marks in between.items() if marks}

    @cached_property
    def stops(self) -> tuple[int, ...]:
        """Positions at which a written clause begins: after clause punctuation, or at a joint."""
        thousands = {match.end() for match in _THOUSANDS.finditer(self.text)}
        written = {
            i
            for i, marks in self.marks.items()
            if not (CLAUSE_MARKS.isdisjoint(marks) or (marks == "," and i in thousands))
        }
        spaced = {
            i
            for i, marks in self.marks.items()
            if marks.isspace() and not any(map(str.isascii, self.text[max(0, i - 1) : i + 1]))
        }
        if len(spaced) * 4 <= len(self):
            written |= spaced
        return tuple(sorted((written | set(self.joints)) - {0, len(self)}))

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """Clauses as spans of characters that cover the text: cut at ``stops`` and at pauses of ``PAUSE``."""
        pauses = {
            i for i in range(1, len(self)) if self.places[i].start - self.places[i - 1].end >= PAUSE - 1e-6
        }
        cuts = [0, *sorted(pauses | set(self.stops)), len(self)]
        return tuple((start, end) for start, end in pairwise(cuts) if start < end)

    def clause(self, position: int) -> tuple[int, int]:
        """The clause that holds the character at ``position``."""
        index = bisect_right(self.clauses, position, key=lambda clause: clause[0])
        return self.clauses[index - 1]

    @cached_property
    def tokens(self) -> tuple[tuple[int, int], ...]:
        """Dictionary words as character spans, in order, covering the text.

        From rjieba: a compiled jieba with the dictionary inside the binary, so that it starts at once and
        writes no cache into the temporary directory. Unknown words are left as single characters
        (``hmm=False``): a guessed word would hide a real hit behind the word-boundary guard.
        """
        if self.parts:
            lengths = accumulate(map(len, self.parts), initial=0)
            return tuple(
                (begin + start, begin + end)
                for begin, part in zip(lengths, self.parts, strict=False)
                for start, end in part.tokens
            )
        return tuple(
            (start + left, start + right)
            for start, end in self.clauses
            for _, left, right in rjieba.tokenize(self.text[start:end], "default", hmm=False)
        )

    @cached_property
    def words(self) -> frozenset[tuple[int, int]]:
        """``tokens`` for looking up."""
        return frozenset(self.tokens)

    def token(self, position: int) -> tuple[int, int]:
        """The word that holds the character at ``position``."""
        index = bisect_right(self.tokens, position, key=lambda token: token[0])
        return self.tokens[index - 1]

    @cached_property
    def bounds(self) -> frozenset[int]:
        """Positions at which a word begins or ends."""
        return frozenset(edge for token in self.tokens for edge in token)

    @cached_property
    def pinyin(self) -> tuple[str, ...]:
        """Toned syllable of each character, polyphones read within their word."""
        if self.parts:
            return tuple(sound for part in self.parts for sound in part.pinyin)
        return tuple(sound for start, end in self.tokens for sound in syllables(self.key[start:end]))

    @cached_property
    def classes(self) -> str:
        """Confusable-sound class of each character."""
        if self.parts:
            return "".join(part.classes for part in self.parts)
        return "".join(map(sound_class, self.pinyin))

    @cached_property
    def heard(self) -> frozenset[str]:
        """Every character of ``key`` and every sound class there is in the text."""
        return frozenset(self.key) | frozenset(self.classes)

    @cached_property
    def key_grams(self) -> dict[str, list[int]]:
        """Where each character and each neighbouring pair of ``key`` is."""
        return _positions(self.key, 1, 2)

    @cached_property
    def class_grams(self) -> dict[str, list[int]]:
        """Where each neighbouring pair of ``classes`` is."""
        return _positions(self.classes, 2)


def _positions(characters: str, *sizes: int) -> dict[str, list[int]]:
    positions: dict[str, list[int]] = {}
    for size in sizes:
        for start in range(len(characters) - size + 1):
            positions.setdefault(characters[start : start + size], []).append(start)
    return positions


def _places(text: str, turn: Turn) -> tuple[Place, ...]:
    """Seconds of each character of the turn's folded text, through its words."""
    if not turn.words:
        return _spread(len(text), turn.start, turn.end, turn.confidence)
    folded = fold("".join(word.text for word in turn.words))
    owners = [index for index, word in enumerate(turn.words) for _ in word.text]
    by_word: dict[int, int] = {}
    for offset in folded.offsets:
        by_word[owners[offset]] = by_word.get(owners[offset], 0) + 1
    said: list[Place] = []
    for index, count in by_word.items():
        word = turn.words[index]
        said += _spread(count, word.start, word.end, word.confidence)
    return tuple(said) if folded.text == text else _carry(text, folded.text, said, turn)


def _carry(text: str, heard: str, said: Sequence[Place], turn: Turn) -> tuple[Place, ...]:
    """Places for a text that differs from its words: equal characters keep theirs, others share the gap."""
    places: list[Place] = []
    for step in Levenshtein.opcodes(heard, text):
        if step.tag == "equal":
            places += said[step.src_start : step.src_end]
        elif step.dest_end > step.dest_start:
            start = said[step.src_start - 1].end if step.src_start else turn.start
            end = said[step.src_end].start if step.src_end < len(said) else turn.end
            places += _spread(step.dest_end - step.dest_start, start, max(start, end), turn.confidence)
    return tuple(places)


def _spread(count: int, start: float, end: float, confidence: float | None) -> tuple[Place, ...]:
    step = (end - start) / count if count else 0.0
    return tuple(Place(start + i * step, start + (i + 1) * step, confidence) for i in range(count))
