"""What sounds in the seconds after a question: level by level, without the speech detector of the first
look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

_FRAME_S = 0.01
_FLOOR_SHARE = (
    15  # percentile of the frames' levels that the line's noise lies at: pauses take that much and more
)
_ABOVE_FLOOR = 6.0
_BELOW_TOP = 22.0
"""Decibels: sound stands out from the noise, and is not the tail or the breath of something much louder."""

_SOLID = 5  # frames of which three must sound: a click is shorter
_ECHO_DB = 14.0
ECHO_S = 0.3
"""An echo of the other party comes up to this much later (ITU-T G.131 counts delays) and this much softer at
least."""

_BEFORE_S, _AFTER_S = 0.15, 0.2


@dataclass(frozen=True)
class ReplySound:
    """Seconds from the start of the window: from ``start`` to ``end`` something sounds (with a margin,
    for the recogniser); ``sounding`` of it in all, ``snr`` dB over the noise (None when nothing sounds)."""

    start: float
    end: float
    sounding: float
    snr: float | None


def sound_of(samples: Samples, rate: int, other: Samples | None = None) -> ReplySound:
    """Where ``samples`` (mono) sound. ``other``: the other party's channel, from ``ECHO_S`` seconds
    earlier on, whose echo does not count."""
    level = _levels(samples, rate)
    length = len(samples) / rate
    if not len(level):
        return ReplySound(0.0, length, 0.0, None)
    floor, top = float(np.percentile(level, _FLOOR_SHARE)), float(level.max())
    loud = level > max(floor + _ABOVE_FLOOR, top - _BELOW_TOP)
    if other is not None:
        loud &= level > _echo(_levels(other, rate), len(level)) - _ECHO_DB
    loud &= np.convolve(loud, np.ones(_SOLID), "same") > _SOLID / 2
    places = np.flatnonzero(loud)
    if not len(places):
        return ReplySound(0.0, length, 0.0, None)
    return ReplySound(
        start=max(0.0, float(places[0]) * _FRAME_S - _BEFORE_S),
        end=min(length, float(places[-1] + 1) * _FRAME_S + _AFTER_S),
        sounding=round(len(places) * _FRAME_S, 2),
        snr=round(float(np.median(level[places])) - floor, 1),
    )


def _levels(samples: Samples, rate: int) -> npt.NDArray[np.float64]:
    """dB of full scale of each frame."""
    size = int(rate * _FRAME_S)
    frames = samples[: len(samples) // size * size].reshape(-1, size).astype(np.float64)
    return np.asarray(10 * np.log10(np.mean(frames**2, axis=1) + 1e-10))


def _echo(other: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.float64]:
    """Loudest level of the other party during the last ``ECHO_S`` seconds of each of ``count`` frames."""
    reach = int(ECHO_S / _FRAME_S)
    padded = np.concatenate([other, np.full(max(0, count + reach - len(other)), -100.0)])
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, reach + 1)[:count].max(axis=1))
