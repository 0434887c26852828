"""Short replies looked at again, with the model that the program carries and sample calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.asr.clips import Clip
from autoqa.asr.models import EMBEDDED, open_dir
from autoqa.asr.second_look import LooksAgain
from autoqa.asr.whisper import WhisperRecognizer
from autoqa.audio import analyse, open_recording
from autoqa.config import Settings
from autoqa.pipeline.second_look import QUESTION
from autoqa.resources import embedded_model_dir
from autoqa.types import ReplyClass, ReplyLook

CALLS = Path(__file__).parents[2] / "samples" / "calls"
REPLIES = [
    ("03-short-replies.mp3", Clip(61.7, 63.1, 1), ReplyClass.YES),  # 可以, 0.45 s
    ("03-short-replies.mp3", Clip(75.2, 76.4, 1), ReplyClass.YES),  # 好的, 0.3 s
    ("04-vague-consent.ogg", Clip(61.1, 62.2, 1), ReplyClass.VAGUE),  # 嗯, 0.2 s
    ("04-vague-consent.ogg", Clip(73.9, 75.0, 1), ReplyClass.VAGUE),
]


@pytest.fixture(scope="module")
def recognizer() -> WhisperRecognizer:
    return WhisperRecognizer(open_dir(embedded_model_dir(), EMBEDDED), Settings(device="cpu", threads=1))


def _look(recognizer: WhisperRecognizer, name: str, window: Clip) -> ReplyLook:
    recording = open_recording(CALLS / name)
    return recognizer.look_again(recording, analyse(recording), [window], QUESTION)[0]


@pytest.mark.parametrize(("name", "window", "kind"), REPLIES)
def test_short_replies_are_told_apart(
    recognizer: WhisperRecognizer, name: str, window: Clip, kind: ReplyClass
) -> None:
    look = _look(recognizer, name, window)
    assert look.best is kind
    assert look.chances[kind] > 0.8
    assert kind in {QUESTION.reads(heard) for heard in (look.text, *look.others)}
    assert 0.08 < look.sounding < 0.6
    assert look.ears == ("decode", "forced", "frames")


def test_where_nobody_answers_nothing_is_heard(recognizer: WhisperRecognizer) -> None:
    look = _look(recognizer, "04-vague-consent.ogg", Clip(64.0, 66.0, 1))
    assert look.best is ReplyClass.NOTHING
    assert look.text == ""


def test_the_same_look_twice_is_the_same(recognizer: WhisperRecognizer) -> None:
    assert isinstance(recognizer, LooksAgain)
    name, window, _ = REPLIES[0]
    assert _look(recognizer, name, window) == _look(recognizer, name, window)


def test_without_a_frame_head_the_decoder_alone_compares(
    recognizer: WhisperRecognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognizer._replies, "_ear", None)
    look = _look(recognizer, *REPLIES[1][:2])
    assert look.best is ReplyClass.YES
    assert look.ears == ("decode", "forced")
