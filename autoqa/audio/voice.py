"""The neural half of speech detection: Silero VAD v6, as faster-whisper carries it.

It is recurrent, costs about 0.26 % of the audio's duration on one core, and wants 16 kHz; so it only listens
where there is a sound at all. On short replies its probability often stays below the usual 0.5, but steady
noise, tones and plucked music stay near 0, so a low threshold on top of an energy detector keeps both kinds
of error small.
"""

from __future__ import annotations

from bisect import bisect
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from autoqa.audio.floor import Mask, runs
from autoqa.audio.frames import CELL_S
from autoqa.audio.recording import Recording
from autoqa.audio.resample import Floats
from autoqa.errors import ModelError

_RATE = 16000
_FRAME = 512  # samples: 32 ms, two cells
_CONTEXT = 64
# Frames per call of the network: its buffers grow with them (10,000 frames take 200 MB).
_BATCH = 256
# An onset that starts a new hearing, and how much sound before it is heard along.
_ONSET_DB = 15.0
_ONSET_LEAD_CELLS = 6
_BEFORE_CELLS = 15
_SHORTEST_HEARING_CELLS = 30
_QUIETEST_DB = -75.0
_MODEL = "silero_vad_v6.onnx"


@cache
def _session() -> Any:
    # Not through faster_whisper.vad: importing that package loads a whole recogniser. And onnxruntime is
    # imported here, because many commands never listen to anything.
    import onnxruntime

    spec = find_spec("faster_whisper")
    model = Path(spec.origin).parent / "assets" / _MODEL if spec and spec.origin else Path(_MODEL)
    if not model.is_file():
        raise ModelError(
            model, "the speech detector is missing", "Install faster-whisper 1.2.1 or later below 2"
        )
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def speech_probability(recording: Recording, index: int, where: Mask, level: Floats) -> Floats:
    """Probability of speech (0 to 1) per cell of 16 ms, computed where `where` is True and 0 elsewhere.

    `where` should hold some sound before and after what is to be judged: the detector hears in context.
    `level` is that of the cells in dBFS.
    """
    out = np.zeros(len(where) + 1, np.float32)
    for start, end in _hearings(where, level):
        hidden = cell = np.zeros((1, 1, 128), np.float32)
        for at in range(start, end, 2 * _BATCH):
            stop = min(end, at + 2 * _BATCH)
            windows = _windows(recording, index, at, (stop - at) // 2)
            part, hidden, cell = _session().run(None, {"input": windows, "h": hidden, "c": cell})
            out[at:stop] = np.repeat(part, 2)
    return out[: len(where)]


def _hearings(where: Mask, level: Floats) -> list[tuple[int, int]]:
    """Runs of True in whole frames of two cells, cut before each sudden onset.

    Each is heard with a fresh memory. Carried over, the memory of a murmur (echo, voices in the room) makes
    the detector deaf to a short reply that is 30 dB louder: on simulated calls it then missed every third.
    """
    even = np.concatenate((where, np.zeros(len(where) % 2, np.bool_)))
    onsets = [(cell - _ONSET_LEAD_CELLS) // 2 * 2 for cell in _sudden_onsets(level)]
    hearings = []
    for first, last in runs(even[0::2] | even[1::2]):
        start, end = 2 * first, 2 * last
        for onset in onsets[bisect(onsets, start) : bisect(onsets, end - 1)]:
            if onset - start >= _SHORTEST_HEARING_CELLS:
                hearings.append((start, onset))
                start = onset
        hearings.append((start, end))
    return hearings


def _sudden_onsets(level: Floats) -> list[int]:
    """Cells from which the next 50 ms are much louder than the last 200 ms, in order."""
    total = np.cumsum(np.pad(np.maximum(level.astype(np.float64), _QUIETEST_DB), (1, 0)))
    at = np.arange(len(level))
    start, stop = np.maximum(at - _BEFORE_CELLS, 0), np.maximum(at - 2, 0)
    before = (total[stop] - total[start]) / np.maximum(stop - start, 1)
    ahead = np.minimum(at + 3, len(level))
    jump = (total[ahead] - total[at]) / (ahead - at) - before
    jump[:_BEFORE_CELLS] = 0
    return [first + int(jump[first:last].argmax()) for first, last in runs(jump >= _ONSET_DB)]


def _windows(recording: Recording, index: int, cell: int, frames: int) -> Floats:
    """Network input: each frame preceded by the last 64 samples before it."""
    start = cell * CELL_S
    samples = recording.channel(index, start - _CONTEXT / _RATE, start + frames * _FRAME / _RATE, rate=_RATE)
    wanted = frames * _FRAME + _CONTEXT
    before = _CONTEXT if cell == 0 else 0
    padded = np.pad(samples, (before, max(0, wanted - before - len(samples))))[:wanted]
    windows = np.lib.stride_tricks.sliding_window_view(padded, _FRAME + _CONTEXT)[::_FRAME]
    return np.ascontiguousarray(windows)
