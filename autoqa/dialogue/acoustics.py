"""What a voice sounds like, frame by frame: spectrum envelope, level and pitch of telephone speech."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

RATE = 8000
"""Hz. The telephone band is all that most recordings hold; wider ones are judged by the same band."""

HOP = 0.01
"""Seconds between frames."""

CEPSTRA = 16
_STEP = int(RATE * HOP)
_WINDOW = 240  # 30 ms
_FFT = 512
_BANDS = 26
_LOW, _HIGH = 180.0, 3700.0
_PITCH_WINDOW = 400  # 50 ms: two and a half periods of the lowest voices
_MARGIN = _PITCH_WINDOW  # samples of silence put before and after
_PITCH_FFT = 1024
_PITCH_LOW, _PITCH_HIGH = 50.0, 450.0
_VOICED = 0.5
_OCTAVE = 0.06  # correlation that a period of twice the length must be better by
_CHUNK = 6000  # frames handled at once, a minute


@dataclass(frozen=True, slots=True)
class Frames:
    """Features of n frames, ``HOP`` apart, the first one centred at 0 s.

    Attributes:
        cepstra: (n, CEPSTRA) mel cepstra without the level.
        level: (n,) dB of full scale.
        pitch: (n,) natural logarithm of the fundamental in Hz, NaN where there is none.
    """

    cepstra: Floats
    level: Floats
    pitch: Floats

    def __len__(self) -> int:
        return len(self.level)


def frames_of(samples: Floats) -> Frames:
    """Features of mono samples at ``RATE`` Hz."""
    rows = np.arange(len(samples) // _STEP + 1)
    padded = _padded(samples)
    parts = [_chunk(padded, centres) for centres in _centres(rows)]
    cepstra, level, pitch = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Frames(cepstra, level, pitch)


def log_bands(samples: Floats, rows: Indices) -> Floats:
    """(len(rows), bands) natural logarithm of the power in each band, level included, in the frames ``rows``
    of mono samples at ``RATE`` Hz."""
    padded = _padded(samples)
    return np.concatenate([_log_bands(_view(padded, centres)) for centres in _centres(rows)])


def _padded(samples: Floats) -> Floats:
    zeros = np.zeros(_MARGIN + _STEP, np.float32)
    return np.concatenate((zeros[:_MARGIN], samples, zeros))


def _centres(rows: Indices) -> list[Indices]:
    """Of the frames in padded samples, as many as are handled at once."""
    return [_MARGIN + _STEP * rows[first : first + _CHUNK] for first in range(0, len(rows), _CHUNK)]


def _view(padded: Floats, centres: Indices) -> Floats:
    return np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[centres - _WINDOW // 2]


def _log_bands(view: Floats) -> Floats:
    power = np.abs(np.fft.rfft(view * np.hamming(_WINDOW).astype(np.float32), _FFT)) ** 2
    bands: Floats = np.log(power.astype(np.float32) @ _mel_bank() + np.float32(1e-7))
    return bands


def _chunk(padded: Floats, centres: Indices) -> tuple[Floats, Floats, Floats]:
    view = _view(padded, centres)
    level = 10 * np.log10(np.mean(view.astype(np.float64) ** 2, axis=1) + 1e-12)
    return _log_bands(view) @ _cosines(), level.astype(np.float32), _pitch(padded, centres)


def _pitch(padded: Floats, centres: Indices) -> Floats:
    """Pitch by the highest peak of the autocorrelation, corrected for the window; short lags are preferred
    a little so that an octave below is not taken (Boersma 1993)."""
    view = np.lib.stride_tricks.sliding_window_view(padded, _PITCH_WINDOW)[centres - _PITCH_WINDOW // 2]
    window = np.hanning(_PITCH_WINDOW).astype(np.float32)
    shaped = (view - view.mean(axis=1, keepdims=True)) * window
    own = np.fft.irfft(np.abs(np.fft.rfft(window, _PITCH_FFT)) ** 2)
    correlation = np.fft.irfft(np.abs(np.fft.rfft(shaped, _PITCH_FFT)) ** 2, axis=1)
    first, last = int(RATE / _PITCH_HIGH), int(RATE / _PITCH_LOW) + 1
    lags = np.arange(first - 1, last + 2)
    energy = np.maximum(correlation[:, :1], 1e-6)
    normed = correlation[:, lags] / energy / (own[lags] / own[0])
    score = normed - _OCTAVE * np.log2(lags / first)[None, :]
    peak = np.argmax(score[:, 1:-1], axis=1) + 1
    rows = np.arange(len(peak))
    left, middle, right = normed[rows, peak - 1], normed[rows, peak], normed[rows, peak + 1]
    bend = left - 2 * middle + right
    shift = np.where(bend < -1e-9, 0.5 * (left - right) / np.where(bend < -1e-9, bend, -1.0), 0.0)
    pitch = np.log(RATE / (lags[peak] + np.clip(shift, -0.5, 0.5)))
    edge = (middle < left) | (middle < right)
    return np.where((middle >= _VOICED) & ~edge, pitch, np.nan).astype(np.float32)


@cache
def _mel_bank() -> Floats:
    """Triangular filters over the telephone band, (bins, _BANDS)."""
    edges = 700 * (10 ** (np.linspace(_mel(_LOW), _mel(_HIGH), _BANDS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(_FFT, 1 / RATE)
    rising = (bins[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins[:, None]) / (edges[2:] - edges[1:-1])
    bank: Floats = np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
    return bank


@cache
def _cosines() -> Floats:
    """Discrete cosine transform without its constant, (_BANDS, CEPSTRA), orthonormal."""
    order = np.arange(1, CEPSTRA + 1)
    angle = np.pi * (np.arange(_BANDS)[:, None] + 0.5) * order / _BANDS
    cosines: Floats = (np.cos(angle) * np.sqrt(2 / _BANDS)).astype(np.float32)
    return cosines


def _mel(hertz: float) -> float:
    return float(2595 * np.log10(1 + hertz / 700))
