"""Waveform outlines for the review page."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from autoqa.audio.recording import Recording
from autoqa.audio.samples import Pcm


def peaks(recording: Recording, buckets: int) -> list[list[tuple[int, int]]]:
    """Per channel `buckets` pairs (lowest, highest) from -128 to 127 over equal stretches of time.

    A recording shorter than `buckets` samples gives one pair per sample.
    """
    count = max(1, min(buckets, recording.pcm.shape[1]))
    edges = np.linspace(0, recording.pcm.shape[1], count + 1).astype(np.int64)
    return [
        [_extremes(recording.pcm[index, a:b]) for a, b in pairwise(edges)]
        for index in range(recording.channels)
    ]


def _extremes(samples: Pcm) -> tuple[int, int]:
    return int(samples.min()) >> 8, int(samples.max()) >> 8
