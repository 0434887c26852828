"""Inboxes of short calls."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

RATE = 8000


def short_call(path: Path, seed: int, seconds: float = 0.6) -> Path:
    """A recording of noise: no two seeds give the same content."""
    samples = np.random.default_rng(seed).normal(0, 0.05, (round(seconds * RATE), 1))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def inbox(folder: Path, count: int) -> Path:
    """``count`` different short calls."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        short_call(folder / f"call-{number:04}.wav", number)
    return folder
