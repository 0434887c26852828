from __future__ import annotations

from typing import Any

import pytest

from autoqa.checks.base import CallView, Truth
from autoqa.checks.interruption import InterruptionCheck
from autoqa.checks.response_time import ResponseTimeCheck
from autoqa.checks.silence import SilenceCheck
from autoqa.types import Cause, Role, Span
from tests.checks.answers import answer
from tests.ruleset.build import call

QUIET = ["0.5-3 A: 您好，功能费每月三元", "10-12 A: 前两个月免费"]


def silence(view: CallView, role: Role | None = None, **keys: Any) -> tuple[Truth, list[tuple[float, float]]]:
    outcome = answer(SilenceCheck.model_validate(keys), view, role=role)
    return outcome.truth, [(hit.start, hit.end) for hit in outcome.hits]


def test_a_long_silence_with_its_seconds() -> None:
    assert silence(call(*QUIET)) == (Truth.YES, [(3.0, 10.0)])


def test_the_limit_is_a_parameter() -> None:
    assert silence(call(*QUIET), longest=8) == (Truth.NO, [])


@pytest.mark.parametrize("words", ["请您稍等，我查询一下", "麻烦您稍候", "您等一下"])
def test_an_announced_silence_may_last_longer(words: str) -> None:
    view = call(f"0.5-3 A: {words}", "3.5-4 C: 好的", "20-22 A: 让您久等了")
    assert silence(view)[0] is Truth.NO
    assert silence(view, announced=10)[0] is Truth.YES


def test_the_customer_may_ask_to_wait() -> None:
    assert silence(call("0-1 C: 你等一下", "15-16 C: 找到了"))[0] is Truth.NO


def test_hold_music_and_ring_back_are_no_silence() -> None:
    audio = {"events": [{"kind": "hold_music", "start": 3.1, "end": 9.9, "channel": 0}]}
    assert silence(call(*QUIET, audio=audio))[0] is Truth.NO
    assert silence(call("12-13 C: 喂", "13-14 A: 您好", connect=11.0))[0] is Truth.NO


def test_the_tail_of_the_recording_is_another_matter() -> None:
    view = call("0.5-3 A: 再见", duration=20.0)
    assert silence(view)[0] is Truth.NO
    assert silence(view, where="end") == (Truth.YES, [(3.0, 20.0)])


def test_silence_of_one_party() -> None:
    view = call("0-1 A: 您好", "1.5-3 C: 喂", "4-6 C: 在吗", "9-10 A: 在的")
    assert silence(view)[0] is Truth.NO
    assert silence(view, role=Role.AGENT) == (Truth.YES, [(1.0, 9.0)])


def test_a_gap_between_words_alone_proves_no_silence() -> None:
    outcome = answer(SilenceCheck(), call(*QUIET, audio=False))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.NO_AUDIO)
    assert answer(SilenceCheck(longest=8), call(*QUIET, audio=False)).truth is Truth.NO


def test_a_late_answer_is_a_hit() -> None:
    outcome = answer(ResponseTimeCheck(), call("0-1 C: 怎么收费呢", "5-7 A: 每月三元"))
    assert [(hit.start, hit.end) for hit in outcome.hits] == [(1.0, 5.0)]
    assert outcome.figures["seconds"] == pytest.approx(4.0)


@pytest.mark.parametrize(
    "lines",
    [
        ("0-1 C: 怎么收费呢", "2-3 A: 每月三元"),
        ("0-1 C: 嗯", "6-7 A: 每月三元"),
        ("0-1 A: 再见", "1.5-2.5 C: 好的再见"),
    ],
)
def test_no_late_answer(lines: tuple[str, ...]) -> None:
    assert answer(ResponseTimeCheck(), call(*lines, duration=15.0)).truth is Truth.NO


def test_a_late_answer_needs_sound() -> None:
    outcome = answer(ResponseTimeCheck(), call("0-1 C: 怎么收费呢", "5-7 A: 每月三元", audio=False))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.NO_AUDIO)


OVER = ["0.5-6 C: 我想先问一下这个服务会不会挡住家里的电话", "4-8 A: 不会的您放心，家里人的电话不会挡"]


def test_cutting_in_is_a_hit_while_both_speak() -> None:
    outcome = answer(InterruptionCheck(), call(*OVER))
    assert [(hit.start, hit.end) for hit in outcome.hits] == [(4.0, 6.0)]


def test_how_long_both_must_speak_is_a_parameter() -> None:
    assert answer(InterruptionCheck(shortest=2.5), call(*OVER)).truth is Truth.NO


def test_a_backchannel_is_no_interruption() -> None:
    assert answer(InterruptionCheck(), call(OVER[0], "3-4.5 A: 嗯嗯")).truth is Truth.NO


def test_voices_at_once_that_the_words_do_not_account_for_leave_it_open() -> None:
    view = call("0.5-5.5 C: 我想先问一下这个服务会不会挡住", "5.6-9 A: 不会的您放心，家里人的电话不会挡")
    going_on = (*view.dialogue.customer_speech, Span(start=5.9, end=7.5))
    lost = CallView(view.dialogue.model_copy(update={"customer_speech": going_on}), view.audio, view.call)
    assert answer(InterruptionCheck(), view).truth is Truth.NO
    outcome = answer(InterruptionCheck(), lost)
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.OVERLAP)
    assert [(hit.start, hit.end) for hit in outcome.hits] == [(5.9, 7.5)]


def on_one_channel(*lines: str, both_told: bool) -> CallView:
    view = call(*lines)
    assert view.audio is not None
    mono = view.audio.model_copy(update={"channels": view.audio.channels[:1]})
    dialogue = view.dialogue.model_copy(update={"both_told": both_told})
    return CallView(dialogue, mono, view.call)


def test_on_one_channel_interruptions_cannot_be_told_where_the_voices_are_not() -> None:
    outcome = answer(InterruptionCheck(), on_one_channel("0-3 C: 你好", "4-6 A: 您好", both_told=False))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.OVERLAP)


def test_on_one_channel_with_voices_well_known_there_is_none_where_none_is_heard() -> None:
    outcome = answer(InterruptionCheck(), on_one_channel("0-3 C: 你好", "4-6 A: 您好", both_told=True))
    assert outcome.truth is Truth.NO
