"""Inputs with nothing to judge: one error that names the file, the cause and the mend."""

from __future__ import annotations

import io
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import pytest

from autoqa.audio import open_recording
from autoqa.audio.decode import MAX_BYTES, decode
from autoqa.errors import AudioError
from tests.audio.media import FORMS, click_at, encoded, write


def _wav(channels: int = 1, rate: int = 8000, data: bytes = b"") -> bytes:
    fmt = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2, channels * 2, 16)
    body = b"WAVEfmt " + struct.pack("<I", 16) + fmt + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _silent_film() -> bytes:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as out:
        stream = cast(Any, out.add_stream("mpeg4", rate=5))
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(5):
            out.mux(
                stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24"))
            )
        out.mux(stream.encode(None))
    return buffer.getvalue()


NOISE = np.random.default_rng(0).integers(0, 256, 50_000, dtype=np.uint8).tobytes()
PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nother.wav\n#EXT-X-ENDLIST\n"
BROKEN = {
    "empty": (b"", "is empty"),
    "text": ("这是一段文字，不是录音。\n".encode() * 40, "holds no sound that can be decoded"),
    "zero length": (_wav(), "0 seconds"),
    "header only": (_wav()[:30], "holds no sound"),
    "three channels": (_wav(3, data=bytes(48000)), "has 3 channels"),
    "no channels": (_wav(0, data=bytes(16000)), "holds no sound"),
    "absurd rate": (_wav(rate=1, data=bytes(16000)), "claims a sample rate of 1 Hz"),
    "film without sound": (_silent_film(), "only pictures"),
    "playlist": (PLAYLIST, "holds no sound"),
    "script": (b"ffconcat version 1.0\nfile 'other.wav'\n", "holds no sound"),
    "random bytes": (NOISE, "holds no sound"),
    "ogg in name only": (b"OggS" * 30_000, "holds no sound"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_input_is_refused(name: str, tmp_path: Path) -> None:
    data, cause = BROKEN[name]
    write(tmp_path, FORMS["pcm-s16"], click_at(1.0, 8000, seconds=2.0)).rename(tmp_path / "other.wav")
    path = tmp_path / "call.wav"
    path.write_bytes(data)
    with pytest.raises(AudioError) as caught:
        open_recording(path)
    assert caught.value.subject == str(path)
    assert cause in caught.value.cause
    assert caught.value.mend
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 1


def test_cut_m4a_without_index(tmp_path: Path) -> None:
    data = encoded(click_at(1.0, 32000, seconds=2.0), FORMS["m4a"])
    path = tmp_path / "call.m4a"
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(AudioError, match="before its index"):
        open_recording(path)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="does not exist"):
        open_recording(tmp_path / "none.wav")
    with pytest.raises(AudioError, match="is a folder"):
        open_recording(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes")
def test_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "call.wav")
    with pytest.raises(AudioError, match="no regular file"):
        open_recording(tmp_path / "call.wav")


@contextmanager
def _without_rights(folder: Path) -> Iterator[None]:
    """The superuser may read everything: be nobody for a moment, with ``folder`` still reachable."""
    if os.geteuid() != 0:
        yield
        return
    for parent in (folder, *folder.parents[:-1]):
        parent.chmod(parent.stat().st_mode | 0o011)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX permissions")
def test_unreadable_file(tmp_path: Path) -> None:
    path = write(tmp_path, FORMS["pcm-s16"], click_at(1.0, 8000, seconds=2.0))
    path.chmod(0)
    with _without_rights(tmp_path), pytest.raises(AudioError, match="cannot be read"):
        decode(path, lambda piece, channels: None)


def test_read_error_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, FORMS["pcm-s16"], click_at(1.0, 8000, seconds=2.0))

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(AudioError, match=r"cannot be read \(Permission denied\)"):
        decode(path, lambda piece, channels: None)


def test_overlong_recording_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = write(tmp_path, FORMS["a-law"], click_at(1.0, 8000, seconds=20.0))
    with pytest.raises(AudioError, match=r"is longer than 0\.005 hours"):
        open_recording(path, max_seconds=18.0)


@pytest.mark.parametrize("name", ["pcm-s16", "ima-adpcm", "mp3", "m4a", "aac", "opus", "wma", "flac"])
def test_any_damage_gives_a_recording_or_one_clear_error(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(len(name))
    whole = encoded(click_at(0.5, FORMS[name].rate, seconds=1.0), FORMS[name])
    path = tmp_path / f"call.{FORMS[name].suffix}"
    subjects = set()
    for round_ in range(12):
        data = bytearray(whole)
        for at in rng.integers(0, len(data) if round_ % 2 else 300, rng.integers(1, 40)):
            data[at] = rng.integers(256)
        path.write_bytes(data[: len(data) if round_ % 3 else rng.integers(1, len(data))])
        try:
            assert 0 < open_recording(path).duration < 60
        except AudioError as error:
            subjects.add(error.subject)
    assert subjects <= {str(path)}
    assert capfd.readouterr() == ("", "")


def test_a_file_too_large_for_any_call_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "sparse.wav"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(AudioError, match="is larger than 1000 MB"):
        open_recording(path)
