"""Mono telephone speech as the model of who speaks sees it."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from autoqa.dialogue.acoustics import RATE, Flags, Floats

Halves = npt.NDArray[np.float16]

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


def frames_in(samples: Floats) -> int:
    """How many frames :func:`bands_of` gives."""
    return len(samples) // _STEP + 1


def bands_of(samples: Floats, speech: Flags | None = None) -> Halves:
    """(frames, WIDTH) of mono ``samples`` at ``RATE`` Hz: logarithms of power beside the loud parts of
    ``speech`` ((frames,); by default of everything), from -2.5 up, 1 where all bands are as loud; frame n is
    centred at n x FRAME_S."""
    padded = np.pad(samples, (_WINDOW // 2, _WINDOW // 2))
    views = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_STEP]
    parts = [_logs(views[first : first + _CHUNK]) for first in range(0, len(views), _CHUNK)]
    means = np.concatenate([part[:, :_MELS].mean(axis=1) for part in parts])
    heard = means if speech is None or not speech.any() else means[speech]
    loud = np.percentile(heard, _LOUD)
    scaled = (np.maximum(part - loud, -_DEPTH) / _SCALE + 1 for part in parts)
    return np.concatenate([part.astype(np.float16) for part in scaled])


def _logs(views: Floats) -> Halves:
    """In half precision: of two hours they are the largest thing in memory."""
    power = np.abs(np.fft.rfft(views * np.hanning(_WINDOW).astype(np.float32), _FFT)) ** 2
    both = np.concatenate((power @ _mel_bank(), power[:, _FIRST_BIN:_LAST_BIN]), axis=1)
    return np.asarray(np.log(both + _LEAST), np.float16)


@cache
def _mel_bank() -> Floats:
    """Triangular filters over the telephone band, (bins, _MELS)."""
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in (_LOW, _HIGH))
    edges = 700 * (10 ** (np.linspace(low, high, _MELS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(_FFT, 1 / RATE)
    rising = (bins[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins[:, None]) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
