"""Which of two voices is likelier in each frame, as the network hears it once a first split is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autoqa.dialogue.acoustics import HOP, Flags, Floats
from autoqa.dialogue.active import active
from autoqa.dialogue.bands import FRAME_S, frames_in
from autoqa.dialogue.cues import probability
from autoqa.dialogue.mixture import Reals
from autoqa.dialogue.pieces import Piece
from autoqa.dialogue.sound import Sound

_PER_FRAME = round(FRAME_S / HOP)

_LEAST = 0.03
"""Probability that is taken to be left to either voice in every frame."""

_WEIGHT = 0.2
"""Of a frame's log-odds: frames that follow each other say nearly the same."""

_STRANGE, _KNOWN = 0.4, 0.7
"""Decision (see :class:`Lead`) up to which the network does not count, and from which it counts fully: voices
that are unlike those of its training leave it undecided."""

_BOUND, _SLOPE = 0.62, 20.0
"""Decision from which two voices are likelier than one, and how sharply. In the fit half of
`benchmarks/calls` 41 of 43 channels of one voice came to 0.51 at most, 57 of 61 of two to 0.72 and more."""

_LEAST_S = 2.0
"""Seconds that either voice must speak alone: of less its profile is made of chance."""


@dataclass(frozen=True, slots=True)
class Lead:
    """What the network says.

    Attributes:
        odds: (n,) log-odds of voice 0 against voice 1 in frames of ``FRAME_S``.
        decision: mean difference of the probabilities that either voice speaks, where anybody does (0 to 1).
        alone: seconds that the rarer voice speaks by itself.
    """

    odds: Floats
    decision: float
    alone: float

    def likelihoods(self, pieces: Sequence[Piece]) -> Reals:
        """(pieces, 2) log-likelihood of each piece under either voice."""
        known = np.clip((self.decision - _STRANGE) / (_KNOWN - _STRANGE), 0.0, 1.0)
        known = known if self.alone >= _LEAST_S else 0.0
        sums = [
            self.odds[first : max(first + 1, piece.end // _PER_FRAME)].sum()
            for first, piece in ((piece.start // _PER_FRAME, piece) for piece in pieces)
        ]
        half = 0.5 * _WEIGHT * known * np.array(sums, np.float64)
        return np.stack([half, -half], axis=1)

    def apart(self, before: float) -> float:
        """Probability of two voices where it was ``before`` by the first split. Only ever more: what the
        network does not know it does not tell apart."""
        if self.alone < _LEAST_S:
            return before
        held = min(max(before, 1e-3), 1 - 1e-3)
        odds = 0.5 * np.log(held / (1 - held)) + _SLOPE * (self.decision - _BOUND)
        return max(before, probability(float(odds)))


def lead_of(samples: Floats, sound: Sound, voices: Reals) -> Lead:
    """The network's lead on mono ``samples`` at ``acoustics.RATE`` Hz.

    Args:
        voices: probability of voice 0 in each frame of ``sound`` by the first split, one half where nobody
            speaks.
    """
    inside = _inside(sound, frames_in(samples))
    heard = active().described(samples, inside)
    chances = np.full(len(inside), 0.5)
    chances[: len(voices[::_PER_FRAME])] = voices[::_PER_FRAME][: len(inside)]
    shares = np.stack([np.clip(2 * chances - 1, 0, 1), np.clip(1 - 2 * chances, 0, 1)]) * inside
    first, second = 1 / (1 + np.exp(-heard.active(shares)))
    odds = np.log((first * (1 - second) + _LEAST) / (second * (1 - first) + _LEAST))
    one, other = inside & (first > 0.5), inside & (second > 0.5)
    anybody = one | other
    alone = min(int(np.sum(one & ~other)), int(np.sum(other & ~one)))
    decision = float(np.abs(first - second)[anybody].mean()) if anybody.any() else 0.0
    return Lead(odds, decision, alone * FRAME_S)


def _inside(sound: Sound, count: int) -> Flags:
    inside = np.zeros(count, np.bool_)
    for start, end in sound.bounds:
        inside[start // _PER_FRAME : end // _PER_FRAME] = True
    return inside
