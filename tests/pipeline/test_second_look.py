"""Which seconds are looked at again, and that the looks stay with the transcript."""

from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.asr.imported import load_transcript
from autoqa.checks.base import CallView
from autoqa.checks.exchange import exchanges
from autoqa.checks.reply import Answer
from autoqa.dialogue import build_dialogue
from autoqa.pipeline.score import Heard
from autoqa.pipeline.second_look import LONGEST_S, reply_windows
from autoqa.types import Dialogue, ReplyClass, ReplyLook, Segment, Transcript
from tests.asr.conftest import call_audio

TURNS = [
    (0.5, 2.0, "customer", "喂你好"),
    (2.5, 6.0, "agent", "我是客服代表给您开通可以吗"),
    (6.6, 6.9, "customer", "好"),
    (7.5, 9.0, "agent", "已经为您登记成功"),
]


def _transcript(channels: int) -> Transcript:
    segments = tuple(
        Segment(start=s, end=e, role=r, text=t, channel=int(r == "customer") if channels == 2 else 0)
        for s, e, r, t in TURNS
    )
    return Transcript(duration=10.0, segments=segments)


def _dialogue(channels: int) -> Dialogue:
    return build_dialogue(_transcript(channels), None, None)


def test_on_two_channels_the_customers_is_looked_at_from_the_end_of_the_question() -> None:
    audio = call_audio([(2.5, 6.0), (7.5, 9.0)], [(0.5, 2.0), (6.6, 6.9)], duration=10.0)
    windows = list(reply_windows(_dialogue(2), audio))
    assert [window.channel for window in windows] == [1]
    assert windows[0].start == pytest.approx(5.9, abs=0.05)
    assert windows[0].end == pytest.approx(7.5, abs=0.05)


def test_on_one_channel_the_agents_own_words_are_left_out() -> None:
    audio = call_audio([(0.5, 2.0), (2.5, 6.0), (6.6, 6.9), (7.5, 9.0)], duration=10.0)
    (window,) = reply_windows(_dialogue(1), audio)
    assert window.start > 6.0
    assert window.end < 7.5


def test_a_long_wait_is_not_looked_at_to_its_end() -> None:
    audio = call_audio([(2.5, 6.0)], [(0.5, 2.0)], duration=60.0)
    transcript = _transcript(2).model_copy(update={"segments": _transcript(2).segments[:2], "duration": 60.0})
    (window,) = reply_windows(build_dialogue(transcript, None, None), audio)
    assert window.length <= LONGEST_S


def test_words_of_an_unknown_voice_are_looked_at_again_where_it_is_known_who_speaks() -> None:
    own = call_audio([(2.5, 6.0)], [(0.5, 2.0)], duration=10.0)
    shared = call_audio([(0.5, 2.0), (2.5, 6.0), (6.6, 6.9)], duration=10.0)
    unknown = {"words_known": False}
    guessed = unknown | {"roles_confidence": 0.5}
    assert len(list(reply_windows(_dialogue(2).model_copy(update=guessed), own))) == 1
    assert len(list(reply_windows(_dialogue(1).model_copy(update=unknown), shared))) == 1
    assert not list(reply_windows(_dialogue(1).model_copy(update=guessed), shared))


def test_looks_are_kept_with_the_transcript_and_read_back(tmp_path: Path) -> None:
    look = ReplyLook(
        start=5.95,
        end=7.5,
        channel=1,
        text="嗯",
        chances={kind: 0.96 if kind is ReplyClass.VAGUE else 0.01 for kind in ReplyClass},
        sounding=0.2,
        snr=20.0,
    )
    transcript = _transcript(2).model_copy(update={"looks": (look,)})
    heard = Heard(transcript, build_dialogue(transcript, None, None), None, None)
    path = tmp_path / "call.json"
    path.write_text(heard.as_transcript().model_dump_json(), "utf-8")
    again = build_dialogue(load_transcript(path), None, None)
    assert again.looks == (look,)
    (exchange,) = exchanges(CallView(again))
    assert exchange.reading.answer is Answer.VAGUE
    assert exchange.first is not None
    assert exchange.first.text == "好"
