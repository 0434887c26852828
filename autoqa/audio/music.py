"""Hold music: notes stand still where a voice glides."""

from __future__ import annotations

import numpy as np

from autoqa.audio.floor import Mask, closed, runs
from autoqa.audio.frames import CELL_S, Cells
from autoqa.audio.resample import Floats
from autoqa.audio.speech import Evidence
from autoqa.types import SoundEvent, SoundKind

_LEAST_LEVEL_DB = -55.0
# Means over 3 s. Steadiness: plucked synthetic music 0.55 to 0.85, with noise 15 dB below 0.35 to 0.5; 60
# synthetic voices reading at most 0.30, three human recordings 0.28.
_WINDOW_CELLS = round(3.0 / CELL_S)
_STEADY = 0.32
_FIXED = 0.85  # above: hum, the same all the time, which is noise
_SOUNDING = 0.6
# The neural detector's mean over the window: speech above 0.5, music below 0.1; songs lie between and stay
# speech.
_VOICED = 0.3
# Someone speaking over the music: this long, this sure, and less steady than plain music.
_SPEAKER_CELLS = round(0.3 / CELL_S)
_SPEAKER = 0.3
_SPEAKER_STEADY = 0.45
# Where music begins and ends is told by a shorter window.
_EDGE_CELLS = round(0.4 / CELL_S)
_EDGE_STEADY = 0.3
_LEAST_S = 3.0
_PAUSE_CELLS = round(1.0 / CELL_S)


def music_mask(evidence: Evidence, cells: Cells, tone: Mask) -> Mask:
    """Cells of music; `tone` marks call-progress tones, which are as steady but no music."""
    sounding = (cells.level > _LEAST_LEVEL_DB) & ~tone
    share = _moving_mean(sounding, _WINDOW_CELLS)
    steady = _mean_where(sounding, cells.steady, _WINDOW_CELLS)
    fixed = _mean_where(sounding, cells.fixed, _WINDOW_CELLS)
    voiced = _mean_where(sounding, evidence.probability, _WINDOW_CELLS)
    core = (share > _SOUNDING) & (steady > _STEADY) & (fixed < _FIXED) & (voiced < _VOICED)
    grown = np.zeros(len(core), np.bool_)
    for start, end in runs(core):
        # A window that is half silence still passes, so the music may begin and end up to half a window
        # further out.
        grown[max(0, start - _WINDOW_CELLS // 2) : end + _WINDOW_CELLS // 2] = True
    steady_here = _mean_where(sounding, cells.steady, _EDGE_CELLS) > _EDGE_STEADY
    grown &= core | (steady_here & (evidence.probability < _SPEAKER))
    music = closed(grown & sounding, _PAUSE_CELLS) & ~tone & ~_speakers(evidence, cells)
    for start, end in runs(closed(music, _PAUSE_CELLS)):
        if (end - start) * CELL_S < _LEAST_S or not core[start:end].any():
            music[start:end] = False
    return music


def music_events(cells: Cells, music: Mask, channel: int) -> list[SoundEvent]:
    """One event per stretch of music. The confidence grows with its steadiness."""
    events = []
    for start, end in runs(closed(music, _PAUSE_CELLS)):
        steady = float(cells.steady[start:end].mean())
        events.append(
            SoundEvent(
                start=round(start * CELL_S, 3),
                end=round(end * CELL_S, 3),
                kind=SoundKind.HOLD_MUSIC,
                channel=channel,
                confidence=round(min(0.99, max(0.5, 0.5 + steady - _STEADY)), 2),
            )
        )
    return events


def _speakers(evidence: Evidence, cells: Cells) -> Mask:
    out = np.zeros(len(evidence.sound), np.bool_)
    for start, end in runs(closed(evidence.probability > _SPEAKER, _SPEAKER_CELLS)):
        if end - start >= _SPEAKER_CELLS and cells.steady[start:end].mean() < _SPEAKER_STEADY:
            out[start:end] = True
    return out


def _mean_where(mask: Mask, values: Floats, window: int) -> Floats:
    """Mean of `values` over the cells of `mask` in the window around each cell."""
    share = np.maximum(_moving_mean(mask, window), np.float32(0.05))
    return np.asarray(_moving_mean(np.where(mask, values, np.float32(0)), window) / share, np.float32)


def _moving_mean(values: Mask | Floats, window: int) -> Floats:
    """Mean over the window around each cell; what lies outside the recording counts as 0."""
    half = window // 2
    total = np.cumsum(np.pad(values.astype(np.float64), (half + 1, half)))
    size = 2 * half + 1
    return ((total[size:] - total[:-size]) / size)[: len(values)].astype(np.float32)
