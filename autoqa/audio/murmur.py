"""People who talk in the room: soft speech that never stops while the channel's own party pauses.

A party's voice is near its microphone, so that the speech of a channel with a murmur has two levels far
apart, and the lower one fills nearly every pause of the upper one. Soft replies and a speaker who turns away
do not: they leave the other pauses silent.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from autoqa.audio.floor import Mask, closed, runs
from autoqa.audio.frames import CELL_S
from autoqa.audio.resample import Floats

# The loudest cell this near stands for a cell: syllables have soft edges.
_REACH_CELLS = round(0.1 / CELL_S)
# Pauses of the loud speech: shorter ones lie within its words.
_PAUSE_CELLS = round(0.3 / CELL_S)
_FEWEST_PAUSES = 5
# On 24 channels with three voices in the room (14 dB under the party) of the fit half of `benchmarks/calls`
# the levels lie 11 to 17 dB apart, and 0.75 of the pauses and more are filled in all but one; on 20 channels
# without a murmur, clean or with noise at 10 dB, the levels lie 6 dB apart at most.
_APART_DB = 10.0
_FILLED = 0.6
# Speech this far under the border is still the party's: below it the murmur begins to come through.
_SOFTER_DB = 2.0
_LEVELS = 80


def without_murmur(speech: Mask, level: Floats, other: Mask) -> Mask:
    """`speech` (cells) of a channel with one party, less the murmur under it where there is one.

    `level` is that of the cells in dBFS, `other` marks tones and music.
    """
    if not speech.any():
        return speech
    near = _loudest_near(level)
    border, apart = _two_levels(near[speech])
    loud = speech & (near > border)
    pauses = _pauses(loud)
    filled = [bool((speech | other)[start:end].mean() > 0.5) for start, end in pauses]
    if apart < _APART_DB or len(pauses) < _FEWEST_PAUSES or np.mean(filled) < _FILLED:
        return speech
    return speech & (near > border - _SOFTER_DB)


def _loudest_near(level: Floats) -> Floats:
    padded = np.pad(level, _REACH_CELLS, mode="edge")
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 2 * _REACH_CELLS + 1).max(axis=1))


def _two_levels(levels: Floats) -> tuple[float, float]:
    """The border in dB that parts `levels` best in two, and how far apart their means are (Otsu 1979)."""
    low, high = np.percentile(levels, [1, 99])
    counts, edges = np.histogram(np.clip(levels, low, high), _LEVELS)
    below, sums = np.cumsum(counts)[:-1], np.cumsum(counts * (edges[1:] + edges[:-1]) / 2)
    above = len(levels) - below
    between = (sums[:-1] * len(levels) - sums[-1] * below) ** 2 / np.maximum(below * above, 1)
    border = float(edges[1 + int(between.argmax())])
    upper = levels > border
    if upper.all() or not upper.any():
        return border, 0.0
    return border, float(levels[upper].mean() - levels[~upper].mean())


def _pauses(loud: Mask) -> list[tuple[int, int]]:
    """(first, one past last) cell of each pause between two stretches of loud speech."""
    stretches = runs(closed(loud, _PAUSE_CELLS))
    return [(end, start) for (_, end), (start, _) in pairwise(stretches)]
