from __future__ import annotations

import pytest

from autoqa.checks.base import CallView, Truth
from autoqa.checks.consent import ConsentCheck
from autoqa.types import Cause
from tests.asr.conftest import call_audio
from tests.checks.answers import answer
from tests.ruleset.build import call

AGREED = ConsentCheck.model_validate({"answer": ["explicit"], "final": True})
REFUSED = ConsentCheck.model_validate({"answer": ["refusal"], "final": True})
ASKED = ConsentCheck()
ASK = "A: 那我给您开通可以吗"


@pytest.mark.parametrize("reply", ["可以", "嗯，好的", "行，你办吧"])
def test_a_clear_yes_counts(reply: str) -> None:
    outcome = answer(AGREED, call(ASK, f"C: {reply}", "A: 好的，马上给您登记"))
    assert outcome.truth is Truth.YES
    assert outcome.figures["answer"] == "明确同意"


@pytest.mark.parametrize("reply", ["嗯", "哦", "不用了", "好的我考虑一下", "可以不办吗"])
def test_anything_less_does_not(reply: str) -> None:
    outcome = answer(AGREED, call(ASK, f"C: {reply}", "A: 好的，马上给您登记"))
    assert outcome.truth is Truth.NO
    assert outcome.hits[0].text.endswith(f"客户：{reply.replace('，', '')}")


def test_the_hit_spans_question_and_reply() -> None:
    outcome = answer(AGREED, call("0-2.5 A: 那我给您开通可以吗", "3-3.5 C: 可以"))
    hit = outcome.hits[0]
    assert hit.start == pytest.approx(0.75, abs=0.3)
    assert hit.end == pytest.approx(3.5)


def test_a_vague_answer_made_explicit_counts() -> None:
    lines = [ASK, "C: 嗯", "A: 请您明确答复，可以还是不可以", "C: 可以"]
    assert answer(AGREED, call(*lines)).truth is Truth.YES


def test_the_agents_own_yes_is_no_reply() -> None:
    outcome = answer(AGREED, call(ASK, "A: 好的好的，那就给您开通了"))
    assert outcome.truth is Truth.NO
    assert outcome.hits[0].value == "none"


def test_a_backchannel_during_the_explanation_is_no_reply() -> None:
    lines = ["A: 这个业务每个月五块钱", "C: 好的", "A: 前三个月免费", "C: 好", "A: 那就给您登记了"]
    outcome = answer(AGREED, call(*lines))
    assert outcome.truth is Truth.NO
    assert outcome.hits == ()
    assert answer(ASKED, call(*lines)).truth is Truth.NO


def test_a_weak_yes_over_the_agents_voice_is_in_doubt() -> None:
    lines = ["0-6 A: 给您开通可以吗，开通以后您每个月都能免费听音乐", "2.4-2.7 C: 好"]
    outcome = answer(AGREED, call(*lines))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.OVERLAP)


def test_a_firm_yes_over_the_agents_voice_counts() -> None:
    lines = ["0-6 A: 给您开通可以吗，开通以后您每个月都能免费听音乐", "2.4-3 C: 可以"]
    assert answer(AGREED, call(*lines)).truth is Truth.YES


def test_a_reply_that_was_hardly_recognised_is_in_doubt() -> None:
    outcome = answer(AGREED, call(ASK, "C: 好", confidence=0.4))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.LOW_CONFIDENCE)


def test_a_voice_without_words_after_the_question_is_in_doubt() -> None:
    outcome = answer(AGREED, call("0-2.5 A: 那我给您开通可以吗", "2.8-3.2 C:", "4 A: 好的，给您登记"))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.LOW_CONFIDENCE)


def test_a_reply_that_may_be_the_agents_is_in_doubt() -> None:
    view = call(ASK, "C: 可以", roles_confidence=0.55)
    outcome = answer(AGREED, view)
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.NO_ROLES)


def test_an_order_of_the_customers_own_accord_counts() -> None:
    lines = ["A: 这个业务每个月五块钱", "C: 那你给我开一个吧", "A: 好的"]
    assert answer(AGREED, call(*lines)).truth is Truth.YES
    assert answer(ASKED, call(*lines)).truth is Truth.NO


def test_a_yes_taken_back_is_none() -> None:
    lines = [ASK, "C: 可以", "A: 好的，每月五元", "C: 那算了，不办了", "A: 没关系"]
    assert answer(AGREED, call(*lines)).truth is Truth.NO
    assert answer(REFUSED, call(*lines)).truth is Truth.YES


def test_a_no_to_something_else_takes_nothing_back() -> None:
    lines = [ASK, "C: 可以", "A: 请问还有其他需要吗", "C: 不用了"]
    assert answer(AGREED, call(*lines)).truth is Truth.YES


def test_a_change_of_mind_ends_a_refusal() -> None:
    lines = [ASK, "C: 不用了", "A: 前三个月免费，给您开一个好吗", "C: 那行吧，你开吧"]
    assert answer(REFUSED, call(*lines)).truth is Truth.NO
    assert answer(AGREED, call(*lines)).truth is Truth.YES


def test_the_first_of_refusals_in_a_row_is_the_evidence() -> None:
    lines = ["0-2.5 A: 那我给您开通可以吗", "3-4 C: 不用了", "A: 我先帮您开通", "C: 我说了不要"]
    outcome = answer(REFUSED, call(*lines))
    assert [round(hit.end, 1) for hit in outcome.hits] == [4.0]


def test_a_late_answer_is_none() -> None:
    lines = ["0-2.5 A: 那我给您开通可以吗", "20-21 C: 可以"]
    check = ConsentCheck.model_validate({"answer": ["none"], "wait": "5"})
    assert answer(check, call(*lines)).truth is Truth.YES


def test_low_confidence_hides_whether_it_was_asked() -> None:
    outcome = answer(ASKED, call("A: 您好，给您推荐业务", "C: 嗯", confidence=0.3))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.LOW_CONFIDENCE)


def test_nothing_asked_is_the_state_none() -> None:
    check = ConsentCheck.model_validate({"answer": ["none", "vague"], "final": True})
    assert answer(check, call("A: 您好，给您登记了", "C: 哦")).truth is Truth.YES


def test_a_question_that_may_have_been_missed_leaves_the_state_open() -> None:
    lines = ["0-2.5 A: 那我给您开通可以吗", "3-4 C: 多少钱一个月"]
    assert answer(AGREED, call(*lines)).truth is Truth.NO
    outcome = answer(AGREED, call(*lines, "5-9 A:", "10-11 C: 可以"))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.LOW_CONFIDENCE)


@pytest.mark.parametrize(
    ("later", "truth"),
    [("12-12.5 C: 再见", Truth.NO), ("12-12.5 C: 好的", Truth.UNKNOWN), ("12-12.5 C:", Truth.UNKNOWN)],
)
def test_what_the_agent_said_unheard_matters_only_if_the_customer_may_have_agreed(
    later: str, truth: Truth
) -> None:
    view = call("0-2.5 A: 那我给您开通可以吗", "3-3.4 C: 嗯", "5-9 A:", later)
    customer = [(span.start, span.end) for span in view.dialogue.customer_speech]
    two = CallView(view.dialogue, call_audio([(0.0, 2.5), (5.0, 9.0)], customer, duration=13.0), view.call)
    one = CallView(view.dialogue, call_audio([(0.0, 13.0)], duration=13.0), view.call)
    assert answer(AGREED, two).truth is truth
    assert answer(AGREED, one).truth is Truth.UNKNOWN


def test_a_question_that_says_it_repeats_another_is_not_the_first() -> None:
    first = ConsentCheck(answer=("explicit", "unclear"), repeats=("再跟您(核对/确认)",))
    again = "A: 再跟您核对一次，每月十元，您确认开通对吗"
    outcome = answer(first, call(again, "C: 好的"))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.LOW_CONFIDENCE)
    assert answer(first, call(ASK, "C: 好的", again, "C: 好的")).truth is Truth.YES


def test_a_clear_yes_to_words_that_were_not_heard_well_may_answer_a_question() -> None:
    lines = ["A: 每月十元，您期日开东对骂喝水", "C: 同意"]
    again = ConsentCheck(answer=("explicit",), asked=True)
    assert answer(again, call(*lines, confidence=0.74)).truth is Truth.UNKNOWN
    assert answer(again, call(*lines, confidence=0.95)).truth is Truth.NO
    assert answer(again, call(lines[0], "C: 知道了", confidence=0.74)).truth is Truth.NO
