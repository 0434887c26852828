"""Waveform outlines for the review page."""

from __future__ import annotations

import numpy as np

from autoqa.audio.recording import Recording


def peaks(recording: Recording, buckets: int) -> list[list[tuple[int, int]]]:
    """Per channel `buckets` pairs (lowest, highest) from -128 to 127 over equal stretches of time.

    A recording shorter than `buckets` samples gives one pair per sample.
    """
    count = max(1, min(buckets, recording.pcm.shape[1]))
    starts = np.linspace(0, recording.pcm.shape[1], count, endpoint=False).astype(np.int64)
    out = []
    for index in range(recording.channels):
        channel = recording.pcm[index]
        lowest = np.minimum.reduceat(channel, starts) >> 8
        highest = np.maximum.reduceat(channel, starts) >> 8
        out.append(list(zip(lowest.tolist(), highest.tolist(), strict=True)))
    return out
