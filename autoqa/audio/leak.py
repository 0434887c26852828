"""One party heard on the other's channel: line echo and cross-talk.

A leak is a linear copy: delayed, softer, a little smeared. Its response is fitted by least squares over
seconds in which one channel speaks and the other is softer; a cell of the soft channel is leak when the copy
explains it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from autoqa.audio.floor import noise_floor
from autoqa.audio.frames import BAND_EDGES, CELL_S, SILENCE_DB, cells_of
from autoqa.audio.recording import Recording
from autoqa.audio.resample import Floats
from autoqa.audio.speech import Evidence, sounds

_RATE = 8000
_BLOCK_CELLS = 62
_BLOCK_S = _BLOCK_CELLS * CELL_S
_MOST_BLOCKS = 40
_FEWEST_BLOCKS = 3
_SPEAKING = 0.6
_SOFTER_DB = 6.0
_SOUNDING = 0.2
_LONGEST_DELAY_S = 0.5  # a mobile network's round trip
_HALF_TAPS = 64  # 8 ms around the delay: a hybrid's or loudspeaker's response
# The averaged correlation at the delay, in robust standard deviations of all other delays.
_PROMINENT = 8.0
# Share of a stretch's power that the copy explains (129 taps explain 2 % of a second of anything).
_EXPLAINED_AT_ALL = 0.08
# The real copy wanders around the fitted one: codecs, and people who move.
_COPY_MARGIN_DB = 3.0
_SPECTRUM = 512


@dataclass(frozen=True, slots=True, eq=False)
class Leak:
    """Channel `source` heard on channel `victim`: `response` at 8 kHz, first tap `delay_s` after the source,
    `gain_db` relative to it."""

    source: int
    victim: int
    delay_s: float
    gain_db: float
    response: Floats


def find_leak(
    recording: Recording, source: int, victim: int, far_end: Evidence, near_end: Evidence
) -> Leak | None:
    """How channel `source` leaks into `victim`, None when it does not; `far_end` and `near_end` are
    their evidence."""
    lead = round(_LONGEST_DELAY_S * _RATE)
    pairs = [
        (
            _edges(recording.channel(source, start - _LONGEST_DELAY_S, start + _BLOCK_S, _RATE)),
            _edges(recording.channel(victim, start, start + _BLOCK_S, _RATE)),
        )
        for start in _one_sided_blocks(far_end, near_end)
    ]
    if len(pairs) < _FEWEST_BLOCKS:
        return None
    delay = _delay(pairs, lead)
    if delay is None:
        return None
    first = max(0, delay - _HALF_TAPS)
    taps = 2 * _HALF_TAPS + 1
    crossed, matrix, power, source_power = np.zeros(taps), np.zeros((taps, taps)), 0.0, 0.0
    spread = np.abs(np.arange(taps)[:, None] - np.arange(taps)[None, :])
    for far, near in pairs:
        aligned = far[lead - first : lead - first + len(near)]
        crossed += _correlation(near, aligned)[:taps]
        matrix += _correlation(aligned, aligned)[:taps][spread]
        power += float(near @ near)
        source_power += float(aligned @ aligned)
    response = np.linalg.solve(matrix + np.eye(taps) * (1e-3 * matrix[0, 0]), crossed)
    copied = float(response @ crossed)
    if copied < _EXPLAINED_AT_ALL * power:
        return None
    gain_db = 10 * np.log10(max(copied, 1e-12) / max(source_power, 1e-12))
    return Leak(source, victim, first / _RATE, round(float(gain_db), 1), response.astype(np.float32))


def without_leak(recording: Recording, victim: Evidence, leak: Leak) -> Evidence:
    """The victim's evidence with the copy of the source counted as background, so that only what stands out
    of it is a sound."""
    spectrum = np.abs(np.fft.rfft(leak.response, _SPECTRUM)) ** 2
    hertz = np.fft.rfftfreq(_SPECTRUM, 1 / _RATE)
    gains = [
        10 * np.log10(max(1e-9, float(spectrum[(hertz >= low) & (hertz < high)].mean())))
        for low, high in pairwise(BAND_EDGES)
    ]
    shift = round((leak.delay_s + _HALF_TAPS / _RATE) / CELL_S)
    cells, bands = cells_of(recording, leak.victim)
    copy = cells_of(recording, leak.source)[1] + np.asarray(gains, np.float32) + _COPY_MARGIN_DB
    late = np.full_like(copy, SILENCE_DB)
    for offset in (shift - 1, shift, shift + 1):
        moved = copy[: len(copy) - offset] if offset > 0 else copy[-offset:]
        place = late[max(0, offset) : max(0, offset) + len(moved)]
        np.maximum(place, moved, out=place)
    floor = 10 * np.log10(np.power(10, noise_floor(cells, bands) / 10) + np.power(10, late / 10))
    return replace(victim, sound=sounds(bands, floor.astype(np.float32)) & victim.sound)


def _one_sided_blocks(source: Evidence, victim: Evidence) -> list[float]:
    """Starts in seconds of up to 40 blocks in which the source speaks and the victim sounds, but softer."""
    count = len(source.sound) // _BLOCK_CELLS
    shape = (count, _BLOCK_CELLS)
    speaking = (source.probability > 0.5)[: count * _BLOCK_CELLS].reshape(shape).mean(axis=1)
    loud = source.level[: count * _BLOCK_CELLS].reshape(shape).max(axis=1)
    soft = victim.level[: count * _BLOCK_CELLS].reshape(shape).max(axis=1)
    sounding = victim.sound[: count * _BLOCK_CELLS].reshape(shape).mean(axis=1)
    fit = (speaking > _SPEAKING) & (loud - soft > _SOFTER_DB) & (sounding > _SOUNDING)
    blocks = np.flatnonzero(fit)
    starts = [float(block * _BLOCK_S) for block in blocks if block * _BLOCK_S >= _LONGEST_DELAY_S]
    return [starts[i] for i in np.linspace(0, len(starts) - 1, min(_MOST_BLOCKS, len(starts))).astype(int)]


def _delay(pairs: list[tuple[Floats, Floats]], lead: int) -> int | None:
    """Samples by which the victim follows the source, None when no delay stands out."""
    total = np.zeros(lead + 1)
    for far, near in pairs:
        strength = np.sqrt(float(near @ near) * float(far @ far))
        total += _correlation(near, far, lead)[: lead + 1] / max(strength, 1e-9)
    peak = int(np.abs(total).argmax())
    spread = 1.4826 * float(np.median(np.abs(total)))
    return peak if abs(total[peak]) > _PROMINENT * spread else None


def _correlation(near: Floats, far: Floats, lead: int = 0) -> npt.NDArray[np.float64]:
    """Sum over n of near[n] * far[n + lead - k] for delays k = 0, 1, ..."""
    size = 1 << int(np.ceil(np.log2(len(near) + len(far))))
    full = np.fft.irfft(np.fft.rfft(near, size) * np.conj(np.fft.rfft(far, size)), size)
    return np.roll(full, lead)


def _edges(samples: Floats) -> Floats:
    """First difference: flattens the spectrum of speech, so that its pitch does not pass for a delay."""
    return np.diff(samples, prepend=samples[:1])
