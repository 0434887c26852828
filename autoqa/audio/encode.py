"""A whole recording, small enough to be carried inside a page."""

from __future__ import annotations

import io

import av
import numpy as np

from autoqa.audio.recording import Recording

# Bits a second: telephone speech stays clear, half an hour takes 7 MB. Constant, so that players seek to the
# right place.
_BIT_RATE = 32_000


def encode_mp3(recording: Recording) -> bytes:
    """MP3 of all channels at a constant bit rate."""
    out = io.BytesIO()
    layout = "mono" if recording.pcm.shape[0] == 1 else "stereo"
    with av.open(out, mode="w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=recording.sample_rate, layout=layout)
        stream.bit_rate = _BIT_RATE
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(recording.pcm[:]), format="s16p", layout=layout
        )
        frame.sample_rate = recording.sample_rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()
