"""Speakers and lines nobody recorded: mel spectra stretched and tilted.

A vocal tract a few per cent longer or shorter moves all formants by that factor (vocal tract length
perturbation: Jaitly and Hinton, 2013); a microphone or a line raises some of the band and lowers other parts.
Both are applied to each stored utterance anew, so that the voices of training stand for more speakers than
they are.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.recipe.noises import MelPower

MELS = 80
FACTORS = np.linspace(0.84, 1.18, 35)
TILT_DB = 6.0
_MOST_HZ = 8000.0


def _mel(hz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Slaney's mel scale, as in Whisper's filters: linear to 1 kHz, logarithmic above."""
    return np.where(hz < 1000, hz * 3 / 200, 15 + 27 * np.log(np.maximum(hz, 1e-9) / 1000) / np.log(6.4))


def _hertz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))


def _stretch(factor: float) -> npt.NDArray[np.float32]:
    """(80, 80) matrix that moves mel power at f Hz to factor x f Hz."""
    edges = np.linspace(0, float(_mel(np.array(_MOST_HZ))), MELS + 2)
    centres = _hertz(edges[1:-1])
    places = np.interp(centres / factor, centres, np.arange(MELS))
    low = np.floor(places).astype(int)
    high, share = np.minimum(low + 1, MELS - 1), places - low
    matrix = np.zeros((MELS, MELS), np.float32)
    np.add.at(matrix, (low, np.arange(MELS)), 1 - share)
    np.add.at(matrix, (high, np.arange(MELS)), share)
    return matrix


class Colours:
    """Gives utterances other throats and other lines."""

    def __init__(self, share: float = 0.6) -> None:
        self._share = share
        self._stretches = [_stretch(float(factor)) for factor in FACTORS]

    def change(self, power: MelPower, rng: np.random.Generator) -> MelPower:
        """The utterance (frames, 80), stretched and tilted at random; as it is in the other cases."""
        if rng.random() < self._share:
            power = power @ self._stretches[int(rng.integers(0, len(self._stretches)))]
        if rng.random() < self._share:
            knots = rng.uniform(-TILT_DB, TILT_DB, 5)
            curve = np.interp(np.arange(MELS), np.linspace(0, MELS - 1, len(knots)), knots)
            power = power * (10 ** (curve / 10)).astype(np.float32)
        return power
