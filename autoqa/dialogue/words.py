"""Text of a segment as words with times, whatever of them the source gave."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from autoqa.types import Segment, Span, Word

TIMED_SHARE = 0.8
"""Share of the characters whose times must come from the source for the words to count as timed."""

_SPACES = re.compile(r"\s+")
_SPOKEN = re.compile(r"\w")
_LONGEST_CHARACTER = 0.6
"""Seconds. A recogniser that gives one character more than this has let it run into a pause."""

Times = tuple[float, float] | None


def words_of(segment: Segment) -> tuple[tuple[Word, ...], bool]:
    """Words of ``segment``, and whether their times come from the source.

    The texts of the words put together are the segment's text without blanks. Characters that the source
    gave no time for are spread evenly between their neighbours (over the whole segment when it gave none at
    all); punctuation takes no time and goes with the word before it. A word without a confidence of its own
    takes the segment's.
    """
    given = [word for word in segment.words if _SPACES.sub("", word.text)]
    spoken = "".join(_SPACES.sub("", word.text) for word in given)
    text = _SPACES.sub("", segment.text) or spoken
    if not text:
        return (), False
    if text == spoken:
        words: list[_Part] = [
            (_SPACES.sub("", word.text), (word.start, word.end), word.confidence) for word in given
        ]
        share = 1.0
    else:
        words, share = _aligned(text, given)
    filled = _spread(words, segment.start, max(segment.start, segment.end))
    return tuple(
        Word(
            start=round(start, 3),
            end=round(end, 3),
            text=chars,
            confidence=segment.confidence if score is None else score,
        )
        for chars, (start, end), score in _with_punctuation(filled)
    ), share >= TIMED_SHARE


def clip_to_speech(words: Sequence[Word], speech: Sequence[Span]) -> tuple[Word, ...]:
    """Cut words that run into a pause back to the speech they belong to.

    Recognisers stretch the word beside a pause over the pause; the reply of the other party that falls into
    it would then seem to interrupt. Of an over-long word the part with the most speech is kept, with the
    word's whole time where no speech was found at all.
    """
    out: list[Word] = []
    for word in words:
        if word.end - word.start > _LONGEST_CHARACTER * max(1, len(_SPOKEN.findall(word.text))):
            parts = [
                (min(word.end, span.end) - max(word.start, span.start), span)
                for span in speech
                if span.start < word.end and span.end > word.start
            ]
            if parts:
                _, span = max(parts, key=lambda part: part[0])
                word = word.model_copy(
                    update={"start": max(word.start, span.start), "end": min(word.end, span.end)}
                )
        out.append(word)
    return tuple(out)


_Part = tuple[str, Times, float | None]
_Filled = tuple[str, tuple[float, float], float | None]


def _aligned(text: str, given: Sequence[Word]) -> tuple[list[_Part], float]:
    """Characters of ``text`` with the times of the given words that they occur in, and the share that has
    any."""
    chars: list[tuple[str, float, float, float | None]] = []
    for word in given:
        bare = _SPACES.sub("", word.text)
        step = (word.end - word.start) / len(bare)
        chars += [
            (char, word.start + i * step, word.start + (i + 1) * step, word.confidence)
            for i, char in enumerate(bare)
        ]
    parts: list[_Part] = [(char, None, None) for char in text]
    matcher = SequenceMatcher(None, text, "".join(char for char, *_ in chars), autojunk=False)
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            char, start, end, score = chars[block.b + offset]
            parts[block.a + offset] = (char, (start, end), score)
    spoken = [part for part in parts if _SPOKEN.match(part[0])]
    return parts, sum(part[1] is not None for part in spoken) / max(1, len(spoken))


def _spread(parts: Sequence[_Part], start: float, end: float) -> list[_Filled]:
    """Give every part a time: known ones made to run forward, unknown ones spread between them."""
    out: list[_Filled] = []
    latest = None
    index = 0
    while index < len(parts):
        text, times, score = parts[index]
        if times is not None:
            first = max(times[0], latest or 0.0)
            out.append((text, (first, max(times[1], first)), score))
            latest = first
            index += 1
            continue
        stop = next((i for i in range(index, len(parts)) if parts[i][1] is not None), len(parts))
        left = out[-1][1][1] if out else start
        following = parts[stop][1] if stop < len(parts) else None
        right = max(left, following[0] if following else end)
        run = parts[index:stop]
        count = sum(bool(_SPOKEN.match(part[0])) for part in run)
        step = (right - left) / count if count else 0.0
        for chars, _, own in run:
            length = step if _SPOKEN.match(chars) else 0.0
            out.append((chars, (left, left + length), own))
            left += length
        latest = left
        index = stop
    return out


def _with_punctuation(parts: Sequence[_Filled]) -> list[_Filled]:
    """Punctuation on its own joins the word before it (or the first word after it)."""
    out: list[_Filled] = []
    lead = ""
    for text, times, score in parts:
        if _SPOKEN.search(text):
            out.append((lead + text, times, score))
            lead = ""
        elif out:
            out[-1] = (out[-1][0] + text, out[-1][1], out[-1][2])
        else:
            lead += text
    return out
