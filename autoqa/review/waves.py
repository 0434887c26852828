"""WAV files: writing, bleeping, outlines."""

from __future__ import annotations

import io
import json
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autoqa.audio import Recording, with_tone
from autoqa.types import Span

BUCKETS = 2000
"""Columns of an outline: more than the pixels of the page's width."""

Samples = npt.NDArray[np.int16]


def wav_of(recording: Recording) -> bytes:
    """A recording as 16-bit WAV; one channel where both hold the same."""
    pcm = recording.pcm[:1] if recording.fake_stereo else recording.pcm[:]
    return _written(np.ascontiguousarray(pcm.T), recording.sample_rate)


def bleeped(path: Path, spans: Sequence[Span]) -> bytes:
    """A WAV file with a tone in place of the sound of all channels over ``spans`` (seconds)."""
    samples, rate = _read(path)
    return _written(with_tone(samples.T, rate, spans).T, rate)


def outline(path: Path) -> bytes:
    """JSON with ``duration`` in seconds and, for each channel, ``BUCKETS`` peaks from -1 to 1: the larger of
    the lowest and the highest sample of a stretch, with its sign."""
    samples, rate = _read(path)
    count = max(1, min(BUCKETS, len(samples)))
    starts = np.linspace(0, len(samples), count, endpoint=False).astype(np.int64)
    channels = []
    for channel in samples.T if len(samples) else []:
        low, high = np.minimum.reduceat(channel, starts), np.maximum.reduceat(channel, starts)
        peak = np.where(-low.astype(np.int32) > high, low, high) / 32768
        channels.append(np.round(peak, 3).tolist())
    return json.dumps({"duration": len(samples) / rate, "channels": channels}).encode()


def _read(path: Path) -> tuple[Samples, int]:
    with wave.open(str(path), "rb") as file:
        count, rate = file.getnchannels(), file.getframerate()
        raw = file.readframes(file.getnframes())
    return np.frombuffer(raw, "<i2").reshape(-1, count), rate


def _written(samples: Samples, rate: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()
