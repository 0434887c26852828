"""Speech turned towards the voices that a model knows: vocal tract length and pace evened out.

A longer vocal tract moves all formants down by one factor, a slow speaker stretches every sound; a small
model that knows neither from its training mishears both. Each channel is therefore heard in several ways, and
in the one in which the model is surest from then on (vocal tract length normalisation by likelihood: Lee and
Rose 1998).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

MELS = 80
_MOST_HZ = 8000.0
_LEAST_POWER = 1e-12


@dataclass(frozen=True, slots=True)
class VoiceNorm:
    """``stretch``: factor by which all frequencies are raised; ``pace``: how many times as fast the speech is
    played, its pitch and formants kept."""

    stretch: float = 1.0
    pace: float = 1.0

    def applied(self, mel: Floats) -> Floats:
        """``mel`` (MELS, frames), log-mels as faster-whisper normalises them (log10 power / 4 + 1)."""
        if self.stretch != 1.0:
            power = np.power(np.float32(10), 4 * mel.T - 4) @ stretching(self.stretch)
            mel = ((np.log10(np.maximum(power, _LEAST_POWER)) + 4) / 4).T.astype(np.float32)
        return _paced(mel, self.pace) if self.pace != 1.0 else mel


AS_IT_IS = VoiceNorm()


@cache
def stretching(factor: float) -> Floats:
    """(MELS, MELS) matrix that moves mel power at f Hz to ``factor`` x f Hz."""
    edges = np.linspace(0, float(_mel(np.array(_MOST_HZ))), MELS + 2)
    centres = _hertz(edges[1:-1])
    places = np.interp(centres / factor, centres, np.arange(MELS))
    low = np.floor(places).astype(int)
    high, share = np.minimum(low + 1, MELS - 1), places - low
    matrix = np.zeros((MELS, MELS), np.float32)
    np.add.at(matrix, (low, np.arange(MELS)), 1 - share)
    np.add.at(matrix, (high, np.arange(MELS)), share)
    return matrix


def _paced(mel: Floats, pace: float) -> Floats:
    """Frames read at other times, those between two as their mean."""
    count = mel.shape[1]
    places = np.linspace(0, count - 1, max(2, round(count / pace)))
    low = np.floor(places).astype(int)
    share = (places - low).astype(np.float32)
    return np.asarray(mel[:, low] * (1 - share) + mel[:, np.minimum(low + 1, count - 1)] * share, np.float32)


def _mel(hz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Slaney's mel scale, as in Whisper's filters: linear to 1 kHz, logarithmic above."""
    return np.where(hz < 1000, hz * 3 / 200, 15 + 27 * np.log(np.maximum(hz, 1e-9) / 1000) / np.log(6.4))


def _hertz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))
