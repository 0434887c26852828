"""How the two channels of a recording relate: the same signal twice, or one leaking into the other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from autoqa.audio.recording import Pcm

_BLOCK_S = 0.5
_MAX_BLOCKS = 24
# One call recorded twice differs by level and a few milliseconds at most.
_MAX_LAG_S = 0.02
# What is left of one channel after subtracting the other: 8-bit A-law alone leaves about -38 dB, MP3 of a
# joint stereo signal about -20 dB (correlation 0.995).
_SAME = 0.99
_AUDIBLE = 33.0  # of 32768: -60 dBFS


def is_fake_stereo(pcm: Pcm, rate: int) -> bool:
    """Whether two channels hold the same signal up to level, polarity and a lag of at most 20 ms.

    Judged on up to 24 half-second blocks spread over the audible part; True when at least 95 % of them agree.
    """
    if pcm.shape[0] != 2:
        return False
    size = int(_BLOCK_S * rate)
    count = pcm.shape[1] // size
    if not count:
        size, count = pcm.shape[1], 1
    loud = [b for b in range(count) if np.abs(pcm[:, b * size : (b + 1) * size]).max() > 10 * _AUDIBLE]
    chosen = [loud[i] for i in np.linspace(0, len(loud) - 1, min(_MAX_BLOCKS, len(loud))).astype(int)]
    if not chosen:
        return False
    same = [_similarity(pcm[:, b * size : (b + 1) * size], int(_MAX_LAG_S * rate)) >= _SAME for b in chosen]
    return bool(np.mean(same) >= 0.95)


def _similarity(block: Pcm, max_lag: int) -> float:
    """Largest normalised correlation of the two rows within `max_lag` samples; 0 when one of them is
    silent."""
    first, second = block.astype(np.float32)
    if min(first.std(), second.std()) < 1.0:
        return 0.0
    core = slice(max_lag, len(first) - max_lag)
    best = 0.0
    correlation = _correlate(first, second, max_lag)
    return float(max(best, np.abs(correlation).max())) if core else best


def _correlate(
    first: npt.NDArray[np.float32], second: npt.NDArray[np.float32], max_lag: int
) -> npt.NDArray[np.float64]:
    size = 1 << int(np.ceil(np.log2(len(first) + max_lag)))
    product = np.fft.rfft(first - first.mean(), size) * np.conj(np.fft.rfft(second - second.mean(), size))
    full = np.fft.irfft(product, size)
    near = np.concatenate((full[-max_lag:], full[: max_lag + 1]))
    return near / (len(first) * float(first.std()) * float(second.std()))
