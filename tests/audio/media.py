"""Recordings as recorders write them, made on the spot."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import numpy.typing as npt

from autoqa.audio import Recording
from autoqa.types import AudioInfo

Signal = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Form:
    """A file format with the rate it is used at, its encoder and the decoder's name for it."""

    suffix: str
    container: str
    encoder: str
    rate: int
    codec: str
    kbits: int | None = None


FORMS = {
    "pcm-u8": Form("wav", "wav", "pcm_u8", 8000, "pcm_u8"),
    "pcm-s16": Form("wav", "wav", "pcm_s16le", 8000, "pcm_s16le"),
    "pcm-s24": Form("wav", "wav", "pcm_s24le", 48000, "pcm_s24le"),
    "pcm-s32": Form("wav", "wav", "pcm_s32le", 11025, "pcm_s32le"),
    "float": Form("wav", "wav", "pcm_f32le", 16000, "pcm_f32le"),
    "192k": Form("wav", "wav", "pcm_s16le", 192000, "pcm_s16le"),
    "a-law": Form("wav", "wav", "pcm_alaw", 8000, "pcm_alaw"),
    "mu-law": Form("wav", "wav", "pcm_mulaw", 8000, "pcm_mulaw"),
    "ima-adpcm": Form("wav", "wav", "adpcm_ima_wav", 8000, "adpcm_ima_wav"),
    "ms-adpcm": Form("wav", "wav", "adpcm_ms", 8000, "adpcm_ms"),
    "g722-wav": Form("wav", "wav", "g722", 16000, "g722"),
    "g722": Form("g722", "g722", "g722", 16000, "g722"),
    "mp3": Form("mp3", "mp3", "libmp3lame", 8000, "mp3float", 32),
    "m4a": Form("m4a", "ipod", "aac", 32000, "aac", 64),
    "aac": Form("aac", "adts", "aac", 32000, "aac", 64),
    "opus": Form("ogg", "ogg", "libopus", 48000, "opus", 24),
    "wma": Form("wma", "asf", "wmav2", 22050, "wmav2", 64),
    "flac": Form("flac", "flac", "flac", 8000, "flac"),
}
MONO_ONLY = ("g722-wav", "g722")


def encoded(channels: Signal, form: Form) -> bytes:
    """The bytes of a file with one or more channels (rows) of samples at the form's rate."""
    rows = np.atleast_2d(channels)
    layout = {1: "mono", 2: "stereo", 3: "2.1"}[len(rows)]
    pcm = np.ascontiguousarray((np.clip(rows, -1, 1) * 32767).astype(np.int16).T.reshape(1, -1))
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=form.container) as out:
        stream = cast(Any, out.add_stream(form.encoder, rate=form.rate))
        stream.layout = layout
        if form.kbits:
            stream.bit_rate = form.kbits * 1000 * len(rows)
        stream.codec_context.open()
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout=layout)
        frame.sample_rate = form.rate
        resampler = av.AudioResampler(
            stream.codec_context.format, layout, form.rate, stream.codec_context.frame_size
        )
        for part in [*resampler.resample(frame), *resampler.resample(None), None]:
            out.mux(stream.encode(part))
    return buffer.getvalue()


def write(folder: Path, form: Form, channels: Signal) -> Path:
    path = folder / f"call.{form.suffix}"
    path.write_bytes(encoded(channels, form))
    return path


def click_at(second: float, rate: int, *, seconds: float = 6.0, seed: int = 0) -> Signal:
    """A soft hiss with some tone in it, and one loud 20 ms beep."""
    at = np.arange(int(seconds * rate)) / rate
    hiss = np.random.default_rng(seed).standard_normal(len(at)) * 0.003
    tone = 0.05 * np.sin(2 * np.pi * 300 * at) * (at < 2)
    beep = 0.8 * np.sin(2 * np.pi * 1000 * at) * ((at >= second) & (at < second + 0.02))
    return cast(Signal, (hiss + tone + beep).astype(np.float32))


def heard_at(recording: Recording, channel: int = 0, *, after: float = 0.0) -> float:
    """Second of the middle of the loudest 20 ms, less 10 ms: where `click_at` put its beep."""
    samples = np.abs(recording.channel(channel, start=after))
    return after + float(np.convolve(samples, np.ones(320), mode="same").argmax()) / 16000 - 0.01


def recording_of(channels: Signal, rate: int = 8000, *, fake_stereo: bool = False) -> Recording:
    """As if decoded from a file with these samples."""
    pcm = (np.clip(np.atleast_2d(channels), -1, 1) * 32767).astype(np.int16)
    info = AudioInfo(
        file="call.wav",
        sha256="0" * 64,
        duration=pcm.shape[1] / rate,
        channels=pcm.shape[0],
        sample_rate=rate,
    )
    return Recording(info, pcm, rate, fake_stereo)
