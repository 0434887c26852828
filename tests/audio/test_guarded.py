"""Recordings that break the decoder cost one error each, and the next recording is read as ever."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autoqa.audio import open_recording
from autoqa.audio.decode import decode
from autoqa.audio.guarded import Decoder, as_recording, close_decoder
from autoqa.audio.samples import Gathered
from autoqa.errors import AudioError
from tests.audio.media import FORMS, click_at, write

needs_limits = pytest.mark.skipif(sys.platform == "win32", reason="no resource limits")


@pytest.fixture
def call(tmp_path: Path) -> Path:
    return write(tmp_path, FORMS["opus"], click_at(1.0, 48000, seconds=2.0))


@pytest.fixture(scope="module")
def decoder() -> Decoder:
    return Decoder("tests.audio.hostile_child", limit_s=3.0)


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("crash", "ended the decoder (signal 6)"),
        ("hang", "took longer than 3 s"),
        ("half", "ended the decoder (status 1: out of luck)"),
        ("garbage", "ended the decoder"),
    ],
)
def test_a_broken_decoder_is_one_error_and_the_next_call_is_read(
    decoder: Decoder, name: str, cause: str, call: Path
) -> None:
    path = call.with_name(f"{name}.ogg")
    path.write_bytes(call.read_bytes())
    with pytest.raises(AudioError) as caught:
        decoder.open(path, 100.0)
    assert caught.value.subject == str(path)
    assert cause in caught.value.cause
    assert decoder.open(call, 100.0).duration == pytest.approx(2.0, abs=0.05)


def test_a_closed_decoder_is_gone_and_the_next_recording_starts_another(
    call: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    children: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen.__init__

    def noted(child: subprocess.Popen[bytes], *args: Any, **named: Any) -> None:
        start(child, *args, **named)
        children.append(child)

    monkeypatch.setattr(subprocess.Popen, "__init__", noted)
    close_decoder()
    for number in (1, 2):
        assert open_recording(call).duration == pytest.approx(2.0, abs=0.05)
        assert len(children) == number
        close_decoder()
        assert children[-1].returncode is not None


def test_a_decoder_that_cannot_start_says_why(call: Path) -> None:
    with pytest.raises(AudioError, match=r"does not start .*No module named"):
        Decoder("tests.audio.no_such_child").open(call, 100.0)


def test_the_child_gives_the_same_samples(call: Path) -> None:
    samples = Gathered()
    facts = decode(call, samples.add)
    inside, outside = as_recording(samples, facts), open_recording(call)
    assert inside.info == outside.info
    assert np.array_equal(inside.pcm[:], outside.pcm[:])


def test_a_name_of_any_bytes_and_a_changed_folder(
    call: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\n \xe5\xbd\x95\xe9\x9f\xb3.ogg"))
    odd.write_bytes(call.read_bytes())
    assert open_recording(odd).duration > 1.9
    monkeypatch.chdir(tmp_path)
    assert open_recording(call.name).duration > 1.9
    with pytest.raises(AudioError) as caught:
        open_recording("none.wav")
    assert caught.value.subject == "none.wav"


def _limited(action: str) -> subprocess.CompletedProcess[str]:
    code = f"from autoqa.audio.decoder_child import limit\nlimit()\n{action}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@needs_limits
def test_the_child_cannot_fill_the_memory() -> None:
    assert "MemoryError" in _limited("bytearray(2 << 30)").stderr


@needs_limits
def test_the_child_cannot_write_files(tmp_path: Path) -> None:
    done = _limited(f"open({str(tmp_path / 'x')!r}, 'wb').write(b'x' * 100000)")
    assert "File too large" in done.stderr
    assert (tmp_path / "x").stat().st_size == 0


def test_secrets_are_kept_from_the_child(call: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOQA_DB", "postgresql://user:secret@host/db")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("PGPASSWORD", "secret")
    decoder = Decoder()
    decoder.open(call, 100.0)
    child = decoder._child
    assert child is not None
    environment = Path(f"/proc/{child.pid}/environ")
    if not environment.exists():
        pytest.skip("no /proc on this system")
    assert b"secret" not in environment.read_bytes()
