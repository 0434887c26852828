from __future__ import annotations

import pytest

from autoqa.checks.base import Truth
from autoqa.checks.job_number import JobNumberCheck
from autoqa.types import Cause
from tests.checks.answers import answer
from tests.ruleset.build import call

SAID = JobNumberCheck()
MATCHES = JobNumberCheck(matches_agent=True)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("您好，我工号三零六二", "3062"),
        ("我的工号是幺零零八六", "10086"),
        ("工号10086", "10086"),
        ("8199号客服代表为您服务", "8199"),
        ("我是公号三零六二", "3062"),
        ("我的工好是三零六二", "3062"),
        ("工号，三零六二", "3062"),
    ],
)
def test_a_number_in_any_spoken_form(words: str, number: str) -> None:
    outcome = answer(SAID, call(f"A: {words}"))
    assert outcome.truth is Truth.YES
    assert outcome.figures["number"] == number


@pytest.mark.parametrize(
    "words",
    [
        "请拨打客服热线一零零八六",
        "您的手机是一三八一二三四五六七八吗",
        "一共三百六十二元",
        "您的尾号三零六二对吗",
        "业务十二月一号开通",
        "您的工号是多少",
    ],
)
def test_other_numbers_are_no_job_number(words: str) -> None:
    assert answer(SAID, call(f"A: {words}")).truth is Truth.NO


def test_the_machine_and_the_customer_do_not_count() -> None:
    view = call("O: 工号三零六二为您服务", "C: 我的工号是三零六三", "A: 您好")
    assert answer(SAID, view).truth is Truth.NO


def test_the_answer_to_a_question_for_it_counts() -> None:
    assert answer(SAID, call("A: 您好", "C: 你工号多少", "A: 三零六二")).figures["number"] == "3062"
    assert answer(SAID, call("0-1 A: 我的工号是", "2-3 A: 三零六二")).figures["number"] == "3062"


def test_a_label_without_a_readable_number_is_in_doubt() -> None:
    outcome = answer(SAID, call("A: 您好，我的工号是就为您服务"))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.LOW_CONFIDENCE)
    assert outcome.hits[0].text == "工号"


def test_digits_are_as_sure_as_they_were_recognised() -> None:
    outcome = answer(SAID, call("A: 我的工号是幺零零八六", confidence=0.6))
    assert outcome.confidence == pytest.approx(0.57, abs=0.01)


def test_length_limits() -> None:
    assert answer(JobNumberCheck(min_digits=5), call("A: 工号三零六二")).truth is not Truth.YES


@pytest.mark.parametrize(("agent", "truth"), [("3062", Truth.YES), ("A3062", Truth.YES), ("3061", Truth.NO)])
def test_against_the_metadata(agent: str, truth: Truth) -> None:
    outcome = answer(MATCHES, call("A: 您好，工号三零六二", call={"agent_id": agent}))
    assert outcome.truth is truth
    assert (outcome.figures["number"], outcome.figures["expected"]) == ("3062", agent)


def test_a_difference_says_both_numbers_and_where() -> None:
    outcome = answer(MATCHES, call("0-3 A: 您好，工号三零六二", call={"agent_id": "8199"}))
    assert outcome.note == "报的工号是 3062，登记的是 8199"
    assert outcome.hits[0].end == pytest.approx(3.0)


def test_without_metadata_nothing_is_compared() -> None:
    outcome = answer(MATCHES, call("A: 您好，工号三零六二"))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.NO_METADATA)


@pytest.mark.parametrize("said", ["工号三零六二", "工号三三零六六二", "工号三零六六", "工号零六六二"])
def test_a_repeated_digit_more_or_less_or_one_left_out_is_left_to_a_person(said: str) -> None:
    outcome = answer(MATCHES, call(f"A: 您好，我{said}", call={"agent_id": "30662"}))
    assert outcome.truth is Truth.UNKNOWN
    assert outcome.cause is Cause.LOW_CONFIDENCE


@pytest.mark.parametrize("said", ["我这里是客户部号二七零六", "我个号是九五六零"])
def test_digits_behind_what_may_have_been_the_label_leave_it_open(said: str) -> None:
    outcome = answer(SAID, call(f"A: {said}"))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.LOW_CONFIDENCE)


def test_the_number_known_from_the_call_needs_no_label() -> None:
    twice = ["0-3 A: 您好，工号三零六二", "4-5 C: 好", "6-9 A: 我是工套三零六二祝您愉快"]
    outcome = answer(SAID, call(*twice))
    assert [hit.start >= 6 for hit in outcome.hits] == [False, True]
    assert answer(SAID, call("A: 我是工套三零六二", call={"agent_id": "3062"})).truth is Truth.YES
    assert answer(SAID, call("A: 我是工套三零六三", call={"agent_id": "3062"})).truth is not Truth.YES
    assert answer(SAID, call("A: 请拨打热线三零六二", call={"agent_id": "3062"})).truth is Truth.NO


def test_digits_that_name_something_else_do_not() -> None:
    assert answer(SAID, call("A: 您的手机尾号是九五六零")).truth is Truth.NO
    assert answer(SAID, call("A: 我们已经服务了九五六零")).truth is Truth.NO
    assert answer(SAID, call("A: 我们已经服务了九五六零", confidence=0.74)).truth is Truth.UNKNOWN


def test_a_label_that_breaks_off_leaves_it_open() -> None:
    assert answer(SAID, call("A: 祝您愉快，再报一遍我的工")).truth is Truth.UNKNOWN
