"""Damaged files: what is lost becomes silence and is told, and nothing after it moves."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from autoqa.audio import open_recording
from tests.audio.media import FORMS, click_at, encoded, heard_at

CLICK = 5.0
AFTER_THE_DAMAGE = 4.0


def _overwrite(data: bytes, kind: str) -> bytes:
    """A twentieth of the file, a third of the way in, becomes noise or zeros."""
    start, size = len(data) // 3, len(data) // 20
    junk = np.random.default_rng(7).integers(0, 256, size, dtype=np.uint8).tobytes()
    return data[:start] + (junk if kind == "noise" else bytes(size)) + data[start + size :]


@pytest.mark.parametrize("kind", ["noise", "zeros"])
@pytest.mark.parametrize(
    "name", ["a-law", "mu-law", "ima-adpcm", "ms-adpcm", "mp3", "m4a", "aac", "opus", "wma", "flac"]
)
def test_sound_after_damage_stays_in_its_place(name: str, kind: str, tmp_path: Path) -> None:
    form = FORMS[name]
    path = tmp_path / f"call.{form.suffix}"
    path.write_bytes(_overwrite(encoded(click_at(CLICK, form.rate), form), kind))
    recording = open_recording(path)
    assert heard_at(recording, after=AFTER_THE_DAMAGE) == pytest.approx(CLICK, abs=0.05)
    assert recording.duration == pytest.approx(6.0, abs=0.3)


@pytest.mark.parametrize("name", ["mp3", "m4a", "aac", "opus", "wma", "flac"])
def test_damage_is_told(name: str, tmp_path: Path) -> None:
    form = FORMS[name]
    path = tmp_path / f"call.{form.suffix}"
    path.write_bytes(_overwrite(encoded(click_at(CLICK, form.rate), form), "noise"))
    recording = open_recording(path)
    assert [problem.split(":")[0] for problem in recording.info.problems] == ["damaged_sound"]
    assert "1 damaged place" in recording.info.problems[0]


def test_lost_part_is_silent(tmp_path: Path) -> None:
    path = tmp_path / "call.mp3"
    path.write_bytes(_overwrite(encoded(click_at(CLICK, 8000), FORMS["mp3"]), "noise"))
    assert np.abs(open_recording(path).channel(0, 2.1, 2.25)).max() == 0.0


def test_damage_at_the_very_start_shifts_nothing(tmp_path: Path) -> None:
    whole = encoded(click_at(CLICK, 32000), FORMS["m4a"])
    start = whole.index(b"mdat") + 4
    path = tmp_path / "call.m4a"
    path.write_bytes(whole[:start] + b"\xa5" * 3000 + whole[start + 3000 :])
    assert heard_at(open_recording(path), after=AFTER_THE_DAMAGE) == pytest.approx(CLICK, abs=0.05)


@pytest.mark.parametrize("name", ["pcm-s16", "a-law", "ms-adpcm", "mp3", "aac", "opus", "wma", "flac"])
def test_cut_file_is_read_as_far_as_it_goes(name: str, tmp_path: Path) -> None:
    form = FORMS[name]
    data = encoded(click_at(1.0, form.rate), form)
    path = tmp_path / f"call.{form.suffix}"
    path.write_bytes(data[: len(data) * 7 // 10])
    recording = open_recording(path)
    assert recording.truncated
    assert any(problem.startswith("truncated:") for problem in recording.info.problems)
    assert 2.0 < recording.duration < 5.0
    assert heard_at(recording) == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("length", [0, 0xFFFFFFFF])
def test_header_that_was_never_finished_is_no_cut(length: int, tmp_path: Path) -> None:
    data = bytearray(encoded(click_at(1.0, 8000, seconds=2.0), FORMS["pcm-s16"]))
    at = data.index(b"data") + 4
    data[at : at + 4] = struct.pack("<I", length)
    path = tmp_path / "call.wav"
    path.write_bytes(data)
    recording = open_recording(path)
    assert not recording.truncated
    assert recording.duration == pytest.approx(2.0, abs=0.01)


def test_header_that_says_less_than_it_holds_is_told(tmp_path: Path) -> None:
    """A FLAC header with a tenth of the true number of samples."""
    data = bytearray(encoded(click_at(1.0, 8000), FORMS["flac"]))
    # After 4 bytes of magic, 4 of block header and 10 of sizes: rate, channels, depth and 36 bits of length.
    (word,) = struct.unpack(">Q", data[18:26])
    data[18:26] = struct.pack(">Q", word >> 36 << 36 | 8000)
    path = tmp_path / "call.flac"
    path.write_bytes(data)
    problems = open_recording(path).info.problems
    assert [problem.split(":")[0] for problem in problems] == ["duration_mismatch"]
