"""Lossy codecs of call recorders, as round trips through PyAV (no system ffmpeg needed)."""

from __future__ import annotations

import io
from typing import Any, cast

import av
import numpy as np

from synth.telephone import Samples

# name: (container, encoder, kbit/s or None for the codec's only rate)
CODECS: dict[str, tuple[str, str, int | None]] = {
    "mp3": ("mp3", "libmp3lame", 16),
    "alaw": ("wav", "pcm_alaw", None),
    "mulaw": ("wav", "pcm_mulaw", None),
    "adpcm": ("wav", "adpcm_ima_wav", None),
    "opus": ("ogg", "libopus", 16),
}


def encode(samples: Samples, rate: int, codec: str) -> bytes:
    """The file a recorder writes: mono (n,) or stereo (2, n) float32 samples in one of `CODECS` or `gsm`.

    The same samples give the same bytes. `gsm` (GSM 06.10 in WAV, mono only) needs the package soundfile.
    """
    if codec == "gsm":
        return _gsm(samples, rate)
    container, encoder, kbits = CODECS[codec]
    channels = np.atleast_2d(samples)
    layout = "stereo" if len(channels) == 2 else "mono"
    pcm = (np.clip(channels, -1, 1) * 32767).astype(np.int16).T.reshape(1, -1)
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container, options={"fflags": "bitexact"}) as out:
        stream = cast(Any, out.add_stream(encoder, rate=rate))
        stream.layout = layout
        if kbits:
            stream.bit_rate = kbits * 1000 * len(channels)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm), format="s16", layout=layout)
        frame.sample_rate = rate
        context = stream.codec_context
        resampler = av.AudioResampler(
            format=context.format, layout=layout, rate=rate, frame_size=context.frame_size
        )
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            for packet in stream.encode(part):
                out.mux(packet)
        for packet in stream.encode(None):
            out.mux(packet)
    return buffer.getvalue()


def _gsm(samples: Samples, rate: int) -> bytes:
    """Through libsndfile, for FFmpeg only decodes GSM."""
    import soundfile  # only the sample maker needs it, the training does not

    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, format="WAV", subtype="GSM610")
    return buffer.getvalue()


def decode(data: bytes, rate: int) -> Samples:
    """Mono samples of an encoded file at `rate` Hz (channels are averaged)."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
    parts: list[Samples] = []
    with av.open(io.BytesIO(data)) as source:
        for frame in source.decode(audio=0):
            parts += [part.to_ndarray().reshape(-1) for part in resampler.resample(frame)]
        parts += [part.to_ndarray().reshape(-1) for part in resampler.resample(None)]
    return np.concatenate(parts).astype(np.float32) if parts else np.zeros(0, np.float32)


def round_trip(samples: Samples, rate: int, codec: str) -> Samples:
    """Through the codec and back, cut to the original length."""
    return decode(encode(samples, rate, codec), rate)[: len(samples)]
