"""Folding: one plain form for text that recognisers write in many ways, with the way back to the source.

Width, letter case, traditional characters, punctuation and spaces carry no meaning for a spoken phrase, and
recognisers differ in all of them (Whisper mixes simplified and traditional within one call). An offset map
leads back to the source, so that a hit can be quoted and timed in the text it was found in.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import opencc

_VARIANTS = str.maketrans({"妳": "你", "衹": "只", "祇": "只", "祂": "他", "姊": "姐"})
"""Forms that OpenCC's t2s keeps because they are also simplified characters of another use."""

_DURATIVE = re.compile("(?<![显卓名原专论土编巨译遗合])著(?![名作称述者])")
"""Whisper writes the particle 着 as 著 in its traditional mood; 著名, 显著, 名著 … are really 著."""


@dataclass(frozen=True)
class Folded:
    """Folded text. ``offsets[i]`` is the index in ``source`` of the character that became ``text[i]``."""

    source: str
    text: str
    offsets: tuple[int, ...]

    def quote(self, start: int, end: int) -> str:
        """Source of the folded characters ``start`` to ``end`` (excluded), with inner punctuation."""
        return self.source[self.offsets[start] : self.offsets[end - 1] + 1] if end > start else ""


def fold(text: str) -> Folded:
    """Fold ``text``: NFKC width, lower case, simplified characters; only letters, digits and Chinese remain.

    A point or colon between digits and a percent sign after a digit stay: 3.98 is not 398.
    """
    characters: list[str] = []
    offsets: list[int] = []
    for index, source in enumerate(text):
        for character in unicodedata.normalize("NFKC", source).lower():
            characters.append(character)
            offsets.append(index)
    plain = _simplify("".join(characters))
    kept = [index for index, character in enumerate(plain) if character.isalnum() or _numeric(plain, index)]
    return Folded(text, "".join(plain[i] for i in kept), tuple(offsets[i] for i in kept))


def _numeric(text: str, index: int) -> bool:
    """A mark that belongs to a number written with digits."""
    character = text[index]
    if character not in ".:%" or index == 0 or text[index - 1] not in "0123456789":
        return False
    return character == "%" or (index + 1 < len(text) and text[index + 1] in "0123456789")


def _simplify(text: str) -> str:
    """Simplified characters, one for one, so that offsets stay valid."""
    if text.isascii():
        return text
    text = text.translate(_VARIANTS)
    converted = _converter().convert(text)
    if len(converted) != len(text):
        singles = (_converter().convert(character) for character in text)
        converted = "".join(new if len(new) == 1 else old for new, old in zip(singles, text, strict=True))
    return _DURATIVE.sub("着", converted) if "著" in converted else converted


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
