"""Change of sample rate through libswresample, which PyAV carries."""

from __future__ import annotations

import av
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def resample(samples: Floats, rate: int, new_rate: int) -> Floats:
    """Mono float32 samples at `rate` Hz as `new_rate` Hz; times are kept, the length is rounded to the
    nearest."""
    count = round(len(samples) * new_rate / rate)
    if rate == new_rate or not len(samples):
        return samples[:count]
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples)[None, :], format="flt", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="flt", layout="mono", rate=new_rate)
    parts = [part.to_ndarray()[0] for part in (*resampler.resample(frame), *resampler.resample(None))]
    out = np.zeros(count, np.float32)
    joined = np.concatenate(parts)[:count] if parts else out
    out[: len(joined)] = joined
    return out
