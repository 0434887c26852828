"""The neural half of speech detection: Silero VAD v6, as faster-whisper carries it.

It is recurrent, costs about 0.26 % of the audio's duration on one core, and wants 16 kHz; so it only listens
where there is a sound at all. On short replies its probability often stays below the usual 0.5, but steady
noise, tones and plucked music stay near 0, so a low threshold on top of an energy detector keeps both kinds
of error small.
"""

from __future__ import annotations

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


def speech_probability(recording: Recording, index: int, where: Mask) -> Floats:
    """Probability of speech (0 to 1) per cell of 16 ms, computed where `where` is True and 0 elsewhere.

    `where` should hold some sound before and after what is to be judged: the detector hears in context.
    """
    out = np.zeros(len(where) + 1, np.float32)
    hidden = cell = np.zeros((1, 1, 128), np.float32)
    for start, end in _aligned_runs(where):
        for at in range(start, end, 2 * _BATCH):
            stop = min(end, at + 2 * _BATCH)
            windows = _windows(recording, index, at, (stop - at) // 2)
            part, hidden, cell = _session().run(None, {"input": windows, "h": hidden, "c": cell})
            out[at:stop] = np.repeat(part, 2)
    return out[: len(where)]


def _aligned_runs(where: Mask) -> list[tuple[int, int]]:
    """Runs of True, widened to whole frames of two cells."""
    even = np.concatenate((where, np.zeros(len(where) % 2, np.bool_)))
    return [(2 * a, 2 * b) for a, b in runs(even[0::2] | even[1::2])]


def _windows(recording: Recording, index: int, cell: int, frames: int) -> Floats:
    """Network input: each frame preceded by the last 64 samples before it."""
    start = cell * CELL_S
    samples = recording.channel(index, start - _CONTEXT / _RATE, start + frames * _FRAME / _RATE, rate=_RATE)
    wanted = frames * _FRAME + _CONTEXT
    before = _CONTEXT if cell == 0 else 0
    padded = np.pad(samples, (before, max(0, wanted - before - len(samples))))[:wanted]
    windows = np.lib.stride_tricks.sliding_window_view(padded, _FRAME + _CONTEXT)[::_FRAME]
    return np.ascontiguousarray(windows)
