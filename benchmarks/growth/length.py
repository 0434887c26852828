"""Scoring against the length of the call: recording to JSON by the command line's own path, embedded model.

A stereo call of sample calls, laid end to end, is scored in a process of its own, with a hiss added as a
recording made in 16 bits has it; ``python -m benchmarks.growth.length FOLDER MINUTES A-law`` scores it as an
A-law line carried it. Memory is counted beyond what is resident after the model is loaded and a call of a
minute is scored; the decoder's child process is not in it (70 MB, whatever the length).
"""

from __future__ import annotations

import json
import sys
import time
import wave
from pathlib import Path

import numpy as np

from autoqa.audio import open_recording
from autoqa.audio.samples import Pcm
from autoqa.config import Settings
from autoqa.pipeline import CallSource, Workshop
from benchmarks.growth.memory import forget_largest, largest_mb, resident_mb
from samples.demo import CALLS

PARTS = ("01-clean-stereo.wav", "05-vague-then-explicit.wav")
RATE = 8000
HISS_DB = -60.0
"""dBFS."""


def as_made_in_16_bits(pcm: Pcm) -> Pcm:
    """Over a hiss, and a little softer so that nothing clips: some ten thousand different values."""
    hiss = np.random.default_rng(0).normal(0, 32768 * 10 ** (HISS_DB / 20) / 2**0.5, pcm.shape)
    return np.round(0.8 * pcm + hiss).astype(np.int16)


def long_call(path: Path, minutes: float, *, hiss: bool) -> Path:
    """A stereo WAV of 8 kHz and 16 bits."""
    pcm = np.concatenate([open_recording(CALLS / name).pcm[:] for name in PARTS], axis=1)
    pcm = as_made_in_16_bits(pcm) if hiss else pcm
    left = round(minutes * 60 * RATE)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        while left > 0:
            piece = pcm[:, :left]
            file.writeframes(np.ascontiguousarray(piece.T).tobytes())
            left -= piece.shape[1]
    return path


def measured(folder: Path, minutes: float, *, hiss: bool) -> dict[str, float]:
    """One point, in this process, which should be a fresh one."""
    workshop = Workshop(Settings(model="embedded", threads=1))
    workshop.score(CallSource(long_call(folder / "short.wav", 1, hiss=hiss)))
    path = long_call(folder / "long.wav", minutes, hiss=hiss)
    loaded = resident_mb()
    forget_largest()
    began = time.process_time()
    scored = workshop.score(CallSource(path))
    size = len(scored.scorecard.model_dump_json())
    taken = time.process_time() - began
    return {
        "minutes": minutes,
        "turns": len(scored.heard.dialogue.turns),
        "processor s": round(taken, 1),
        "% of the call": round(100 * taken / (60 * minutes), 2),
        "loaded MB": round(loaded),
        "more MB": round(largest_mb() - loaded),
        "JSON MB": round(size / 1e6, 2),
    }


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), float(sys.argv[2]), hiss="A-law" not in sys.argv)))
