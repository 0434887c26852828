"""Two voices told apart without knowing either: pieces of speech as points, and a split of the points.

A piece (about a second inside one speech span) becomes one vector: how far its cepstra lie from those of
the mixture components that they belong to (so that what is said matters less than who says it), its pitch
and its level. Pieces that follow each other inside a span nearly always have the same speaker, so their
differences show how much the vector varies within a voice; the directions in which all pieces vary more
than that are those in which the voices differ. In these directions two centres are fitted, with a chain
over the pieces (a speaker rarely changes inside a span, and as likely as not at a pause).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from autoqa.dialogue.acoustics import Frames
from autoqa.dialogue.chain import smoothed
from autoqa.dialogue.mixture import Mixture, Reals

PIECE = 120
"""Frames of the longest piece (1.2 s)."""

_ENOUGH = 30
"""Frames (0.3 s of audible speech) a piece needs to take part in learning the directions."""

_DIRECTIONS = 4
_STAY = 0.95
"""Chance that the next piece of the same span has the same speaker; at a pause it is one half."""

_PRIOR = 3.0
"""Audible frames that a piece is taken to have besides its own, all of them average."""

_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames ``start`` to ``end`` (excluded) of speech span number ``span``."""

    start: int
    end: int
    span: int


@dataclass(frozen=True, slots=True)
class Split:
    """First guess at two voices: ``first`` (n,) is the probability of voice 0 for each piece; ``ratio`` is
    the variance between all pieces over that within a voice, in the best direction."""

    first: Reals
    ratio: float


def pieces_of(bounds: Sequence[tuple[int, int]]) -> list[Piece]:
    """Spans (in frames) cut evenly into pieces of at most ``PIECE`` frames."""
    pieces: list[Piece] = []
    for number, (start, end) in enumerate(bounds):
        count = max(1, -(-(end - start) // PIECE))
        edges = np.linspace(start, end, count + 1).astype(int)
        pieces += [Piece(int(a), int(b), number) for a, b in pairwise(edges)]
    return pieces


def split_voices(
    frames: Frames, audible: npt.NDArray[np.bool_], pieces: Sequence[Piece], sounds: Mixture
) -> Split:
    """Two groups of pieces by voice.

    Args:
        audible: (frames,) speech loud enough to carry a voice.
        sounds: mixture over the cepstra of all audible frames.
    """
    vectors, weights = _vectors(frames, audible, pieces, sounds)
    points, ratio = _project(vectors, weights, pieces)
    stay = np.array([_STAY if a.span == b.span else 0.5 for a, b in pairwise(pieces)])
    noise = 1.0 / np.clip(weights / PIECE, 0.05, 1.0)
    best: tuple[float, Reals] | None = None
    for direction in range(points.shape[1]):
        found = _fit_centres(points, noise, stay, points[:, direction])
        if best is None or found[0] > best[0]:
            best = found
    assert best is not None
    return Split(best[1], ratio)


def _vectors(
    frames: Frames, audible: npt.NDArray[np.bool_], pieces: Sequence[Piece], sounds: Mixture
) -> tuple[Reals, Reals]:
    """(n, CEPSTRA + 2) vectors of the pieces and their counts of audible frames (n,)."""
    cepstra = frames.cepstra.astype(np.float64)
    deviation = np.zeros_like(cepstra)
    rows = np.flatnonzero(audible)
    posteriors = sounds.posteriors(cepstra[rows])
    inverse = 1.0 / np.sqrt(sounds.variances)
    deviation[rows] = cepstra[rows] * (posteriors @ inverse) - posteriors @ (sounds.means * inverse)
    usual_pitch = np.nanmedian(frames.pitch[rows]) if np.isfinite(frames.pitch[rows]).any() else 0.0
    usual_level = float(np.median(frames.level[rows]))
    vectors, weights = [], []
    for piece in pieces:
        inside = slice(piece.start, piece.end)
        heard = audible[inside]
        count = int(heard.sum())
        pitch = frames.pitch[inside][heard]
        pitch = pitch[np.isfinite(pitch)]
        mean = deviation[inside][heard].sum(axis=0) / (count + _PRIOR)
        height = (
            (float(np.median(pitch)) - usual_pitch) * len(pitch) / (len(pitch) + _PRIOR)
            if len(pitch)
            else 0.0
        )
        loud = float(frames.level[inside][heard].mean()) - usual_level if count else 0.0
        vectors.append(np.append(mean, np.array([height, loud / 10])))
        weights.append(count)
    return np.array(vectors), np.array(weights, dtype=np.float64)


def _project(vectors: Reals, weights: Reals, pieces: Sequence[Piece]) -> tuple[Reals, float]:
    """Points in the directions of the largest variance relative to that within a voice (which becomes 1)."""
    enough = weights >= min(_ENOUGH, float(np.median(weights)))
    centre = np.average(vectors[enough], axis=0, weights=weights[enough])
    total = np.cov((vectors[enough] - centre).T, aweights=weights[enough], bias=True)
    pairs = [
        i
        for i in range(len(pieces) - 1)
        if enough[i] and enough[i + 1] and pieces[i].span == pieces[i + 1].span
    ]
    if len(pairs) > vectors.shape[1]:
        steps = vectors[pairs] - vectors[[i + 1 for i in pairs]]
        within = steps.T @ steps / (2 * len(pairs))
    else:
        within = total
    diagonal = np.diag(np.diag(within))
    within = 0.8 * within + 0.2 * diagonal + 1e-3 * np.eye(len(within)) * np.trace(within) / len(within)
    root = np.linalg.inv(np.linalg.cholesky(within))
    ratios, axes = np.linalg.eigh(root @ total @ root.T)
    chosen = axes[:, ::-1][:, :_DIRECTIONS]
    return (vectors - centre) @ root.T @ chosen, float(ratios[-1])


def _fit_centres(points: Reals, noise: Reals, stay: Reals, start: Reals) -> tuple[float, Reals]:
    """Two centres with unit variance (times ``noise``), from a split by the sign of ``start``; its
    likelihood and the probability of the first centre for each point."""
    first = np.where(start > np.median(start), 0.9, 0.1)
    likelihood = -np.inf
    for _ in range(_ROUNDS):
        shares = np.stack([first, 1 - first], axis=1) / noise[:, None]
        centres = shares.T @ points / (shares.sum(axis=0)[:, None] + 1e-9)
        distance = ((points[:, None, :] - centres[None]) ** 2).sum(axis=2) / noise[:, None]
        first, likelihood = smoothed(-0.5 * distance, stay)
    return likelihood, first
