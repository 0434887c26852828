"""The real way from sound to words, with the model that the program carries and the recordings of
``samples/``."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from autoqa.asr.base import SAMPLE_RATE, Recognised
from autoqa.asr.models import EMBEDDED, ModelDir, open_dir
from autoqa.asr.whisper import WhisperRecognizer
from autoqa.audio import Recording, analyse, open_recording
from autoqa.config import Settings
from autoqa.errors import ModelError
from autoqa.resources import embedded_model_dir
from autoqa.types import CallAudio

from .conftest import call_audio, recording_of

SETTINGS = Settings(device="cpu", threads=1)
CALLS = Path(__file__).parents[2] / "samples" / "calls"
HEARD_S = 17.0


@pytest.fixture(scope="module")
def model() -> ModelDir:
    return open_dir(embedded_model_dir(), EMBEDDED)


@pytest.fixture(scope="module")
def recognizer(model: ModelDir) -> WhisperRecognizer:
    return WhisperRecognizer(model, SETTINGS)


@pytest.fixture(scope="module")
def opening() -> tuple[Recording, CallAudio]:
    """The first seconds of a clean stereo call: the customer answers, the agent introduces herself."""
    whole = open_recording(CALLS / "01-clean-stereo.wav")
    recording = recording_of(*(whole.channel(index, 0.0, HEARD_S) for index in range(2)))
    return recording, analyse(recording)


@pytest.fixture(scope="module")
def heard(recognizer: WhisperRecognizer, opening: tuple[Recording, CallAudio]) -> Recognised:
    return recognizer.recognise(*opening)


def test_both_parties_are_heard_on_their_channels(heard: Recognised) -> None:
    customer = "".join(segment.text for segment in heard.segments if segment.channel == 1)
    agent = "".join(segment.text for segment in heard.segments if segment.channel == 0)
    assert "你好" in customer
    assert "工号三零六二" in agent
    assert heard.asr.engine == "faster-whisper"
    assert heard.asr.model == EMBEDDED


def test_voices_of_the_samples_are_known(heard: Recognised) -> None:
    assert heard.asr.fit
    assert all(segment.fit is not None and segment.fit > 0.5 for segment in heard.segments)


def test_words_lie_in_order_inside_their_segment_and_spell_it(heard: Recognised) -> None:
    for segment in heard.segments:
        assert "".join(word.text for word in segment.words) == segment.text
        starts = [word.start for word in segment.words]
        assert starts == sorted(starts)
        assert all(segment.start <= word.start <= word.end <= segment.end for word in segment.words)
        assert all(word.confidence is not None and 0 <= word.confidence <= 1 for word in segment.words)


def test_same_recording_same_words(
    recognizer: WhisperRecognizer, opening: tuple[Recording, CallAudio], heard: Recognised
) -> None:
    again = recognizer.recognise(*opening)
    assert again == heard


def test_progress_ends_at_the_whole(
    recognizer: WhisperRecognizer, opening: tuple[Recording, CallAudio]
) -> None:
    told: list[float] = []
    recognizer.recognise(*opening, told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


@pytest.mark.parametrize("seed", range(4))
def test_silence_noise_and_ring_back_say_nothing(recognizer: WhisperRecognizer, seed: int) -> None:
    rng = np.random.default_rng(seed)
    time = np.arange(4 * SAMPLE_RATE) / SAMPLE_RATE
    sounds = np.concatenate(
        [
            np.zeros(4 * SAMPLE_RATE),
            rng.normal(0, 0.02, 4 * SAMPLE_RATE),
            0.2 * np.sin(2 * np.pi * 450 * time) * (time < 1),
        ]
    ).astype(np.float32)
    audio = call_audio([(0.2, 3.8), (4.2, 7.8), (8.0, 9.0)], duration=12.0)
    assert recognizer.recognise(recording_of(sounds), audio).segments == ()


def test_a_call_without_speech_gives_nothing_and_is_no_misfit(recognizer: WhisperRecognizer) -> None:
    result = recognizer.recognise(
        recording_of(np.zeros(SAMPLE_RATE, np.float32)), call_audio([], duration=1.0)
    )
    assert result.segments == ()
    assert result.asr.fit


def _no_network(*args: object, **kwargs: object) -> NoReturn:
    raise AssertionError("the network was used")


@pytest.mark.parametrize("name", ["tokenizer.json", "model.bin", "config.json"])
def test_missing_file_is_told_without_asking_the_network(
    model: ModelDir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(socket, "create_connection", _no_network)
    monkeypatch.setattr(socket.socket, "connect", _no_network)
    copy = Path(shutil.copytree(model.path, tmp_path / "copy"))
    (copy / name).unlink()
    with pytest.raises(ModelError, match=f"{name} is missing") as caught:
        WhisperRecognizer(ModelDir("copy", copy, model.engine), SETTINGS)
    assert caught.value.mend


def test_damaged_weights_are_told(model: ModelDir, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(model.path, tmp_path / "copy"))
    whole = (copy / "model.bin").read_bytes()
    (copy / "model.bin").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="cannot be loaded on cpu as int8"):
        WhisperRecognizer(open_dir(copy, "copy"), SETTINGS)


def test_absent_gpu_is_told(model: ModelDir) -> None:
    import ctranslate2

    if ctranslate2.get_cuda_device_count():
        pytest.skip("this machine has a GPU")
    with pytest.raises(ModelError, match="cannot be loaded on cuda"):
        WhisperRecognizer(model, SETTINGS.model_copy(update={"device": "cuda"}))
