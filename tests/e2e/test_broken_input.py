"""Ten things that go wrong with what users give: one clear line each, the right exit code, no traceback."""

from __future__ import annotations

import shutil
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from autoqa.resources import rules_dir
from samples.demo import CALLS


def _autoqa(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the program as a user would."""
    command = [sys.executable, "-m", "autoqa", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


AS_NOBODY = """
import os, sys
import autoqa.cli.score
if os.geteuid() == 0:
    os.setuid(65534)  # root may read everything: become nobody, with all modules loaded
autoqa.cli.main(["score", sys.argv[1]])
"""


def _wav(path: Path, samples: np.ndarray, rate: int = 8000) -> Path:
    """``samples`` of shape (n, channels), floats within ±1."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


def _noise(seconds: float, channels: int, rate: int = 8000) -> np.ndarray:
    return np.random.default_rng(0).normal(0, 0.01, (round(seconds * rate), channels))


def _one_line_about(done: subprocess.CompletedProcess[str], path: Path, code: int) -> None:
    lines = done.stderr.strip().splitlines()
    assert done.returncode == code, done.stderr
    assert len(lines) == 1, done.stderr
    assert path.name in lines[0]
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.wav"
    path.touch()
    _one_line_about(_autoqa("score", path), path, 1)


def test_text_with_an_audio_name(tmp_path: Path) -> None:
    path = tmp_path / "letter.wav"
    path.write_text("这不是录音\n" * 100, encoding="utf-8")
    _one_line_about(_autoqa("score", path), path, 1)


def test_no_samples(tmp_path: Path) -> None:
    path = _wav(tmp_path / "nothing.wav", np.zeros((0, 1)))
    _one_line_about(_autoqa("score", path), path, 1)


def test_three_live_channels(tmp_path: Path) -> None:
    path = _wav(tmp_path / "three.wav", _noise(5, 3))
    _one_line_about(_autoqa("score", path), path, 1)


def test_cut_recording_is_scored_and_said_to_be_incomplete(tmp_path: Path) -> None:
    whole = (CALLS / "01-clean-stereo.wav").read_bytes()
    path = tmp_path / "cut.wav"
    path.write_bytes(whole[: len(whole) // 3])
    done = _autoqa("score", path, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert '"call.complete"' in done.stdout
    assert "truncated" in done.stdout.lower()


def test_192_khz(tmp_path: Path) -> None:
    path = _wav(tmp_path / "studio.wav", _noise(4, 2, 192_000), 192_000)
    done = _autoqa("score", path, "--format", "json")
    assert done.returncode == 0, done.stderr


def test_two_hours(tmp_path: Path) -> None:
    path = _wav(tmp_path / "long.wav", _noise(7200, 1))
    done = _autoqa("score", path, "--format", "json")
    assert done.returncode == 0, done.stderr


def test_missing_model(tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    (model / "model.bin").write_bytes(b"not a model")
    _one_line_about(_autoqa("score", CALLS / "01-clean-stereo.wav", "--model", model), model, 2)


def test_wrong_rule_key(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(rules_dir(), rules)
    path = rules / "opening" / "greeting.yaml"
    path.write_text(path.read_text("utf-8").replace("severity:", "severty:", 1), "utf-8")
    done = _autoqa("score", CALLS / "01-clean-stereo.wav", "--rules", rules)
    _one_line_about(done, path, 2)
    assert 'Did you mean "severity"?' in done.stderr or "severty" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX permissions")
def test_folder_that_may_not_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0)
    for parent in (tmp_path, *tmp_path.parents):
        if parent.owner() == tmp_path.owner() and parent != Path(parent.anchor):
            parent.chmod(parent.stat().st_mode | 0o055)
    try:
        command = [sys.executable, "-c", AS_NOBODY, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        folder.chmod(0o700)
    _one_line_about(done, folder, 2)
