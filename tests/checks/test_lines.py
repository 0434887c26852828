from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from autoqa.checks.base import Outcome, Truth
from autoqa.checks.order import OrderCheck
from autoqa.checks.readback import ReadbackCheck
from autoqa.checks.regex import RegexCheck
from autoqa.checks.repetition import RepetitionCheck
from autoqa.checks.script import ScriptCheck
from autoqa.types import Cause, Role
from tests.checks.answers import answer
from tests.ruleset.build import call

LINE = "感谢您的接听，我是工号____，祝您(生活/工作)愉快，再见"


def test_a_standard_line_with_its_slot() -> None:
    check = ScriptCheck(lines=(LINE,))
    outcome = answer(
        check, call("A: 好的", "A: 感谢您的接听，我是工号三零六二，祝您工作愉快，再见"), role=Role.AGENT
    )
    assert outcome.truth is Truth.YES
    assert outcome.figures["coverage"] == 100


def test_a_line_over_two_breaths_with_a_slip() -> None:
    check = ScriptCheck(lines=(LINE,))
    view = call("A: 谢谢您的接听，我是工号三零六二", "C: 嗯", "A: 那祝您生活愉快，再见")
    assert answer(check, view, role=Role.AGENT).truth is Truth.YES


def test_a_line_that_is_not_said() -> None:
    outcome = answer(ScriptCheck(lines=(LINE,)), call("A: 好的，再见"), role=Role.AGENT)
    assert outcome.truth is Truth.NO
    assert "感谢您的接听" in outcome.figures["parts_missing"]


def test_a_line_without_words_is_refused() -> None:
    with pytest.raises(ValidationError):
        ScriptCheck(lines=("____",))


def regex(**keys: Any) -> RegexCheck:
    return RegexCheck.model_validate(keys)


def test_regular_expressions_with_exceptions() -> None:
    check = regex(**{"any": ["第[一二三]次"], "except": ["第三次世界大战"]})
    assert answer(check, call("A: 这是第二次通知")).hits[0].text == "第二次"
    assert answer(check, call("A: 第三次世界大战")).truth is Truth.NO


@pytest.mark.parametrize("written", ["(好", "a*", ""])
def test_expressions_that_cannot_work_are_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        regex(any=[written])


STEPS = [{"name": "核对身份", "any": ["请问您是机主"]}, {"name": "介绍业务", "any": ["推荐", "介绍"]}]


def order(*lines: str, **keys: Any) -> Outcome:
    check = OrderCheck.model_validate({"steps": STEPS, **keys})
    return answer(check, call(*lines), role=Role.AGENT)


def test_steps_in_order() -> None:
    outcome = order("A: 请问您是机主吗", "A: 给您推荐业务")
    assert outcome.truth is Truth.YES
    assert [hit.value for hit in outcome.hits] == ["核对身份", "介绍业务"]


def test_a_step_too_early() -> None:
    outcome = order("A: 给您推荐业务", "A: 请问您是机主吗")
    assert outcome.truth is Truth.NO
    assert outcome.note == "介绍业务说早了"
    assert outcome.hits[0].text == "推荐"


def test_a_step_left_out() -> None:
    assert order("A: 给您推荐业务").note == "没有核对身份"
    assert order("A: 给您推荐业务", skip=True).truth is Truth.YES


NUMBER = "C: 六二二二零二零二零零一二三四五六"


def test_a_number_read_back() -> None:
    assert answer(ReadbackCheck(), call(NUMBER, "A: 6222020200123456，对吗")).truth is Truth.NO


@pytest.mark.parametrize(
    "reply", ["好的，记下了", "尾号三四五六对吗", "六二二二零二零二零零一二三四五七对吗"]
)
def test_a_number_not_read_back(reply: str) -> None:
    outcome = answer(ReadbackCheck(), call(NUMBER, f"A: {reply}"))
    assert outcome.truth is Truth.YES
    assert outcome.hits[0].value == "6222020200123456"


def test_a_digit_off_is_in_doubt_unless_it_was_heard_well() -> None:
    outcome = answer(ReadbackCheck(), call(NUMBER, "A: 六二二二零二零二零零一二三四五七对吗", confidence=0.8))
    assert outcome.truth is Truth.UNKNOWN
    assert outcome.cause is Cause.LOW_CONFIDENCE
    shorter = answer(ReadbackCheck(), call(NUMBER, "A: 跟您核对是六二二二零二零零零一二三四五六对吗"))
    assert shorter.truth is Truth.UNKNOWN
    lost = answer(ReadbackCheck(), call(NUMBER, "A: 好的，记下了", confidence=0.8))
    assert lost.truth is Truth.YES


def test_a_name_read_back_by_its_sound() -> None:
    asked = "A: 请问您的姓名"
    assert answer(ReadbackCheck(), call(asked, "C: 张建国", "A: 章建国，对吗")).truth is Truth.NO
    assert answer(ReadbackCheck(), call(asked, "C: 我叫张建国", "A: 好的")).truth is Truth.YES
    assert answer(ReadbackCheck(), call(asked, "C: 可以", "A: 好的")).truth is Truth.NO


def test_a_number_that_was_hardly_recognised() -> None:
    outcome = answer(ReadbackCheck(), call(NUMBER, "A: 好的", confidence=0.5))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.LOW_CONFIDENCE)


def test_whether_anything_was_given() -> None:
    assert answer(ReadbackCheck(gives=True), call(NUMBER)).truth is Truth.YES
    assert answer(ReadbackCheck(gives=True), call("C: 多少钱")).truth is Truth.NO


def test_the_same_content_again() -> None:
    view = call("C: 这个业务一个月要收多少钱", "A: 很好用的", "C: 这个业务一个月收多少钱")
    assert answer(RepetitionCheck(), view, role=Role.CUSTOMER).figures["times"] == 1
    assert answer(RepetitionCheck(), view, role=Role.AGENT).truth is Truth.NO


@pytest.mark.parametrize(
    "between", ["C: 没听清，再说一遍", "C: 你说什么", "C: 再讲一次好吗", "C: 没有听明白"]
)
def test_said_again_on_request(between: str) -> None:
    line = "A: 来电提醒可以记下您没接到的电话"
    assert answer(RepetitionCheck(), call(line, between, line)).truth is Truth.NO
    assert answer(RepetitionCheck(), call(line, "C: 哦", line)).truth is Truth.YES


def test_confirming_is_no_repetition() -> None:
    said = "业务十二月一号开通每月三元"
    assert answer(RepetitionCheck(), call(f"A: {said}", "C: 好", f"A: 跟您确认{said}")).truth is Truth.NO


def test_a_request_that_was_misheard_may_have_asked_for_the_repetition() -> None:
    line = "A: 不会丢，开机马上就到，现在很多老用户都在用"
    for between in ("C: 还是听不去呢说满一点", "C: 冻坡塔"):
        outcome = answer(RepetitionCheck(), call(line, between, line, confidence=0.74))
        assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.LOW_CONFIDENCE)
    assert answer(RepetitionCheck(), call(line, "C: 知道了", line, confidence=0.95)).truth is Truth.YES


def test_badly_heard_turns_that_are_nearly_alike_leave_it_open() -> None:
    lines = ["A: 不会丢，开机马上就到，现在很多人在用", "C: 知道了", "A: 不会丢，开机马上就道先在跟多人再用"]
    assert answer(RepetitionCheck(likeness=0.95), call(*lines, confidence=0.74)).truth is Truth.UNKNOWN
    assert answer(RepetitionCheck(likeness=0.95), call(*lines, confidence=0.95)).truth is Truth.NO
