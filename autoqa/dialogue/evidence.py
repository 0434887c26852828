"""How much pieces of speech sound like either of two voices, judged without themselves.

Each voice is a shift of the means of a mixture that was fitted to all speech of the call, and a histogram
of pitch. Both are estimated from the pieces as they are shared out so far; a piece is judged by what its
own speech span did not contribute, so that no piece confirms itself (Kenny's and Glembek's linear scoring,
with the span left out; of a long one what lies near).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from autoqa.dialogue.acoustics import Flags, Floats, Frames, Indices
from autoqa.dialogue.mixture import Mixture, Reals
from autoqa.dialogue.pieces import Piece

_PITCHES = 16
"""Bins of the pitch histogram, between the 2nd and 98th percentile of the call's pitch."""

_RELEVANCE = 4.0
"""Frames of a component that weigh as much as the voice's general shift, which stands in for sounds it has
not made yet."""

_GENERAL = 30.0
"""Frames that weigh as much as no shift at all in the general shift."""

_PITCH_RELEVANCE = 20.0
"""Voiced frames that weigh as much as the pitch of the whole call."""


_STRETCH = 800
"""Frames (8 s) that a piece is judged without at most: noise may join a whole call to one span of speech, and
nothing would be left to judge its pieces by."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Sufficient statistics of n pieces.

    Attributes:
        counts: (n, k) frames of each mixture component.
        shifts: (n, k, d) sum of the deviations from the component means, in standard deviations.
        pitches: (n, _PITCHES) voiced frames by pitch.
        spans: (n,) number of the stretch that each piece lies in, rising: its speech span or, of one longer
            than ``_STRETCH``, a part.
    """

    counts: Reals
    shifts: Reals
    pitches: Reals
    spans: Indices

    def likelihoods(self, first: Reals, spectrum: float, pitch: float) -> Reals:
        """(n, 2) log-likelihood of each piece under either voice, relative to the voice of the whole call.

        Args:
            first: (n,) probability of voice 0 for each piece. spectrum, pitch: weights of the two kinds of
            evidence a frame; far below 1, as frames that follow each
                other say nearly the same.
        """
        starts = np.flatnonzero(np.diff(self.spans, prepend=-1))
        owner = np.cumsum(np.diff(self.spans, prepend=-1) != 0) - 1
        usual = (self.pitches.sum(axis=0) + 1e-3) / (self.pitches.sum() + 1e-3 * _PITCHES)
        columns = []
        for share in (first, 1 - first):
            counts = np.maximum(_others(self.counts * share[:, None], starts), 0)[:, :, None]
            sums = _others(self.shifts * share[:, None, None], starts)
            general = sums.sum(axis=1, keepdims=True) / (counts.sum(axis=1, keepdims=True) + _GENERAL)
            means = (sums + _RELEVANCE * general) / (counts + _RELEVANCE)
            means = means[owner]
            fit = (self.shifts * means).sum(axis=(1, 2)) - 0.5 * (self.counts[:, :, None] * means**2).sum(
                axis=(1, 2)
            )
            heights = np.maximum(_others(self.pitches * share[:, None], starts), 0) + _PITCH_RELEVANCE * usual
            heights = heights / heights.sum(axis=1, keepdims=True)
            ratio = np.log(heights / usual)[owner]
            columns.append(spectrum * fit + pitch * (self.pitches * ratio).sum(axis=1))
        return np.stack(columns, axis=1)


def evidence_of(frames: Frames, audible: Flags, pieces: Sequence[Piece], sounds: Mixture) -> Evidence:
    """Statistics of the audible frames of each piece."""
    rows = np.flatnonzero(audible)
    cepstra = frames.cepstra[rows].astype(np.float64)
    posteriors = sounds.posteriors(cepstra)
    places = np.concatenate(([0], np.cumsum(audible)))
    heights = _heights(frames.pitch[rows])
    counts, shifts, pitches = [], [], []
    for piece in pieces:
        own = slice(places[piece.start], places[piece.end])
        share = posteriors[own]
        counts.append(share.sum(axis=0))
        shifts.append(
            (share.T @ cepstra[own] - counts[-1][:, None] * sounds.means) / np.sqrt(sounds.variances)
        )
        pitches.append(heights[own].sum(axis=0))
    return Evidence(np.array(counts), np.array(shifts), np.array(pitches), _stretches(pieces))


def _stretches(pieces: Sequence[Piece]) -> Indices:
    """(n,) number of the stretch of each piece: spans, long ones cut evenly between pieces."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for piece in pieces:
        first.setdefault(piece.span, piece.start)
        last[piece.span] = piece.end
    keys = []
    for piece in pieces:
        start, length = first[piece.span], last[piece.span] - first[piece.span]
        parts = -(-length // _STRETCH)
        keys.append((piece.span, (piece.start - start) * parts // length))
    changes = [0, *(int(a != b) for a, b in pairwise(keys))]
    return np.cumsum(changes)


def _others(values: Reals, starts: Indices) -> Reals:
    """Sum over all pieces less that over each span, (spans, ...)."""
    return np.asarray(values.sum(axis=0)[None] - np.add.reduceat(values, starts, axis=0))


def _heights(pitch: Floats) -> Reals:
    """(n, _PITCHES) soft histogram rows; all zero for frames without pitch."""
    voiced = np.isfinite(pitch)
    rows = np.zeros((len(pitch), _PITCHES))
    if not voiced.any():
        return rows
    low, high = np.quantile(pitch[voiced], [0.02, 0.98])
    step = max(high - low, 0.05) / (_PITCHES - 1)
    centres = low + step * np.arange(_PITCHES)
    soft = np.exp(-0.5 * ((np.clip(pitch[voiced], low, high)[:, None] - centres) / step) ** 2)
    rows[voiced] = soft / soft.sum(axis=1, keepdims=True)
    return rows
