"""The noise floor under a channel, and where the sound rises above it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from autoqa.audio.frames import CELL_S, Cells
from autoqa.audio.resample import Floats

Mask = npt.NDArray[np.bool_]

# The floor follows the quiet moments of the last or the next 12 s: long enough to hold pauses of a fluent
# speaker.
_BLOCK_CELLS = round(1.0 / CELL_S)
_REACH_BLOCKS = 12
_QUIET_IN_BLOCK = 0.10
_QUIET_BLOCKS = 0.25
# A second whose spectrum stands still but is not the same later on holds music, which is no background.
_MUSIC_STEADY = 0.35
_HUM_FIXED = 0.85
_AT_ONCE = 37_500  # cells: ten minutes, so that a long call needs no more memory for it than a short one
# Below this nothing is speech: the idle pattern of 8-bit A-law lies at -72 dBFS.
_LOWEST_FLOOR_DB = -68.0


def noise_floor(cells: Cells, bands: Floats) -> Floats:
    """Level of the background per cell and sub-band (n, 6) in dBFS, slightly below its mean.

    The quietest tenth of each second, and of those the lower quarter within 12 s: speech leaves gaps, steady
    noise does not. The louder of past and future is taken, since the background often begins at once when a
    line opens.
    """
    count = -(-len(cells) // _BLOCK_CELLS)
    quiet = _quiet_seconds(cells, bands, count)
    unknown = np.full((_REACH_BLOCKS, quiet.shape[1]), np.nan, np.float32)
    # Row i of `windows` is the 13 seconds from i - 12 to i.
    windows = np.lib.stride_tricks.sliding_window_view(
        np.concatenate((unknown, quiet, unknown)), _REACH_BLOCKS + 1, axis=0
    )
    quarter = _lower_quarter(windows)
    floors = np.maximum(quarter[:count], quarter[_REACH_BLOCKS:])
    centres = (np.arange(count) + 0.5) * _BLOCK_CELLS
    at = np.arange(len(cells)) + 0.5
    out = np.empty((len(cells), floors.shape[1]), np.float32)
    for index, band in enumerate(floors.T):
        out[:, index] = np.interp(at, centres, band)
    return out


def _quiet_seconds(cells: Cells, bands: Floats, count: int) -> Floats:
    """Level of the quietest tenth of each second (count, 6), NaN for seconds of music."""
    padding = count * _BLOCK_CELLS - len(cells)
    tenth = int(_QUIET_IN_BLOCK * _BLOCK_CELLS)
    quiet = np.empty((count, bands.shape[1]), np.float32)
    for index in range(bands.shape[1]):
        seconds = np.pad(bands[:, index], (0, padding), mode="edge").reshape(count, _BLOCK_CELLS)
        quiet[:, index] = np.partition(seconds, tenth, axis=1)[:, tenth]
    steady, fixed = (
        np.pad(values, (0, padding), mode="edge").reshape(count, _BLOCK_CELLS).mean(axis=1)
        for values in (cells.steady, cells.fixed)
    )
    music = (steady > _MUSIC_STEADY) & (fixed < _HUM_FIXED)
    return np.where(music[:, None], np.float32(np.nan), quiet)


def _lower_quarter(windows: Floats) -> Floats:
    """Over the last axis, of what is known; the lowest floor there is where nothing is."""
    ordered = np.sort(windows, axis=-1)  # NaN comes last
    known = np.count_nonzero(~np.isnan(ordered), axis=-1, keepdims=True)
    rank = np.maximum(known - 1, 0) // round(1 / _QUIET_BLOCKS)
    quarter = np.take_along_axis(ordered, rank, axis=-1)[..., 0]
    return np.nan_to_num(np.maximum(quarter, _LOWEST_FLOOR_DB), nan=_LOWEST_FLOOR_DB).astype(np.float32)


def rise(bands: Floats, floor: Floats) -> Floats:
    """How far each cell stands out of the floor in dB: the mean of its two most prominent sub-bands.

    Two formants carry most of the speech, so this stays near 10 dB where the whole band is only 3 dB above
    the noise.
    """
    out = np.empty(len(bands), np.float32)
    for first in range(0, len(out), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        out[part] = np.sort(bands[part] - floor[part], axis=1)[:, -2:].mean(axis=1)
    return out


def runs(mask: Mask) -> list[tuple[int, int]]:
    """(first, one past last) of every run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def closed(mask: Mask, gap: int) -> Mask:
    """`mask` with runs of False shorter than `gap` cells between two runs of True filled."""
    out = mask.copy()
    for (_, end), (start, _) in zip(found := runs(mask), found[1:], strict=False):
        if start - end < gap:
            out[end:start] = True
    return out


def widened(mask: Mask, reach: int) -> Mask:
    """`mask` grown by `reach` cells on both sides of every run."""
    out = mask.copy()
    for start, end in runs(mask):
        out[max(0, start - reach) : end + reach] = True
    return out
