from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest

from autoqa.audio import encode_mp3, open_recording


@pytest.mark.parametrize("channels", [1, 2])
def test_mp3_has_all_channels_and_a_click_stays_in_place(tmp_path: Path, channels: int) -> None:
    rate = 8000
    pcm = np.zeros((channels, rate * 3), np.int16)
    pcm[:, rate * 2 : rate * 2 + 80] = 20_000
    path = tmp_path / "click.wav"
    with av.open(str(path), "w") as container:
        layout = "mono" if channels == 1 else "stereo"
        stream = container.add_stream("pcm_s16le", rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(pcm.T.reshape(1, -1).copy(), format="s16", layout=layout)
        frame.sample_rate = rate
        container.mux([*stream.encode(frame), *stream.encode(None)])
    mp3 = encode_mp3(open_recording(path))
    with av.open(io.BytesIO(mp3), "r") as container:
        heard = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
    assert heard.shape[0] == channels
    assert abs(np.abs(heard[0]).argmax() / rate - 2.0) < 0.05
