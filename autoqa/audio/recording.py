"""A decoded recording: the samples in memory, and what is known of the file they came from."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np

from autoqa.audio.resample import Floats, resample
from autoqa.audio.samples import Pcm, Samples
from autoqa.types import AudioInfo

# Samples of real signal given to the resampling filter on both sides of a cut, so that a cut piece equals
# the same piece of the whole: longer than the filter of libswresample (32 taps at the lower of the two
# rates).
_FILTER_MARGIN_S = 0.02


@dataclass(frozen=True, eq=False, slots=True)
class Recording:
    """A recording in memory.

    Attributes:
        info: facts of the file.
        pcm: samples (channels, n), read-only, at `sample_rate`; an array, or packed where that is long.
        sample_rate: Hz; the recorder's own, but 16,000 where that is higher and 8,000 where it is lower.
        fake_stereo: both channels hold the same signal up to level and a small lag, so this is a mono
            recording.
        truncated: the file ends before what its header promises.
    """

    info: AudioInfo
    pcm: Samples
    sample_rate: int
    fake_stereo: bool = False
    truncated: bool = False

    @property
    def channels(self) -> int:
        return int(self.pcm.shape[0])

    @property
    def duration(self) -> float:
        """Seconds."""
        return float(self.pcm.shape[1] / self.sample_rate)

    def channel(
        self, index: int, start: float | None = None, end: float | None = None, rate: int = 16000
    ) -> Floats:
        """Samples of one channel in [-1, 1] at `rate` Hz, from `start` to `end` seconds (clamped to the
        recording).

        The first sample is that of `start`; the length is the clamped span times `rate`, rounded.
        """
        first = 0 if start is None else min(max(0, round(start * self.sample_rate)), self.pcm.shape[1])
        last = (
            self.pcm.shape[1]
            if end is None
            else min(max(first, round(end * self.sample_rate)), self.pcm.shape[1])
        )
        if rate == self.sample_rate:
            return as_floats(self.pcm[index, first:last])
        # Whole periods of both rates, so that the piece begins on a sample of the new rate.
        period = self.sample_rate // gcd(self.sample_rate, rate)
        margin = -(-int(_FILTER_MARGIN_S * self.sample_rate) // period) * period
        before = min(first // period * period, margin)
        after = min(self.pcm.shape[1] - last, margin)
        wide = resample(as_floats(self.pcm[index, first - before : last + after]), self.sample_rate, rate)
        skip = round(before * rate / self.sample_rate)
        return wide[skip : skip + round((last - first) * rate / self.sample_rate)]


def as_floats(samples: Pcm) -> Floats:
    """16-bit samples as float32 in [-1, 1]."""
    floats = samples.astype(np.float32)
    floats /= np.float32(32768)
    return floats
