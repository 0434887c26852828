"""Tokens of a sherpa-onnx result as words with times."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from autoqa.asr.clips import Clip
from autoqa.asr.simplify import simplified
from autoqa.types import Word

LONGEST_CHARACTER_S = 0.4
"""A time says where a token begins, not where it ends: it ends at the next one, but lasts no longer than a
slowly spoken syllable."""

_SPECIAL = re.compile(r"<\|.*?\|>|<(?:unk|s|/s|sos|eos|blk|blank)>")
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")
_WORD_START = "▁"
_JOINS_NEXT = "@@"


def words_of(
    clip: Clip, tokens: Sequence[str], times: Sequence[float], log_probs: Sequence[float]
) -> tuple[Word, ...]:
    """Words in seconds of the recording; none when the model gives no time for each token.

    Chinese characters are words by themselves; pieces of a Latin word are joined; bytes are put together to
    characters. ``log_probs`` may be empty.
    """
    if len(times) != len(tokens):
        return ()
    units = _units(tokens)
    words: list[Word] = []
    for place, (text, indices) in enumerate(units):
        start = clip.start + times[indices[0]]
        following = clip.start + times[units[place + 1][1][0]] if place + 1 < len(units) else clip.end
        end = min(following, clip.start + times[indices[-1]] + LONGEST_CHARACTER_S)
        words.append(
            Word(
                start=round(min(start, clip.end), 3),
                end=round(min(max(start, end), clip.end), 3),
                text=simplified(text),
                confidence=_confidence(
                    [log_probs[i] for i in indices] if len(log_probs) == len(tokens) else []
                ),
            )
        )
    return tuple(words)


def _confidence(log_probs: Sequence[float]) -> float | None:
    """Mean probability of the tokens of a word."""
    if not log_probs:
        return None
    return round(min(1.0, sum(math.exp(value) for value in log_probs) / len(log_probs)), 4)


def _units(tokens: Sequence[str]) -> list[tuple[str, list[int]]]:
    """(text, token indices) of each word in order."""
    pieces = any(token.startswith(_WORD_START) for token in tokens)
    units: list[tuple[str, list[int]]] = []
    joined = False
    for raw, indices in _characters(tokens):
        text = _SPECIAL.sub("", raw).replace(_WORD_START, "").removesuffix(_JOINS_NEXT).strip()
        if not text:
            continue
        goes_on = joined or (pieces and not raw.startswith(_WORD_START))
        if goes_on and units and _latin(text) and _latin(units[-1][0]):
            units[-1] = (units[-1][0] + text, units[-1][1] + indices)
        else:
            units.append((text, indices))
        joined = raw.endswith(_JOINS_NEXT)
    return units


def _latin(text: str) -> bool:
    return text.isascii() and text.replace("'", "").isalnum()


def _characters(tokens: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
    """Tokens with their indices; runs of byte tokens are put together to characters, broken ones are left
    out."""
    pending, indices = bytearray(), list[int]()
    for index, raw in enumerate(tokens):
        byte = _BYTE.fullmatch(raw)
        if byte is None:
            pending.clear()
            indices = []
            yield raw, [index]
            continue
        pending.append(int(byte[1], 16))
        indices.append(index)
        try:
            yield pending.decode(), indices
        except UnicodeDecodeError:
            continue
        pending.clear()
        indices = []
