"""Small sounds and facts of sound for the recognisers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from autoqa.audio import Recording
from autoqa.types import AudioInfo, CallAudio, ChannelFacts, SoundEvent, Span

RATE = 16_000


def info(duration: float, channels: int = 1) -> AudioInfo:
    return AudioInfo(file="call.wav", sha256="0" * 64, duration=duration, channels=channels, sample_rate=RATE)


def facts(
    index: int, speech: Sequence[tuple[float, float]], pad: float = 0.15, *, dead: bool = False
) -> ChannelFacts:
    return ChannelFacts(
        index=index,
        speech=tuple(Span(start=start, end=end) for start, end in speech),
        asr_spans=tuple(Span(start=max(0.0, start - pad), end=end + pad) for start, end in speech),
        speech_level=-20.0,
        noise_level=-60.0,
        clipped=0.0,
        dead=dead,
    )


def call_audio(
    *channels: Sequence[tuple[float, float]], events: Sequence[SoundEvent] = (), duration: float = 60.0
) -> CallAudio:
    """A call whose channels hold speech in the given spans."""
    return CallAudio(
        info=info(duration, len(channels)),
        channels=tuple(facts(index, spans) for index, spans in enumerate(channels)),
        events=tuple(events),
    )


def recording_of(*channels: np.ndarray) -> Recording:
    """A recording in memory from float samples at 16 kHz."""
    pcm = np.stack([np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16) for samples in channels])
    return Recording(info=info(pcm.shape[1] / RATE, len(channels)), pcm=pcm, sample_rate=RATE)


@pytest.fixture
def bursts() -> np.ndarray:
    """Three seconds of silence with noise at 0.5–0.75 s and 1.25–1.5 s."""
    sound = np.zeros(3 * RATE, np.float32)
    noise = np.random.default_rng(0).normal(0, 0.1, RATE // 4).astype(np.float32)
    sound[RATE // 2 : RATE // 2 + len(noise)] = noise
    sound[RATE * 5 // 4 : RATE * 5 // 4 + len(noise)] = noise
    return sound
