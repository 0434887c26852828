"""From what a decoder aligned to words that can be played: marks joined to their word, times held to the
speech."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from autoqa.asr.simplify import simplified
from autoqa.types import Span, Word

_MARKS = re.compile(r"[\W_]+")


def spoken(text: str) -> str:
    """The characters of ``text`` that are said: no marks, no spaces."""
    return _MARKS.sub("", text)


class Piece(NamedTuple):
    """A character or Latin word as aligned; seconds from the start of the recording, probability 0 to 1."""

    text: str
    start: float
    end: float
    probability: float


def tidy_words(pieces: Iterable[Piece], speech: Sequence[Span]) -> tuple[Word, ...]:
    """Words in simplified characters without spaces.

    Alignment gives a pause to the mark or character before it; a mark therefore joins its word without its
    time, and a word that reaches into silence is held to the span of ``speech`` (unpadded, of its channel)
    it lies in most.
    """
    words: list[Word] = []
    for piece in pieces:
        text = simplified(piece.text.strip())
        if not text:
            continue
        if words and not spoken(text):
            words[-1] = words[-1].model_copy(update={"text": words[-1].text + text})
            continue
        start, end = _within(piece.start, max(piece.start, piece.end), speech)
        words.append(
            Word(start=round(start, 3), end=round(end, 3), text=text, confidence=round(piece.probability, 4))
        )
    return tuple(words)


def _within(start: float, end: float, speech: Sequence[Span]) -> tuple[float, float]:
    overlaps = [(min(end, span.end) - max(start, span.start), span) for span in speech]
    length, span = max(overlaps, key=lambda item: item[0], default=(0.0, None))
    if span is None or length <= 0:
        return start, end
    return max(start, span.start), min(end, span.end)
