from __future__ import annotations

import pytest
from pydantic import ValidationError

from autoqa.checks.base import Truth
from autoqa.checks.fillers import FillersCheck
from autoqa.checks.loudness import LoudnessCheck
from autoqa.checks.slows_down import SlowsDownCheck
from autoqa.checks.speech_rate import SpeechRateCheck
from autoqa.checks.talk_share import TalkShareCheck
from autoqa.types import Cause, Role
from tests.checks.answers import answer
from tests.ruleset.build import call

TEXT = (
    "您好我是客服代表今天想给您介绍我们新推出的来电提醒服务"
    "它可以在您关机的时候记下所有来电并且用短信告诉您是谁打过电话"
)


def spoken(rate: float, start: float, text: str = TEXT, who: str = "A") -> str:
    """A line of dialogue spoken at ``rate`` characters a minute."""
    return f"{start}-{start + 60 * len(text) / rate:.2f} {who}: {text}"


def test_rate_over_the_call() -> None:
    outcome = answer(SpeechRateCheck(max=330), call(spoken(420, 0.5), spoken(420, 12)))
    assert outcome.truth is Truth.YES
    assert outcome.figures["rate"] == pytest.approx(420, abs=5)
    assert outcome.figures["limit"] == 330


def test_rate_in_band() -> None:
    outcome = answer(SpeechRateCheck(min=140, max=330), call(spoken(240, 0.5)))
    assert outcome.truth is Truth.NO
    assert outcome.figures["rate"] == pytest.approx(240, abs=5)


def test_too_slow() -> None:
    assert answer(SpeechRateCheck(min=140), call(spoken(100, 0.5))).truth is Truth.YES


def test_a_fast_stretch_shows_in_a_sliding_window() -> None:
    view = call(spoken(230, 0.5), spoken(430, 20), spoken(230, 30))
    assert answer(SpeechRateCheck(max=350), view).truth is Truth.NO
    outcome = answer(SpeechRateCheck(max=350, sliding=6), view)
    assert outcome.truth is Truth.YES
    assert outcome.hits[0].start < 28
    assert outcome.hits[0].end > 20


def test_rate_against_the_customers() -> None:
    slow = spoken(150, 0.5, who="C")
    assert answer(SpeechRateCheck(max_ratio=1.5), call(slow, spoken(300, 24))).truth is Truth.YES
    assert answer(SpeechRateCheck(max_ratio=1.5), call(slow, spoken(200, 24))).truth is Truth.NO
    assert answer(SpeechRateCheck(max_ratio=1.5), call(spoken(200, 0.5))).cause is Cause.NO_WORDS


def test_the_role_says_whose_rate() -> None:
    view = call(spoken(420, 0.5, TEXT * 2, who="C"), spoken(240, 20))
    assert answer(SpeechRateCheck(max=330), view).truth is Truth.NO
    assert answer(SpeechRateCheck(max=330), view, role=Role.CUSTOMER).truth is Truth.YES


def test_too_little_speech_has_no_rate() -> None:
    assert answer(SpeechRateCheck(max=330), call("0-1 A: 您好我是客服代表")).cause is Cause.NO_WORDS


def test_badly_recognised_speech_has_no_rate() -> None:
    outcome = answer(SpeechRateCheck(max=330), call(spoken(420, 0.5), spoken(420, 12), confidence=0.3))
    assert outcome.cause is Cause.LOW_CONFIDENCE


def test_a_rate_needs_a_limit() -> None:
    with pytest.raises(ValidationError):
        SpeechRateCheck()


def test_shares_of_the_talk() -> None:
    view = call("0-18 A: 给您介绍来电提醒业务", "18-20 C: 可以", "20-30 A: 好的给您登记")
    one_sided = TalkShareCheck(min_agent_share=0.9, max_customer_turns=2)
    outcome = answer(one_sided, view)
    assert outcome.truth is Truth.YES
    assert (outcome.figures["agent_share"], outcome.figures["customer_turns"]) == (93, 1)
    assert answer(TalkShareCheck(min_customer_turns=2), view).truth is Truth.NO
    assert answer(TalkShareCheck(min_agent_seconds=40), view).truth is Truth.NO


def test_shares_without_any_talk_are_unknown() -> None:
    assert answer(TalkShareCheck(min_agent_share=0.9), call("O: 您拨打的电话已关机")).cause is Cause.NO_WORDS


def test_fillers_are_counted_against_the_words() -> None:
    view = call("A: 那个我们这边那个现在有一个活动，嗯，那个您要是，呃，办理的话，嗯，每月三元")
    outcome = answer(FillersCheck(), view)
    assert outcome.truth is Truth.YES
    assert outcome.figures["times"] >= 5
    assert outcome.figures["most"] == "那个"
    assert answer(FillersCheck(max_per_hundred=50), view).truth is Truth.NO
    assert answer(FillersCheck(words=("就是说",)), view).truth is Truth.NO


@pytest.mark.parametrize(
    "line", ["C: 那个我那个想问那个，嗯，那个，呃", "A: 那个业务和这个套餐，这个是三元，那个是五元"]
)
def test_what_is_no_filler_of_the_agent(line: str) -> None:
    assert answer(FillersCheck(min_count=1, max_per_hundred=0), call(line, "A: 您好")).truth is Truth.NO


LONG = "0-20 A: 您好我是客服代表给您推荐来电提醒业务"


def test_a_low_voice() -> None:
    outcome = answer(LoudnessCheck(lowest=-42), call(LONG, audio={"agent_level": -48}))
    assert outcome.truth is Truth.YES
    assert outcome.figures["level"] == -48


def test_a_jump_and_where() -> None:
    levels = [-24.0] * 10 + [-8.0] * 4 + [-24.0] * 7
    outcome = answer(LoudnessCheck(jump=12), call(LONG, audio={"agent_levels": levels}))
    assert outcome.truth is Truth.YES
    assert outcome.hits[0].start <= 10 < outcome.hits[0].end
    assert outcome.hits[0].note == "音量突然变大 16 分贝"


def test_one_loud_word_is_no_jump() -> None:
    levels = [-24.0] * 10 + [-8.0] + [-24.0] * 10
    assert answer(LoudnessCheck(jump=12), call(LONG, audio={"agent_levels": levels})).truth is Truth.NO


def test_the_gain_of_the_other_channel_does_not_matter() -> None:
    view = call(LONG, "21-30 C: 我想问一下", audio={"agent_level": -30, "customer_level": -10})
    assert answer(LoudnessCheck(jump=12), view).truth is Truth.NO
    assert answer(LoudnessCheck(lowest=-42), view, role=Role.CUSTOMER).figures["level"] == -10


@pytest.mark.parametrize(
    ("noise", "pause", "truth"),
    [(-45.0, 8.0, Truth.NO), (-36.0, 8.0, Truth.UNKNOWN), (-36.0, 1.0, Truth.NO)],
)
def test_a_silence_on_a_noisy_line_may_be_a_voice_that_dropped(
    noise: float, pause: float, truth: Truth
) -> None:
    again = f"{20 + pause}-{30 + pause} A: 您看怎么样"
    view = call(LONG, again, audio={"agent_level": -24.0, "noise_level": noise})
    outcome = answer(LoudnessCheck(jump=12), view)
    assert outcome.truth is truth
    if truth is Truth.UNKNOWN:
        assert (outcome.cause, outcome.hits[0].start) == (Cause.LOW_CONFIDENCE, pytest.approx(20, abs=0.5))


def test_too_little_voice_to_measure() -> None:
    assert answer(LoudnessCheck(jump=12), call("0-2 A: 您好")).cause is Cause.NO_AUDIO


def test_slowing_down_when_asked_twice() -> None:
    start = [spoken(320, 0.5), "12-13 C: 没听清", spoken(320, 14), "25-26 C: 说慢一点"]
    outcome = answer(SlowsDownCheck(), call(*start, spoken(320, 27)))
    assert outcome.truth is Truth.YES
    assert (outcome.figures["rate_before"], outcome.figures["asked"]) == (320, 2)
    assert answer(SlowsDownCheck(), call(*start, spoken(250, 27))).truth is Truth.NO
    assert answer(SlowsDownCheck(asks=3), call(*start, spoken(320, 27))).truth is Truth.NO
    assert answer(SlowsDownCheck(), call(*start, "27-28 A: 好的")).cause is Cause.NO_WORDS
