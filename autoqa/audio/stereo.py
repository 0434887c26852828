"""How the two channels of a recording relate: the same signal twice, or one leaking into the other."""

from __future__ import annotations

import numpy as np

from autoqa.audio.samples import Pcm, Samples

_BLOCK_S = 0.5
_MAX_BLOCKS = 24
# One call recorded twice differs by level and a few milliseconds at most.
_MAX_LAG_S = 0.02
# What is left of one channel after subtracting the other: 8-bit A-law alone leaves about -38 dB, MP3 of a
# joint stereo signal about -20 dB (correlation 0.995).
_SAME = 0.99
_AUDIBLE = 33.0  # of 32768: -60 dBFS


def is_fake_stereo(pcm: Samples, rate: int) -> bool:
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
    """Size of the rows' correlation at the best lag up to `max_lag` samples; 0 when one is silent."""
    first, second = block.astype(np.float32) - block.mean(axis=1, dtype=np.float32)[:, None]
    size = 1 << int(np.ceil(np.log2(len(first) + max_lag)))
    full = np.fft.irfft(np.fft.rfft(first, size) * np.conj(np.fft.rfft(second, size)), size)
    near = np.concatenate((full[len(full) - max_lag :], full[: max_lag + 1]))
    lag = int(np.abs(near).argmax()) - max_lag
    early, late = (second, first) if lag > 0 else (first, second)
    early, late = early[: len(early) - abs(lag)], late[abs(lag) :]
    strength = float(np.sqrt((early @ early) * (late @ late)))
    return abs(float(early @ late)) / strength if strength > len(early) else 0.0
