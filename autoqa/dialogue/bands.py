"""Mono telephone speech as the model of who speaks sees it."""

from __future__ import annotations

from functools import cache

import numpy as np

from autoqa.dialogue.acoustics import RATE, Floats

FRAME_S = 0.02
"""Seconds from one frame to the next."""

WIDTH = 92
"""Numbers a frame: the power in mel bands, and in the bins of low frequency that show the pitch."""

_STEP = int(RATE * FRAME_S)
_WINDOW = 400  # 50 ms, so that harmonics of low voices stand apart
_FFT = 512
_MELS, _LOW, _HIGH = 32, 100.0, 3700.0
_FIRST_BIN, _LAST_BIN = 4, 64  # 62 to 985 Hz
_LEAST = 1e-8
_LOUD = 95.0
_DEPTH, _SCALE = 14.0, 4.0
_CHUNK = 6000


def bands_of(samples: Floats) -> Floats:
    """(frames, WIDTH) of mono ``samples`` at ``RATE`` Hz: logarithms of power below the loud speech of the
    recording, about -2.5 to 1; frame n is centred at n x FRAME_S."""
    padded = np.pad(samples, (_WINDOW // 2, _WINDOW // 2))
    views = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_STEP]
    parts = [_logs(views[first : first + _CHUNK]) for first in range(0, len(views), _CHUNK)]
    logs = np.concatenate(parts)
    loud = np.percentile(logs[:, :_MELS].mean(axis=1), _LOUD)
    return np.asarray(np.maximum(logs - loud, -_DEPTH) / _SCALE + 1, np.float32)


def _logs(views: Floats) -> Floats:
    power = np.abs(np.fft.rfft(views * np.hanning(_WINDOW).astype(np.float32), _FFT)) ** 2
    both = np.concatenate((power @ _mel_bank(), power[:, _FIRST_BIN:_LAST_BIN]), axis=1)
    return np.asarray(np.log(both + _LEAST), np.float32)


@cache
def _mel_bank() -> Floats:
    """Triangular filters over the telephone band, (bins, _MELS)."""
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in (_LOW, _HIGH))
    edges = 700 * (10 ** (np.linspace(low, high, _MELS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(_FFT, 1 / RATE)
    rising = (bins[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins[:, None]) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
