"""Every format a recorder writes is read, in its true number of channels, with its times kept."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest

from autoqa.audio import open_recording
from tests.audio.media import FORMS, MONO_ONLY, click_at, encoded, heard_at, write


@pytest.mark.parametrize("name", FORMS)
def test_mono_file_is_read_in_time(name: str, tmp_path: Path) -> None:
    form = FORMS[name]
    path = write(tmp_path, form, click_at(2.0, form.rate, seconds=3.0))
    recording = open_recording(path)
    assert recording.info.codec == form.codec
    assert (recording.info.channels, recording.info.sample_rate) == (1, form.rate)
    assert recording.info.file == path.name
    assert recording.info.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert recording.info.problems == ()
    assert not recording.truncated
    assert recording.duration == pytest.approx(3.0, abs=0.3)
    assert heard_at(recording) == pytest.approx(2.0, abs=0.05)
    assert 8000 <= recording.sample_rate <= 16000
    assert recording.pcm.dtype == np.int16
    assert recording.pcm.flags.writeable is False


@pytest.mark.parametrize("name", [name for name in FORMS if name not in MONO_ONLY])
def test_stereo_channels_stay_apart(name: str, tmp_path: Path) -> None:
    form = FORMS[name]
    parties = np.stack([click_at(1.0, form.rate, seconds=3.0), click_at(2.0, form.rate, seconds=3.0, seed=1)])
    recording = open_recording(write(tmp_path, form, parties))
    assert recording.info.channels == recording.channels == 2
    assert heard_at(recording, 0) == pytest.approx(1.0, abs=0.05)
    assert heard_at(recording, 1) == pytest.approx(2.0, abs=0.05)
    assert not recording.fake_stereo


def test_gsm_full_rate_wav(tmp_path: Path) -> None:
    # No encoder at hand, but any bits decode: 65-byte blocks of two frames of 20 ms.
    blocks = bytes(65) * 100
    fmt = struct.pack("<HHIIHHHH", 0x31, 1, 8000, 1625, 65, 0, 2, 320)
    data = b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", len(blocks)) + blocks
    path = tmp_path / "call.wav"
    path.write_bytes(b"RIFF" + struct.pack("<I", len(data)) + data)
    recording = open_recording(path)
    assert recording.info.codec == "gsm_ms"
    assert recording.duration == pytest.approx(4.0, abs=0.05)


def test_unusual_channel_layout_is_not_mixed(tmp_path: Path) -> None:
    """A channel mask that calls the second channel a subwoofer must not make the two parties one."""
    parties = np.stack([click_at(1.0, 8000, seconds=3.0), click_at(2.0, 8000, seconds=3.0, seed=1)])
    pcm = (parties * 32767).astype("<i2").T.tobytes()
    front_left_and_subwoofer = 0x1 | 0x8
    tag = bytes.fromhex("0100000000001000800000aa00389b71")
    fmt = struct.pack("<HHIIHHHHI", 0xFFFE, 2, 8000, 32000, 4, 16, 22, 16, front_left_and_subwoofer) + tag
    data = b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", len(pcm)) + pcm
    path = tmp_path / "call.wav"
    path.write_bytes(b"RIFF" + struct.pack("<I", len(data)) + data)
    recording = open_recording(path)
    assert np.array_equal(recording.pcm, (parties * 32767).astype(np.int16))


def test_amplitude_is_kept(tmp_path: Path) -> None:
    wave = (0.5 * np.sin(2 * np.pi * 440 * np.arange(48000) / 48000)).astype(np.float32)
    recording = open_recording(write(tmp_path, FORMS["pcm-s24"], wave))
    assert np.abs(recording.channel(0, 0.2, 0.8)).max() == pytest.approx(0.5, abs=0.005)


def test_true_channel_count_of_a_mono_file(tmp_path: Path) -> None:
    assert open_recording(write(tmp_path, FORMS["mp3"], click_at(1.0, 8000, seconds=2.0))).pcm.shape[0] == 1


def test_extension_may_lie(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(encoded(click_at(1.0, 8000, seconds=2.0), FORMS["mp3"]))
    assert open_recording(path).info.codec == "mp3float"
