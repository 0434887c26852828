"""Traditional to simplified characters, one for one, so that character offsets and times stay valid."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """``text`` in simplified characters, of the same length.

    OpenCC works phrase by phrase, which reads ambiguous characters (乾, 著) better than a table of
    characters; where a phrase would change the length, each character is converted by itself.
    """
    if text.isascii():
        return text
    converted = str(_converter().convert(text))
    if len(converted) == len(text):
        return converted
    return "".join(_single(char) for char in text)


def _single(char: str) -> str:
    converted = str(_converter().convert(char))
    return converted if len(converted) == 1 else char
