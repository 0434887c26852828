"""Stretches of time out of cells of speech: tight ones to measure silences by, padded ones to recognise."""

from __future__ import annotations

import numpy as np

from autoqa.audio.floor import Mask, closed, runs
from autoqa.audio.frames import CELL_S
from autoqa.audio.resample import Floats
from autoqa.types import Span

# Gaps of this length and more are silences between two stretches of speech.
_TIGHT_GAP_S = 0.2
# For recognition: shorter gaps do not part, and this much sound is kept around, so that soft consonants
# which the energy detector misses stay in.
_ASR_GAP_S = 0.3
_ASR_PAD_S = 0.2
_ASR_LONGEST_S = 15.0
# A stretch that is too long is cut at the quietest moment of its second half.
_CUT_SMOOTH_CELLS = 5


def tight_spans(speech: Mask, duration: float) -> tuple[Span, ...]:
    """Speech without padding, gaps of 0.2 s and more kept."""
    return tuple(
        _span(a * CELL_S, b * CELL_S, duration) for a, b in runs(closed(speech, round(_TIGHT_GAP_S / CELL_S)))
    )


def asr_spans(speech: Mask, level: Floats, duration: float) -> tuple[Span, ...]:
    """Speech for recognition: gaps under 0.3 s closed, 0.2 s kept on both sides (or up to the middle of the
    gap to the next), none longer than 15 s."""
    pieces = [
        (a * CELL_S, b * CELL_S)
        for start, end in runs(closed(speech, round(_ASR_GAP_S / CELL_S)))
        for a, b in _cut(start, end, level)
    ]
    out = []
    for index, (start, end) in enumerate(pieces):
        before = pieces[index - 1][1] if index else -duration
        after = pieces[index + 1][0] if index + 1 < len(pieces) else 2 * duration
        out.append(
            _span(
                start - min(_ASR_PAD_S, (start - before) / 2),
                end + min(_ASR_PAD_S, (after - end) / 2),
                duration,
            )
        )
    return tuple(out)


def _cut(start: int, end: int, level: Floats) -> list[tuple[int, int]]:
    longest = int((_ASR_LONGEST_S - 2 * _ASR_PAD_S) / CELL_S)
    pieces = []
    while end - start > longest:
        half = start + longest // 2
        smooth = np.convolve(level[half : start + longest], np.ones(_CUT_SMOOTH_CELLS), mode="valid")
        cut = half + int(smooth.argmin()) + _CUT_SMOOTH_CELLS // 2
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)]


def _span(start: float, end: float, duration: float) -> Span:
    return Span(start=round(max(0.0, start), 3), end=round(min(end, duration), 3))
