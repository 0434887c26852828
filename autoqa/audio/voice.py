"""The neural half of speech detection: Silero VAD v6, as faster-whisper carries it.

It is recurrent, costs about 0.26 % of the audio's duration per channel on one core, and wants 16 kHz.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from autoqa.audio.resample import Floats

RATE = 16000
FRAME = 512  # samples: 32 ms
_CONTEXT = 64
# Frames per call of the network: its buffers grow with them (10,000 frames take 200 MB).
_BATCH = 512


@cache
def _session() -> Any:
    # Imported here: loading onnxruntime takes longer than many commands that never listen to anything.
    from faster_whisper.vad import get_vad_model

    return get_vad_model().session


def speech_probability(samples: Floats) -> Floats:
    """Probability of speech (0 to 1) for every 32 ms frame of 16 kHz samples; a last partial frame is dropped."""
    count = len(samples) // FRAME
    padded = np.concatenate((np.zeros(_CONTEXT, np.float32), samples[: count * FRAME]))
    windows = np.lib.stride_tricks.sliding_window_view(padded, FRAME + _CONTEXT)[::FRAME]
    hidden = cell = np.zeros((1, 1, 128), np.float32)
    parts = []
    for at in range(0, count, _BATCH):
        batch = np.ascontiguousarray(windows[at : at + _BATCH])
        part, hidden, cell = _session().run(None, {"input": batch, "h": hidden, "c": cell})
        parts.append(part)
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)
