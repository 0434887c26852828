"""Turns for the tests of this folder."""

from __future__ import annotations

from autoqa.types import Role, Turn, Word


def turn(*words: tuple[float, float, str] | tuple[float, float, str, float], text: str | None = None) -> Turn:
    """A turn of ``(start, end, text[, confidence])`` words; ``text`` where it differs from them."""
    spoken = tuple(
        Word(start=word[0], end=word[1], text=word[2], confidence=word[3] if len(word) > 3 else None)
        for word in words
    )
    return Turn(
        index=0,
        start=spoken[0].start,
        end=spoken[-1].end,
        role=Role.AGENT,
        text="".join(word.text for word in spoken) if text is None else text,
        words=spoken,
    )
