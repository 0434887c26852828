"""How loud a channel is, second by second, and whether it clips or holds nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autoqa.audio.floor import Mask, widened
from autoqa.audio.frames import CELL_S, SILENCE_DB
from autoqa.audio.resample import Floats
from autoqa.audio.samples import Pcm, Samples

# Both G.711 laws decode their largest code to more than this (32,124 and 32,256), their second largest to
# less.
_FULL_SCALE = 32000
# A line without a party still has a hiss; a channel that nothing is plugged into stays below, clicks apart.
_DEAD_DB = -60.0
_DEAD_SHARE = 0.99
_SECONDS_AT_ONCE = 60
_BACKGROUND_AWAY_CELLS = round(0.2 / CELL_S)
_BACKGROUND_LEAST_CELLS = round(0.5 / CELL_S)


@dataclass(frozen=True, slots=True)
class Loudness:
    """`levels`: dBFS of each second (0 = full-scale sine, mean removed); `clipped`: share of samples at full
    scale."""

    levels: tuple[float, ...]
    clipped: float

    @property
    def silent(self) -> bool:
        """No more than a click here and there."""
        return float(np.mean([level < _DEAD_DB for level in self.levels])) >= _DEAD_SHARE


def loudness(pcm: Samples, index: int, rate: int) -> Loudness:
    """Of one channel of samples (channels, n) at `rate` Hz, read a minute at a time."""
    levels: list[float] = []
    full = 0
    for at in range(0, pcm.shape[1], _SECONDS_AT_ONCE * rate):
        part = pcm[index, at : at + _SECONDS_AT_ONCE * rate]
        full += int(np.count_nonzero((part >= _FULL_SCALE) | (part <= -_FULL_SCALE)))
        whole = len(part) // rate * rate
        seconds = [*part[:whole].reshape(-1, rate), *([part[whole:]] if whole < len(part) else [])]
        levels += [_level(second) for second in seconds]
    return Loudness(tuple(levels), round(full / max(1, pcm.shape[1]), 6))


def speech_and_noise(level: Floats, speech: Mask, other: Mask) -> tuple[float | None, float | None]:
    """Median level of the cells of speech, and of those at least 0.2 s away from speech and `other` sounds,
    in dBFS; None where there are none (for the noise: less than half a second)."""
    quiet = ~widened(speech | other, _BACKGROUND_AWAY_CELLS)
    talk = _median(level[speech]) if speech.any() else None
    return talk, _median(level[quiet]) if np.count_nonzero(quiet) >= _BACKGROUND_LEAST_CELLS else None


def _median(level: Floats) -> float:
    return round(float(np.median(level)), 1)


def _level(samples: Pcm) -> float:
    power = float(np.var(samples.astype(np.float32), dtype=np.float64)) / 32768**2 * 2
    return round(max(SILENCE_DB, 10 * float(np.log10(max(power, 1e-12)))), 1)
