"""Two looks at one reply: what counts, and what leaves it open."""

from __future__ import annotations

import pytest

from autoqa.checks.base import CallView, Truth
from autoqa.checks.consent import ROLE_DOUBT, ConsentCheck
from autoqa.checks.exchange import exchanges
from autoqa.checks.reply import Answer, read_reply
from autoqa.checks.two_looks import BY_EAR, settle_joined, settle_looks
from autoqa.dialogue import build_dialogue
from autoqa.types import Cause, ReplyClass, ReplyLook
from tests.asr.conftest import call_audio
from tests.checks.answers import answer
from tests.dialogue.making import said, transcript
from tests.ruleset.build import call

AGREED = ConsentCheck.model_validate({"answer": ["explicit"], "final": True})


def look(
    text: str, *, start: float = 2.5, sounding: float = 0.3, snr: float = 20.0, **chances: float
) -> ReplyLook:
    """A look with these chances; what is left goes to other words."""
    shares = {kind: chances.get(kind.value, 0.0) for kind in ReplyClass}
    shares[ReplyClass.OTHER] += 1 - sum(shares.values())
    return ReplyLook(
        start=start, end=start + 1.5, channel=1, text=text, chances=shares, sounding=sounding, snr=snr
    )


@pytest.mark.parametrize(
    ("words", "second", "expected"),
    [
        ("好", look("好", yes=0.97), Answer.EXPLICIT),
        ("嗯", look("嗯", vague=0.97), Answer.VAGUE),
        ("不用", look("不用", no=0.97), Answer.REFUSAL),
        ("", look("好", yes=0.97), Answer.EXPLICIT),
        ("嗯", look("好的", yes=0.97), Answer.EXPLICIT),
        ("好", look("嗯", vague=0.97), Answer.VAGUE),
        ("", look("", nothing=0.97, sounding=0.0), Answer.NONE),
    ],
)
def test_a_sure_look_decides(words: str, second: ReplyLook, expected: Answer) -> None:
    settled = settle_looks(read_reply(words), None, second)
    assert settled.reading.answer is expected
    assert settled.reading.confidence >= 0.8
    assert settled.cause is None


@pytest.mark.parametrize(
    ("words", "second"),
    [
        ("好", look("好", yes=0.5, vague=0.45)),
        ("嗯", look("嗯", yes=0.9)),
        ("", look("", yes=0.95)),
        ("好", look("好", yes=0.97, snr=1.0)),
        ("好", look("", nothing=0.99, sounding=0.0)),
        ("不要", look("要", yes=0.96)),
        ("", look("啊", nothing=0.85, vague=0.15, sounding=0.03)),
    ],
)
def test_close_unheard_or_poor_stays_open(words: str, second: ReplyLook) -> None:
    settled = settle_looks(read_reply(words), None, second)
    assert (settled.reading.answer, settled.cause) == (Answer.UNCLEAR, Cause.LOW_CONFIDENCE)


@pytest.mark.parametrize(("words", "expected"), [("需要", Answer.REFUSAL), ("可以", Answer.UNCLEAR)])
def test_a_no_that_the_first_look_cut_is_heard_by_the_second(words: str, expected: Answer) -> None:
    settled = settle_looks(read_reply(words), None, look("啊不需要", no=0.96, yes=0.04))
    assert settled.reading.answer is expected


@pytest.mark.parametrize(("words", "text"), [("而", "而"), ("", "儿")])
def test_one_syllable_that_says_nothing_may_be_a_mere_sound(words: str, text: str) -> None:
    settled = settle_looks(read_reply(words), None, look(text, vague=0.95))
    assert settled.reading.answer is Answer.VAGUE
    assert settle_looks(read_reply(words), None, look(text, yes=0.95)).reading.answer is Answer.UNCLEAR


def test_a_text_that_the_decode_found_nearly_as_likely_counts_as_found() -> None:
    second = look("先用吧", yes=0.97)
    assert settle_looks(read_reply("先用吧"), Cause.LOW_CONFIDENCE, second).reading.answer is Answer.UNCLEAR
    with_other = second.model_copy(update={"others": ("行吧",)})
    settled = settle_looks(read_reply("先用吧"), Cause.LOW_CONFIDENCE, with_other).reading
    assert (settled.answer, settled.text) == (Answer.EXPLICIT, "行吧")


def test_two_decodes_that_agree_letter_by_letter_need_no_ear() -> None:
    settled = settle_looks(read_reply("可以不办吗"), None, look("可以不办吗", yes=0.5, no=0.3))
    assert settled.reading.answer is Answer.CONDITIONAL


@pytest.mark.parametrize(
    ("words", "second", "others", "expected"),
    [
        ("你给我开吧", "你给我来吧", ("你给我开吧",), Answer.EXPLICIT),
        ("你给我开吧", "你听我在", ("你给我开",), Answer.EXPLICIT),
        ("我不同意", "我同意", (), Answer.UNCLEAR),
        ("好的吧", "后河吧", (), Answer.UNCLEAR),
    ],
)
def test_decodes_that_differ_by_a_letter_agree_if_they_mean_the_same(
    words: str, second: str, others: tuple[str, ...], expected: Answer
) -> None:
    heard = look(second, yes=0.5, no=0.3).model_copy(update={"others": others})
    assert settle_looks(read_reply(words), None, heard).reading.answer is expected


def test_both_looks_agreeing_are_surer_than_one() -> None:
    second = look("好", yes=0.85, vague=0.15)
    both = settle_looks(read_reply("好"), None, second).reading.confidence
    one = settle_looks(read_reply(""), None, second).reading.confidence
    assert both > one


def test_a_longer_reply_is_read_and_not_compared() -> None:
    second = look("好的我考虑一下再说吧", yes=0.99, sounding=1.8)
    assert settle_looks(read_reply("好的我考虑一下再说吧"), None, second).reading.answer is Answer.CONDITIONAL


def test_a_longer_yes_that_the_second_decode_denies_is_in_doubt() -> None:
    second = look("我不同意开通这个", sounding=1.8)
    settled = settle_looks(read_reply("我同意开通这个业务"), None, second)
    assert (settled.reading.answer, settled.cause) == (Answer.UNCLEAR, Cause.LOW_CONFIDENCE)


def _view(lines: list[str], *looks: ReplyLook, **options: object) -> CallView:
    view = call(*lines, **options)
    return CallView(view.dialogue.model_copy(update={"looks": looks}), view.audio, view.call)


LINES = ["0-2.5 A: 那我给您开通可以吗", "2.8-3.2 C:", "4 A: 好的，给您登记"]


def test_a_reply_that_was_not_recognised_is_recovered_with_evidence_of_both_looks() -> None:
    outcome = answer(AGREED, _view(LINES, look("可以", yes=0.97)))
    assert outcome.truth is Truth.YES
    assert outcome.figures["first_look"] == {"text": "", "read_as": "none"}
    assert outcome.figures["second_look"]["text"] == "可以"
    assert outcome.hits[0].how == BY_EAR
    assert "复听把握" in outcome.note


def test_what_both_looks_heard_is_told_where_it_stays_open() -> None:
    outcome = answer(AGREED, _view(LINES, look("嗯", vague=0.6, yes=0.35)))
    assert outcome.truth is Truth.UNKNOWN
    assert "先听：没有听到话，复听：“嗯”" in outcome.note


def test_on_one_channel_a_voice_that_only_the_look_heard_may_be_the_agents() -> None:
    view = _view([LINES[0], LINES[2]], look("可以", yes=0.97))
    one = CallView(view.dialogue, call_audio([(0.0, 2.5), (2.8, 3.2), (4.0, 5.0)]), view.call)
    two = CallView(view.dialogue, call_audio([(0.0, 2.5), (4.0, 5.0)], [(2.8, 3.2)]), view.call)
    outcome = answer(AGREED, one)
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.NO_ROLES)
    assert answer(AGREED, two).truth is Truth.YES


@pytest.mark.parametrize(("snr", "truth"), [(9.0, Truth.YES), (15.0, Truth.UNKNOWN)])
def test_on_one_channel_a_voice_far_softer_than_the_question_is_the_customers(
    snr: float, truth: Truth
) -> None:
    view = _view([LINES[0], LINES[2]], look("可以", yes=0.97, snr=snr).model_copy(update={"channel": 0}))
    audio = call_audio([(0.0, 2.5), (4.0, 5.0)])
    (channel,) = audio.channels
    loud = channel.model_copy(update={"noise_level": -40.0, "levels": (-20.0,) * 6})
    heard = CallView(view.dialogue, audio.model_copy(update={"channels": (loud,)}), view.call)
    assert answer(AGREED, heard).truth is truth


@pytest.mark.parametrize(("noise", "truth"), [(-60.0, Truth.NO), (-30.0, Truth.UNKNOWN)])
def test_no_answer_on_a_noisy_line_is_left_open(noise: float, truth: Truth) -> None:
    view = _view([LINES[0], LINES[2]], look("", nothing=0.99, sounding=0.0))
    audio = call_audio([(0.0, 2.5), (4.0, 5.0)], [])
    channels = tuple(
        channel.model_copy(update={"speech_level": -20.0, "noise_level": noise}) for channel in audio.channels
    )
    heard = CallView(view.dialogue, audio.model_copy(update={"channels": channels}), view.call)
    assert answer(AGREED, heard).truth is truth


def test_what_follows_a_long_explanation_answers_that() -> None:
    more = "开通以后您每个月都可以免费听音乐还可以送给朋友一起听，非常方便也非常实惠"
    lines = [f"0-9 A: 给您开通可以吗，{more}", "9.5-10 C: 好的"]
    assert answer(AGREED, call(*lines)).truth is Truth.NO


def test_a_reply_that_begins_before_the_end_of_the_question_is_looked_at_from_its_start() -> None:
    view = call("0-2.5 A: 那我给您开通可以吗", "2.3-2.8 C: 不要", "4 A: 好的")
    (exchange,) = exchanges(view)
    assert exchange.window is not None
    assert exchange.window.start == pytest.approx(2.3)


def test_on_one_channel_what_follows_without_a_pause_may_be_the_end_of_the_question() -> None:
    lines = ["0-2.5 A: 这个服务帮您开上好不", "2.5-3 C: 好", "4 A: 好的，给您登记"]
    view = _view(lines, look("好嗯", yes=0.97))
    one = CallView(view.dialogue, call_audio([(0.0, 3.0), (4.0, 5.0)]), view.call)
    assert (answer(AGREED, one).truth, answer(AGREED, one).cause) == (Truth.UNKNOWN, Cause.OVERLAP)
    assert answer(AGREED, view).truth is Truth.YES


def test_on_one_channel_the_end_of_the_question_is_no_part_of_the_reply() -> None:
    lines = ["0-2.5 A: 那我给您开通可以", "2.7-3.2 C: 吗好的", "4 A: 好的，给您登记"]
    view = call(*lines)
    one = CallView(view.dialogue, call_audio([(0.0, 3.2), (4.0, 5.0)]), view.call)
    two = CallView(view.dialogue, call_audio([(0.0, 2.5), (4.0, 5.0)], [(2.7, 3.2)]), view.call)
    assert [exchanges(heard)[0].first for heard in (one, two)] == [read_reply("好的"), read_reply("吗好的")]


@pytest.mark.parametrize(
    ("tail", "heard", "answer"),
    [
        ("每日天气预报", look("", start=3.0, nothing=0.99), Answer.NONE),
        ("号子", look("", start=3.0, nothing=0.99), Answer.UNCLEAR),
        ("每日天气预报嗯", look("嗯", start=3.0, vague=0.99), Answer.VAGUE),
    ],
)
def test_on_one_channel_what_the_question_ends_in_is_not_looked_at(
    tail: str, heard: ReplyLook, answer: Answer
) -> None:
    asked = "请问您是否愿意开通"
    lines = [f"0-3 A: {asked}{tail}", "6 A: 那好"]
    view = _view(lines, heard.model_copy(update={"channel": 0}))
    (exchange,) = exchanges(CallView(view.dialogue, call_audio([(0.0, 3.0), (6.0, 7.0)]), view.call))
    assert exchange.window is not None
    ends = 3 * (len(asked) + len(tail.removesuffix("嗯"))) / len(asked + tail)
    assert exchange.window.start == pytest.approx(ends, abs=0.05)
    assert exchange.reading.answer is answer


def test_on_one_channel_the_look_begins_between_the_question_and_the_reply() -> None:
    view = call("0-3 A: 请问您是否愿意开通每日天气预报", "3.5-3.8 C: 嗯", "5 A: 那好")
    one = CallView(view.dialogue, call_audio([(0.0, 3.8), (5.0, 6.0)]), view.call)
    (exchange,) = exchanges(one)
    assert exchange.window is not None
    assert exchange.window.start == pytest.approx(3.0)


def test_on_one_channel_a_sound_right_behind_a_misheard_end_of_the_question_is_in_doubt() -> None:
    lines = ["0-2.5 A: 我现在给您开通您看可以为", "2.5-2.8 C: 个", "4 A: 好的，给您登记"]
    view = _view(lines, look("啊", start=2.3, vague=0.96))
    one = CallView(view.dialogue, call_audio([(0.0, 2.8), (4.0, 5.0)]), view.call)
    assert [exchanges(heard)[0].reading.answer for heard in (one, view)] == [Answer.UNCLEAR, Answer.VAGUE]


def test_a_question_whose_end_was_written_to_the_reply_is_whole() -> None:
    lines = ["0-2.5 A: 我现在给您开通您看可以", "2.5-3 C: 吗要", "4 A: 那您是不放心费用吗"]
    view = _view(lines, look("不要", no=0.98))
    one = CallView(view.dialogue, call_audio([(0.0, 3.0), (4.0, 5.0)]), view.call)
    assert exchanges(one)[0].reading.answer is Answer.REFUSAL


def test_a_look_at_another_question_does_not_count() -> None:
    outcome = answer(AGREED, _view(LINES, look("可以", start=9.0, yes=0.97)))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.LOW_CONFIDENCE)


def test_a_joined_sound_is_none_where_the_first_look_wrote_a_scrap_of_a_word() -> None:
    second = look("啊", vague=0.99)
    found = [settle_joined(WHOLE, read_reply(text), second).reading.answer for text in ("儿", "用")]
    assert found == [Answer.VAGUE, Answer.UNCLEAR]


def test_a_joined_reply_may_stand_in_a_text_found_nearly_as_likely() -> None:
    second = look("二吧", yes=0.96).model_copy(update={"others": ("好吧",)})
    settled = settle_joined("您确认开通对", read_reply("毛吧"), second)
    assert (settled.reading.answer, settled.reading.text) == (Answer.EXPLICIT, "好吧")


def test_the_particle_of_a_question_found_without_it_makes_it_whole() -> None:
    lines = ["0-2.5 A: 我现在给您开通您看可以吗", "2.5-2.8 C: 了", "4 A: 那您是不放心费用吗"]
    view = _view(lines, look("对", start=2.3, yes=0.98))
    one = CallView(view.dialogue, call_audio([(0.0, 2.8), (4.0, 5.0)]), view.call)
    assert exchanges(one)[0].reading.answer is Answer.EXPLICIT


WHOLE, CUT = "这个服务帮您开上好不好", "这个服务帮您开上好不"


@pytest.mark.parametrize(
    ("asked", "second", "expected"),
    [
        (WHOLE, look("行", yes=0.98), Answer.EXPLICIT),
        (WHOLE, look("不要", no=0.98), Answer.REFUSAL),
        ("我再核对一次您确认开通贵", look("没问题", yes=0.99), Answer.EXPLICIT),
        ("您同意开通那", look("行", yes=0.99), Answer.EXPLICIT),
        ("那您同意开通平安提醒", look("不要", no=0.99), Answer.REFUSAL),
        ("您确认开通", look("对", yes=0.99), Answer.UNCLEAR),
        ("您同意开通还是不", look("同意", yes=0.99), Answer.UNCLEAR),
        ("给您开通您看", look("可以", yes=0.99), Answer.UNCLEAR),
        (CUT, look("不需要", no=0.98), Answer.REFUSAL),
        (CUT, look("好", yes=0.99), Answer.UNCLEAR),
        (CUT, look("不好", no=0.99), Answer.UNCLEAR),
        ("您是同意还是", look("不同意", no=0.99), Answer.UNCLEAR),
        (WHOLE, look("啊", vague=0.7, nothing=0.28), Answer.VAGUE),
        (WHOLE, look("啊", vague=0.9, yes=0.06), Answer.UNCLEAR),
        (WHOLE, look("用", vague=0.7, nothing=0.28), Answer.UNCLEAR),
        (WHOLE, look("行", yes=0.85), Answer.UNCLEAR),
        (WHOLE, look("嗯", yes=0.98), Answer.UNCLEAR),
        (WHOLE, look("行", yes=0.98, snr=1.0), Answer.UNCLEAR),
        (WHOLE, None, Answer.UNCLEAR),
    ],
)
def test_what_follows_a_question_at_once_is_a_reply_only_if_it_cannot_be_its_end(
    asked: str, second: ReplyLook | None, expected: Answer
) -> None:
    settled = settle_joined(asked, read_reply("续"), second)
    assert settled.reading.answer is expected
    assert (settled.cause is Cause.OVERLAP) is (expected is Answer.UNCLEAR)


def _with_a_gap(*looks: ReplyLook) -> CallView:
    """The agent asks, is silent for 0.55 s, and goes on in the same turn; nobody's reply was recognised."""
    asked, later = said(0.0, "那我给您开通可以吗", 0), said(2.8, "好的已经给您登记成功了感谢您的支持再见", 0)
    made = build_dialogue(transcript(asked, later), None, None)
    assert len(made.turns) == 1
    return CallView(made.model_copy(update={"looks": looks}))


def test_a_reply_that_nobody_recognised_is_sought_in_the_silence_after_the_question() -> None:
    (exchange,) = exchanges(_with_a_gap())
    assert exchange.window is not None
    assert exchange.window.end == pytest.approx(2.8, abs=0.1)
    (heard,) = exchanges(_with_a_gap(look("可以", start=exchange.window.start, yes=0.97)))
    assert heard.reading.answer is Answer.EXPLICIT


def test_on_one_channel_only_what_no_agent_says_is_known_to_be_the_customers() -> None:
    start = exchanges(_with_a_gap())[0].window
    assert start is not None
    audio = call_audio([(0.0, 2.3), (2.4, 2.7), (2.8, 7.6)])
    for second, sure in ((look("不用", start=start.start, no=0.98), True), (look("好", yes=0.98), False)):
        view = _with_a_gap(second.model_copy(update={"start": start.start}))
        (exchange,) = exchanges(CallView(view.dialogue, audio))
        assert (exchange.role_confidence >= ROLE_DOUBT) is sure
