"""Speech spans cut into pieces: about a second each to find the voices, syllables to find who says what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from autoqa.dialogue.acoustics import Floats

LONG = 120
"""Frames of the longest piece for finding the voices (1.2 s)."""

_SHORTEST, _LONGEST = 14, 45
"""Frames of a syllable: shorter ones stay with their neighbour, longer stretches are cut evenly."""

_DIP = 6.0
"""dB by which the level must fall between two syllables."""

_REACH = 30
"""Frames on either side in which a dip looks for its louder neighbours."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames ``start`` to ``end`` (excluded) of speech span number ``span``. ``dip`` is how far the level
    falls at its start, dB; infinite at the start of a span."""

    start: int
    end: int
    span: int
    dip: float = np.inf


def even_pieces(bounds: Sequence[tuple[int, int]]) -> list[Piece]:
    """Spans (in frames) cut evenly into pieces of at most ``LONG`` frames."""
    pieces: list[Piece] = []
    for number, (start, end) in enumerate(bounds):
        edges = np.linspace(start, end, -(-(end - start) // LONG) + 1).astype(int)
        pieces += [Piece(int(a), int(b), number) for a, b in pairwise(edges)]
    return pieces


def syllables(bounds: Sequence[tuple[int, int]], level: Floats) -> list[Piece]:
    """Spans cut where the level dips, which is where speakers change when they leave no pause."""
    smooth = np.convolve(level, np.full(5, 0.2, np.float32), mode="same")
    pieces: list[Piece] = []
    for number, (start, end) in enumerate(bounds):
        dips = _dips(smooth[start:end])
        edges = [0, *sorted(dips), end - start]
        cuts = [0]
        for a, b in pairwise(edges):
            cuts += [int(cut) for cut in np.linspace(a, b, -(-(b - a) // _LONGEST) + 1)[1:]]
        pieces += [
            Piece(start + a, start + b, number, np.inf if a == 0 else dips.get(a, 0.0))
            for a, b in pairwise(cuts)
        ]
    return pieces


def _dips(level: Floats) -> dict[int, float]:
    """Places of the deepest dips that are far enough from each other and from the ends, with their depths."""
    count = len(level)
    found: list[tuple[float, int]] = []
    for place in range(2, count - 2):
        if level[place] > level[max(0, place - 6) : place + 7].min():
            continue
        sides = level[max(0, place - _REACH) : place].max(), level[place : place + _REACH].max()
        depth = float(min(sides) - level[place])
        if depth >= _DIP:
            found.append((depth, place))
    chosen: dict[int, float] = {}
    for depth, place in sorted(found, reverse=True):
        if all(abs(place - other) >= _SHORTEST for other in (*chosen, 0, count)):
            chosen[place] = depth
    return chosen
