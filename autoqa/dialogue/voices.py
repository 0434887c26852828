"""Two voices told apart without knowing either.

A piece (about a second inside one speech span) becomes one vector: how far its cepstra lie from those of
the mixture components that they belong to (so that what is said matters less than who says it), its pitch
and its level. Pieces that follow each other inside a span nearly always have the same speaker, so their
differences show how much the vector varies within a voice; the directions in which all pieces vary more
than that are those in which the voices may differ. Two centres are fitted there from several starts, with a
chain over the pieces (a speaker rarely changes inside a span, and as likely as not at a pause), and the
likeliest split is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np

from autoqa.dialogue.acoustics import CEPSTRA, Flags, Frames
from autoqa.dialogue.chain import smoothed
from autoqa.dialogue.evidence import Evidence
from autoqa.dialogue.mixture import Reals
from autoqa.dialogue.pieces import LONG, Piece

_ENOUGH = 30
"""Frames (0.3 s of audible speech) a piece needs to take part in learning the directions."""

_DIRECTIONS, _STARTS = 6, 4
"""Directions in which centres are fitted, and of these the ones along which a first split is tried."""

_STAY = 0.95
"""Chance that the next piece of the same span has the same speaker; at a pause it is one half."""

_PRIOR = 3.0
"""Audible frames that a piece is taken to have besides its own, all of them average."""

_OUTLYING = 2.5
"""Standard deviations to which the difference of neighbours is cut: some are a change of speaker, or of
octave."""

_PRIOR_PIECES = 5.0
"""Pieces that the expected spread (1 in every direction) weighs as much as."""


def split_voices(frames: Frames, audible: Flags, pieces: Sequence[Piece], evidence: Evidence) -> Reals:
    """(n,) probability of voice 0 for each piece, from nothing but the sound.

    Args:
        audible: (frames,) speech loud enough to carry a voice.
        evidence: of the same pieces.
    """
    weights = evidence.counts.sum(axis=1)
    vectors = _vectors(frames, audible, pieces, evidence)
    points = _project(vectors, weights, pieces)
    stay = stays(pieces)
    noise = 1.0 / np.clip(weights / LONG, 0.05, 1.0)
    along = list(points[:, :_STARTS].T)
    columns = [*vectors[:, CEPSTRA:].T, *along]
    columns += [a + sign * b for a, b in combinations(along, 2) for sign in (1, -1)]
    starts = np.stack([split(column) for column in columns for split in (_halved, _parted)], axis=1)
    starts = np.concatenate((starts, _round_centres(points[:, :_STARTS], noise, stay, starts)), axis=1)
    likelihoods, first = _long_centres(points, noise, stay, starts)
    return np.asarray(first[:, np.argmax(likelihoods)])


def stays(pieces: Sequence[Piece], inside: float = _STAY, dip: float = _STAY, deep: float = np.inf) -> Reals:
    """(n - 1,) chance that the speaker stays from one piece to the next: ``inside`` a span, at a ``dip`` of
    ``deep`` dB or more, and one half at a pause."""
    return np.array(
        [0.5 if a.span != b.span else (dip if b.dip >= deep else inside) for a, b in pairwise(pieces)]
    )


def _vectors(frames: Frames, audible: Flags, pieces: Sequence[Piece], evidence: Evidence) -> Reals:
    """(n, CEPSTRA + 2): mean shift of the spectrum in standard deviations, of the pitch (log), of the level
    (10 dB)."""
    rows = np.flatnonzero(audible)
    usual_level = float(np.median(frames.level[rows]))
    voiced = frames.pitch[rows][np.isfinite(frames.pitch[rows])]
    usual_pitch = float(np.median(voiced)) if len(voiced) else 0.0
    weights = evidence.counts.sum(axis=1)
    vectors = np.zeros((len(pieces), CEPSTRA + 2))
    vectors[:, :CEPSTRA] = evidence.shifts.sum(axis=1) / (weights + _PRIOR)[:, None]
    for row, piece in zip(vectors, pieces, strict=True):
        heard = audible[piece.start : piece.end]
        pitch = frames.pitch[piece.start : piece.end][heard]
        pitch = pitch[np.isfinite(pitch)]
        if len(pitch):
            row[CEPSTRA] = (float(np.median(pitch)) - usual_pitch) * len(pitch) / (len(pitch) + _PRIOR)
        if heard.any():
            row[CEPSTRA + 1] = (float(frames.level[piece.start : piece.end][heard].mean()) - usual_level) / 10
    return vectors


def _project(vectors: Reals, weights: Reals, pieces: Sequence[Piece]) -> Reals:
    """Points in the directions of the largest variance relative to that within a voice (which becomes 1)."""
    enough = weights >= min(_ENOUGH, float(np.median(weights)))
    centre = np.average(vectors[enough], axis=0, weights=weights[enough])
    total = np.atleast_2d(np.cov((vectors[enough] - centre).T, aweights=weights[enough], bias=True))
    pairs = [
        i for i, (a, b) in enumerate(pairwise(pieces)) if enough[i] and enough[i + 1] and a.span == b.span
    ]
    within = total
    if len(pairs) > vectors.shape[1]:
        steps = vectors[pairs] - vectors[[i + 1 for i in pairs]]
        usual = 1.4826 * np.median(np.abs(steps), axis=0) + 1e-6
        steps = np.clip(steps, -_OUTLYING * usual, _OUTLYING * usual)
        within = steps.T @ steps / (2 * len(pairs))
    size = np.eye(len(within)) * (np.trace(within) / len(within) + 1e-9)
    within = 0.8 * within + 0.2 * np.diag(np.diag(within)) + 1e-3 * size
    root = np.linalg.inv(np.linalg.cholesky(within))
    _, axes = np.linalg.eigh(root @ total @ root.T)
    return np.asarray((vectors - centre) @ root.T @ axes[:, ::-1][:, :_DIRECTIONS])


def _halved(values: Reals) -> Reals:
    """A first split at the median."""
    return np.where(values > np.median(values), 0.9, 0.1)


def _parted(values: Reals) -> Reals:
    """A first split where it leaves the least variance on both sides: one party may speak far less than the
    other."""
    order = np.sort(values)
    if len(order) < 2:
        return _halved(values)
    sizes = np.arange(1, len(order))
    sums = np.cumsum(order)[:-1]
    between = (sums - sizes * order.mean()) ** 2 / (sizes * (len(order) - sizes))
    return np.where(values > order[int(np.argmax(between))], 0.9, 0.1)


def _round_centres(points: Reals, noise: Reals, stay: Reals, first: Reals) -> Reals:
    """Two centres with a spread of 1 in every direction, from each of s starts; (n, s) probabilities of the
    first centre."""
    for _ in range(15):
        shares = np.stack([first, 1 - first], axis=2) / noise[:, None, None]
        centres = np.einsum("nsk,nd->skd", shares, points) / (shares.sum(axis=0)[..., None] + 1e-9)
        offsets = points[:, None, None] - centres[None]
        first, _ = smoothed(-0.5 * (offsets**2).sum(axis=3) / noise[:, None, None], stay)
    return first


def _long_centres(points: Reals, noise: Reals, stay: Reals, first: Reals) -> tuple[Reals, Reals]:
    """Two centres with a common spread that is fitted too, so that directions in which a voice varies much
    by itself count little; from each of s starts, (s,) likelihoods and (n, s) probabilities of the first
    centre."""
    size = points.shape[1]
    first = np.where(first > 0.5, 0.9, 0.1)
    likelihood = np.full(first.shape[1], -np.inf)
    for _ in range(15):
        shares = np.stack([first, 1 - first], axis=2) / noise[:, None, None]
        centres = np.einsum("nsk,nd->skd", shares, points) / (shares.sum(axis=0)[..., None] + 1.0)
        offsets = points[:, None, None] - centres[None]
        spread = np.einsum("nsk,nskd,nske->sde", shares, offsets, offsets) + _PRIOR_PIECES * np.eye(size)
        spread /= (shares.sum(axis=(0, 2)) + _PRIOR_PIECES)[:, None, None]
        inverse = np.linalg.inv(spread)
        volume = np.linalg.slogdet(spread)[1]
        distance = np.einsum("nskd,sde,nske->nsk", offsets, inverse, offsets, optimize=True)
        first, likelihood = smoothed(-0.5 * (distance / noise[:, None, None] + volume[:, None]), stay)
        likelihood = likelihood - 0.5 * _PRIOR_PIECES * (np.trace(inverse, axis1=1, axis2=2) + volume)
    return likelihood, first
