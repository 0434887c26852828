"""Evidence clips: WAV files cut from the decoded samples, without ffmpeg."""

from __future__ import annotations

import io
import subprocess
import sys
import wave

import numpy as np
import pytest

from autoqa.audio import Recording, clip, joined_clip, peaks
from tests.audio.media import click_at, recording_of


@pytest.fixture
def recording() -> Recording:
    return recording_of(
        np.stack([click_at(5.0, 8000, seconds=10.0), click_at(7.0, 8000, seconds=10.0, seed=1)])
    )


def _opened(data: bytes) -> tuple[wave._wave_params, np.ndarray[tuple[int, int], np.dtype[np.int16]]]:
    with wave.open(io.BytesIO(data)) as file:
        parameters = file.getparams()
        samples = np.frombuffer(file.readframes(parameters.nframes), np.int16)
    return parameters, samples.reshape(-1, parameters.nchannels).T


def test_clip_has_both_parties_and_two_seconds_around(recording: Recording) -> None:
    parameters, samples = _opened(clip(recording, 5.0, 5.5))
    assert (parameters.framerate, parameters.nchannels, parameters.sampwidth) == (8000, 2, 2)
    assert parameters.nframes == 8000 * 4.5
    assert np.abs(samples[0]).argmax() / 8000 == pytest.approx(2.0, abs=0.02)


def test_clip_of_one_party_is_clamped_to_the_recording(recording: Recording) -> None:
    parameters, samples = _opened(clip(recording, 6.5, 30.0, pad=0.5, channel=1))
    assert (parameters.nchannels, parameters.nframes) == (1, 8000 * 4)
    assert np.abs(samples[0]).argmax() / 8000 == pytest.approx(1.0, abs=0.02)


def test_cuts_are_faded() -> None:
    _, samples = _opened(clip(recording_of(np.full(16000, 0.5, np.float32)), 0.5, 1.5, pad=0.0))
    assert abs(int(samples[0, 0])) < 500
    assert abs(int(samples[0, -1])) < 1000
    assert samples[0, 4000] == pytest.approx(16383, abs=2)


def test_joined_clips(recording: Recording) -> None:
    data = joined_clip(recording, [(1.0, 2.0), (5.0, 5.5), (8.0, 9.0)], pad=0.0, channel=0)
    parameters, samples = _opened(data)
    assert parameters.nframes == pytest.approx(8000 * (2.5 + 2 * 0.4), abs=80)
    assert np.abs(samples[0]).argmax() / 8000 == pytest.approx(1.4, abs=0.03)
    with pytest.raises(ValueError, match="no spans"):
        joined_clip(recording, [])


def test_same_clip_twice_is_the_same_bytes(recording: Recording) -> None:
    assert clip(recording, 1.0, 2.0) == clip(recording, 1.0, 2.0)


def test_peaks_show_where_it_is_loud(recording: Recording) -> None:
    outline = peaks(recording, 100)
    assert [len(channel) for channel in outline] == [100, 100]
    assert max(range(100), key=lambda i: outline[0][i][1]) == 50
    assert max(range(100), key=lambda i: outline[1][i][1]) == 70
    assert all(-128 <= low <= high <= 127 for channel in outline for low, high in channel)


def test_peaks_of_a_recording_shorter_than_its_buckets() -> None:
    assert peaks(recording_of(np.array([0.5, -0.5], np.float32)), 10) == [[(63, 63), (-64, -64)]]


def test_import_is_light_and_silent() -> None:
    """No recogniser, no pydub, and no word about a missing ffmpeg, not even when a clip is cut."""
    code = (
        "import sys, numpy as np, autoqa.audio as audio\n"
        "from autoqa.types import AudioInfo\n"
        "heavy = {'onnxruntime', 'faster_whisper', 'ctranslate2', 'pydub', 'torch'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "info = AudioInfo(file='a', sha256='0', duration=1, channels=1, sample_rate=8000)\n"
        "audio.clip(audio.Recording(info, np.zeros((1, 8000), np.int16), 8000), 0, 1)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={"PATH": "/nowhere"}
    )
    assert (done.returncode, done.stderr) == (0, "")
