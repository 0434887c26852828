"""Mistakes in rule files, each with its place, its cause and its mend."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

Loc = tuple[str | int, ...]
"""Way from the top of a file to a value: keys and list positions."""


@dataclass(frozen=True, order=True)
class Mark:
    """A place in a file; both numbers count from 1, columns in characters."""

    line: int
    column: int


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake. ``excerpt`` is the line it stands on, without the line break."""

    file: str
    mark: Mark
    cause: str
    mend: str
    excerpt: str = ""

    def __str__(self) -> str:
        head = f"{self.file}:{self.mark.line}:{self.mark.column}: {self.cause}. {self.mend}"
        if not self.excerpt.strip():
            return head
        begin = max(0, self.mark.column - 1 - EXCERPT // 2)
        shown = self.excerpt[begin : begin + EXCERPT]
        indent = " " * _width(self.excerpt[begin : self.mark.column - 1])
        return f"{head}\n    {shown}\n    {indent}^"


EXCERPT = 80
"""Most characters shown of the line that a problem stands on."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The right word that was probably meant; empty when none is near."""
    return next(iter(get_close_matches(word, sorted(set(known)), n=1, cutoff=0.6)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest right word, or else all of them: a sentence to put behind a cause."""
    choices = sorted(set(known))
    if near := nearest(word, choices):
        return f'Did you mean "{near}"?'
    if not choices:
        return "Remove it."
    more = ", …" if len(choices) > MOST_CHOICES else ""
    return f"Possible here: {', '.join(choices[:MOST_CHOICES])}{more}."


MOST_CHOICES = 20
"""Most words listed when none is near."""


def _width(text: str) -> int:
    """Terminal columns of ``text``: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
