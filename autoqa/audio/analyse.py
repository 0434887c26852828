"""From a recording to all that later stages may know of its sound."""

from __future__ import annotations

import numpy as np

from autoqa.audio.recording import Recording
from autoqa.audio.voice import FRAME, RATE, speech_probability
from autoqa.types import CallAudio, ChannelFacts, Span


def analyse(recording: Recording) -> CallAudio:
    """Speech spans, levels and other sounds of every channel."""
    indices = range(1 if recording.fake_stereo else recording.channels)
    facts = tuple(_facts(recording, index) for index in indices)
    return CallAudio(
        info=recording.info, channels=facts, fake_stereo=recording.fake_stereo, truncated=recording.truncated
    )


def _facts(recording: Recording, index: int) -> ChannelFacts:
    pcm = recording.pcm[index]
    speech = _spans(speech_probability(recording.channel(index)) > 0.4, FRAME / RATE)
    padded = _merge([(max(0.0, s - 0.15), min(recording.duration, e + 0.15)) for s, e in speech])
    seconds = [pcm[at : at + recording.sample_rate] for at in range(0, len(pcm), recording.sample_rate)]
    levels = tuple(round(_dbfs(float(np.mean(np.square(s, dtype=np.float64)))), 1) for s in seconds)
    return ChannelFacts(
        index=index,
        speech=tuple(Span(start=s, end=e) for s, e in speech),
        asr_spans=tuple(Span(start=s, end=e) for s, e in padded),
        speech_level=None,
        noise_level=None,
        clipped=float(np.mean(np.abs(pcm.astype(np.int32)) >= 32700)),
        dead=bool(np.abs(pcm.astype(np.int32)).max() < 10),
        levels=levels,
    )


def _dbfs(power: float) -> float:
    return max(-120.0, 10 * np.log10(max(power, 1e-12) / (32768**2 / 2)))


def _spans(active: np.ndarray, step: float) -> list[tuple[float, float]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], active.astype(np.int8), [0]))))
    spans = [(float(a * step), float(b * step)) for a, b in edges.reshape(-1, 2)]
    return _merge(spans, 0.2)


def _merge(spans: list[tuple[float, float]], gap: float = 0.0) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for start, end in spans:
        if out and start - out[-1][1] < gap:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
