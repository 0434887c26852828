"""Evidence clips: the seconds of a recording that prove a finding, cut and joined with pydub."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from autoqa.audio.recording import Recording

_FADE_MS = 10
_JOIN_SILENCE_MS = 400


def clip(
    recording: Recording,
    start: float,
    end: float,
    *,
    pad: float = 2.0,
    channel: int | None = None,
) -> bytes:
    """WAV file (16-bit PCM) of `start` - `pad` to `end` + `pad` seconds, clamped to the recording.

    `channel` takes one party alone; None keeps both. Short fades avoid clicks at the cuts.
    """
    return _wav(_cut(recording, start - pad, end + pad, channel))


def joined_clip(
    recording: Recording,
    spans: Sequence[tuple[float, float]],
    *,
    pad: float = 2.0,
    channel: int | None = None,
) -> bytes:
    """WAV file of several spans in a row, 0.4 s of silence between them. ValueError when `spans` is empty."""
    if not spans:
        raise ValueError("no spans to join")
    pieces = [_cut(recording, start - pad, end + pad, channel) for start, end in spans]
    gap = _pydub().silent(duration=_JOIN_SILENCE_MS, frame_rate=recording.sample_rate)
    joined = pieces[0]
    for piece in pieces[1:]:
        joined = joined + gap.set_channels(piece.channels) + piece
    return _wav(joined)


def _pydub() -> Any:
    with warnings.catch_warnings():
        # pydub warns that ffmpeg is not installed; nothing here needs it.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment


def _cut(recording: Recording, start: float, end: float, channel: int | None) -> Any:
    last = recording.pcm.shape[1]
    first = min(max(0, round(start * recording.sample_rate)), last)
    stop = min(max(first, round(end * recording.sample_rate)), last)
    pcm = (
        recording.pcm[:, first:stop] if channel is None else recording.pcm[channel : channel + 1, first:stop]
    )
    piece = _pydub()(
        data=np.ascontiguousarray(pcm.T).tobytes(),
        sample_width=2,
        frame_rate=recording.sample_rate,
        channels=pcm.shape[0],
    )
    return piece.fade_in(_FADE_MS).fade_out(_FADE_MS)


def _wav(piece: Any) -> bytes:
    out = io.BytesIO()
    piece.export(out, format="wav")
    return out.getvalue()
