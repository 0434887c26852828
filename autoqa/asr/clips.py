"""What is given to a recogniser: the speech spans of each channel that is worth listening to."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

from autoqa.types import CallAudio, Span

LONGEST_S = 28.0
"""A Whisper window is 30 s; longer spans are cut into equal parts."""


@dataclass(frozen=True, slots=True, order=True)
class Clip:
    """A stretch of one channel, seconds from the start of the recording."""

    start: float
    end: float
    channel: int

    @property
    def length(self) -> float:
        return self.end - self.start


def clips_of(audio: CallAudio) -> tuple[Clip, ...]:
    """Speech spans in time order. Of a recording that holds the same signal twice, only the first channel
    is heard."""
    channels = audio.channels[:1] if audio.fake_stereo else audio.channels
    return tuple(
        sorted(
            part
            for facts in channels
            if not facts.dead
            for span in facts.asr_spans
            for part in _parts(span, facts.index)
        )
    )


def _parts(span: Span, channel: int) -> Iterator[Clip]:
    count = max(1, math.ceil(span.length / LONGEST_S))
    edges = [span.start + span.length * i / count for i in range(count)] + [span.end]
    for start, end in itertools.pairwise(edges):
        if end > start:
            yield Clip(start, end, channel)
