"""A tone in place of what nobody is to hear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from autoqa.audio.recording import Recording
from autoqa.audio.samples import Pcm
from autoqa.types import Span

_HZ = 1000.0
_LEVEL = 0.1
"""Of full scale: about as loud as telephone speech."""


def bleeped(recording: Recording, spans: Sequence[Span]) -> Recording:
    """``recording`` with a tone over ``spans`` (seconds) on all channels."""
    if not spans:
        return recording
    return replace(recording, pcm=with_tone(recording.pcm[:], recording.sample_rate, spans))


def with_tone(pcm: Pcm, rate: int, spans: Sequence[Span]) -> Pcm:
    """A copy of samples (channels, n) at ``rate`` Hz with a tone of 1 kHz over ``spans`` (seconds)."""
    changed = pcm.copy()
    for span in spans:
        first, last = max(0, round(span.start * rate)), min(pcm.shape[1], round(span.end * rate))
        time = np.arange(max(0, last - first)) / rate
        changed[:, first:last] = (_LEVEL * 32767 * np.sin(2 * np.pi * _HZ * time)).astype(np.int16)
    return changed
