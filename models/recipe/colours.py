"""Speakers and lines nobody recorded: mel spectra stretched and tilted.

A vocal tract a few per cent longer or shorter moves all formants by that factor (vocal tract length
perturbation: Jaitly and Hinton, 2013); a microphone or a line raises some of the band and lowers other parts.
Both are applied to each stored utterance anew, so that the voices of training stand for more speakers than
they are.
"""

from __future__ import annotations

import numpy as np

from autoqa.asr.voice_norm import MELS, stretching
from models.recipe.noises import MelPower

FACTORS = np.linspace(0.84, 1.18, 35)
TILT_DB = 6.0


class Colours:
    """Gives utterances other throats and other lines."""

    def __init__(self, share: float = 0.6) -> None:
        self._share = share
        self._stretches = [stretching(float(factor)) for factor in FACTORS]

    def change(self, power: MelPower, rng: np.random.Generator) -> MelPower:
        """The utterance (frames, 80), stretched and tilted at random; as it is in the other cases."""
        if rng.random() < self._share:
            power = power @ self._stretches[int(rng.integers(0, len(self._stretches)))]
        if rng.random() < self._share:
            knots = rng.uniform(-TILT_DB, TILT_DB, 5)
            curve = np.interp(np.arange(MELS), np.linspace(0, MELS - 1, len(knots)), knots)
            power = power * (10 ** (curve / 10)).astype(np.float32)
        return power
