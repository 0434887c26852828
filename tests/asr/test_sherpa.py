from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sherpa_onnx")
pytest.importorskip("onnx")

from autoqa.asr.check import check
from autoqa.asr.models import open_dir
from autoqa.asr.sherpa import SherpaRecognizer
from autoqa.asr.sherpa_family import NOTE_FILE
from autoqa.config import Settings
from autoqa.errors import ModelError, RecognitionError

from .conftest import call_audio, recording_of
from .tiny_onnx import write_zipformer_ctc

SETTINGS = Settings(threads=1)


@pytest.fixture(scope="module")
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_zipformer_ctc(tmp_path_factory.mktemp("zipformer"))


@pytest.fixture(scope="module")
def recognizer(model_dir: Path) -> Iterator[SherpaRecognizer]:
    running = SherpaRecognizer(open_dir(model_dir, "tiny"), SETTINGS)
    yield running
    running.close()


def test_words_come_with_their_times_and_channel(recognizer: SherpaRecognizer, bursts: np.ndarray) -> None:
    recording = recording_of(np.zeros_like(bursts), bursts)
    audio = call_audio([], [(0.5, 0.75), (1.25, 1.5)])
    told: list[float] = []
    result = recognizer.recognise(recording, audio, told.append)
    assert [segment.text for segment in result.segments] == ["好", "好"]
    assert [segment.channel for segment in result.segments] == [1, 1]
    assert [segment.start for segment in result.segments] == pytest.approx([0.5, 1.25], abs=0.05)
    assert all(segment.words[0].start == segment.start for segment in result.segments)
    assert told[-1] == pytest.approx(1.0)
    assert (result.asr.engine, result.asr.model) == ("sherpa-onnx", "tiny")


def test_very_short_clip_is_not_lost(recognizer: SherpaRecognizer, bursts: np.ndarray) -> None:
    audio = call_audio([(0.55, 0.65)])
    result = recognizer.recognise(recording_of(bursts), audio)
    assert [segment.text for segment in result.segments] == ["好"]


def test_same_recording_same_result(recognizer: SherpaRecognizer, bursts: np.ndarray) -> None:
    recording, audio = recording_of(bursts), call_audio([(0.5, 0.75), (1.25, 1.5)])
    assert recognizer.recognise(recording, audio) == recognizer.recognise(recording, audio)


def test_silent_call_gives_no_segments(recognizer: SherpaRecognizer, bursts: np.ndarray) -> None:
    assert recognizer.recognise(recording_of(bursts), call_audio([])).segments == ()


def test_child_that_died_is_started_again(model_dir: Path, bursts: np.ndarray) -> None:
    recognizer = SherpaRecognizer(open_dir(model_dir, "tiny"), SETTINGS)
    recognizer.close()
    assert len(recognizer.recognise(recording_of(bursts), call_audio([(0.5, 0.75)])).segments) == 1
    recognizer.close()


def test_corrupt_model_is_told_and_we_live(tmp_path: Path) -> None:
    write_zipformer_ctc(tmp_path)
    whole = (tmp_path / "model.onnx").read_bytes()
    (tmp_path / "model.onnx").write_bytes(b"\x00" + whole[: len(whole) // 2] + b"zipformer")
    model = open_dir(tmp_path, "broken")
    with pytest.raises(ModelError, match="broken: sherpa-onnx refuses this model") as caught:
        SherpaRecognizer(model, SETTINGS)
    assert "autoqa models check" in caught.value.mend
    assert check(model, SETTINGS)


def test_model_that_ends_the_process_does_not_end_ours(tmp_path: Path) -> None:
    """sherpa-onnx calls _Exit when the metadata of the family named is not there."""
    write_zipformer_ctc(tmp_path)
    (tmp_path / NOTE_FILE).write_text('family = "sense_voice"\n', encoding="utf-8")
    with pytest.raises(
        RecognitionError, match=r"wrong: sherpa-onnx ended its process while loading"
    ) as caught:
        SherpaRecognizer(open_dir(tmp_path, "wrong"), SETTINGS)
    assert "exit status" in caught.value.cause
    assert "pull it again" in caught.value.mend


def test_check_of_a_good_model_loads_it(model_dir: Path) -> None:
    assert check(open_dir(model_dir, "tiny"), SETTINGS) == ()
