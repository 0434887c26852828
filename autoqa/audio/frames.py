"""Short-time features of one channel, cheap enough to compute for every second of every call.

Cells of 16 ms, each described by a 32 ms window around its middle. Two cells make one frame of the neural
speech detector, so the two kinds of evidence lie on one grid.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autoqa.audio.recording import Recording
from autoqa.audio.resample import Floats

CELL_S = 0.016
# Edges of the sub-bands in Hz: narrow enough that a formant stands out of noise which drowns the whole band.
BAND_EDGES = (187.5, 500.0, 900.0, 1400.0, 2100.0, 2900.0, 3600.0)
SILENCE_DB = -120.0

_WINDOW_S = 0.032
_BIN_HZ = 31.25
_FIRST_BIN = 6  # 187.5 Hz: mains hum and its first harmonics stay below
_LAST_BIN = 116  # 3,625 Hz: the telephone band
_CHUNK_CELLS = 3750  # 60 s
_STEADY_LAG = 6  # cells, 96 ms: longer than a glide of the voice stays in one place
_FIXED_LAG = 94  # cells, 1.5 s: longer than a note
_SMOOTH_BINS = 7


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Features per cell of 16 ms (arrays of length n).

    Attributes:
        level: of the band 190 to 3,600 Hz, dBFS (0 = full-scale sine).
        peak_share: share of the strongest spectral line (5 bins of 31 Hz) in the power of the band, 0 to 1.
        peak_hz: frequency of that line, to a few Hz where it stands alone.
        steady: how alike the fine structure of the spectrum is 96 ms later, -1 to 1. Voices glide (about
            0.1), held notes do not (above 0.4), noise has none (0).
        fixed: the same 1.5 s later: only hum and steady tones come near 1.
    """

    level: Floats
    peak_share: Floats
    peak_hz: Floats
    steady: Floats
    fixed: Floats

    def __len__(self) -> int:
        return len(self.level)


def cells_of(recording: Recording, index: int) -> tuple[Cells, Floats]:
    """Features of one channel, and the level of each sub-band (n, 6) in dBFS; computed minute by minute to
    keep memory flat."""
    rate = recording.sample_rate if recording.sample_rate in (8000, 16000) else 8000
    count = int(np.ceil(recording.duration / CELL_S))
    chunks = []
    for first in range(0, count, _CHUNK_CELLS):
        own = min(_CHUNK_CELLS, count - first)
        chunks.append(_chunk(_samples(recording, index, rate, first, own + _FIXED_LAG), rate, own))
    level, bands, *others = (np.concatenate(parts) for parts in zip(*chunks, strict=True))
    return Cells(level, *others), bands


def _samples(recording: Recording, index: int, rate: int, first: int, cells: int) -> Floats:
    """Windows of `cells` cells from cell `first` on; zeros where the recording has not begun or is over."""
    lead_s = (_WINDOW_S - CELL_S) / 2
    start = first * CELL_S - lead_s
    samples = recording.channel(index, max(0.0, start), start + cells * CELL_S + 2 * lead_s, rate=rate)
    before = round(max(0.0, -start) * rate)
    wanted = round(cells * CELL_S * rate) + round(2 * lead_s * rate)
    after = max(0, wanted - before - len(samples))
    return np.pad(samples, (before, after))[:wanted]


def _chunk(samples: Floats, rate: int, own: int) -> tuple[npt.NDArray[np.float32], ...]:
    size, step = round(_WINDOW_S * rate), round(CELL_S * rate)
    windows = np.lib.stride_tricks.sliding_window_view(samples, size)[::step]
    taper = np.hanning(size + 1)[:-1].astype(np.float32)
    spectrum = np.fft.rfft(windows * taper, axis=1)[:, _FIRST_BIN:_LAST_BIN]
    # Scaled so that a full-scale sine has power 1: its Hann-windowed lines sum to 3/32 of the squared size.
    power = ((spectrum.real**2 + spectrum.imag**2) * (32 / (3 * size * size))).astype(np.float32)
    edges = [round(edge / _BIN_HZ) - _FIRST_BIN for edge in BAND_EDGES[:-1]]
    bands = np.add.reduceat(power[:own], edges, axis=1)
    total = power[:own].sum(axis=1)
    share, hertz = _peak(power[:own], total)
    structure = _fine_structure(power)
    steady = (structure[:own] * structure[_STEADY_LAG : own + _STEADY_LAG]).sum(axis=1)
    fixed = (structure[:own] * structure[_FIXED_LAG : own + _FIXED_LAG]).sum(axis=1)
    return decibels(total), decibels(bands), share, hertz, steady, fixed


def decibels(power: Floats) -> Floats:
    """10 log10, with digital silence at -120 dB."""
    return (10 * np.log10(np.maximum(power, np.float32(1e-12)))).astype(np.float32)


def _peak(power: Floats, total: Floats) -> tuple[Floats, Floats]:
    top = np.clip(power.argmax(axis=1), 2, power.shape[1] - 3)
    rows = np.arange(len(power))
    near = np.stack([power[rows, top + offset] for offset in range(-2, 3)])
    share = near.sum(axis=0) / np.maximum(total, np.float32(1e-12))
    # The centre of gravity of a Hann-windowed line lies within a few Hz of its frequency.
    centre = (near * np.arange(-2, 3, dtype=np.float32)[:, None]).sum(axis=0) / np.maximum(
        near.sum(axis=0), 1e-12
    )
    hertz = (top + _FIRST_BIN + centre) * _BIN_HZ
    return share.astype(np.float32), hertz.astype(np.float32)


def _fine_structure(power: Floats) -> Floats:
    """Log spectrum less its smooth envelope, each row of length 1 (0 for digital silence)."""
    log = np.log(np.maximum(power, np.float32(1e-12)))
    half = _SMOOTH_BINS // 2
    padded = np.pad(log, ((0, 0), (half + 1, half)), mode="edge")
    running = np.cumsum(padded, axis=1, dtype=np.float64)
    smooth = (running[:, _SMOOTH_BINS:] - running[:, :-_SMOOTH_BINS]) / _SMOOTH_BINS
    rough = log - smooth.astype(np.float32)
    length = np.sqrt((rough**2).sum(axis=1, keepdims=True))
    return np.where(length > 1e-3, rough / np.maximum(length, 1e-3), 0).astype(np.float32)
