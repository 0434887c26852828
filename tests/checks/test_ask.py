from __future__ import annotations

import pytest

from autoqa.checks.ask import consent_questions
from autoqa.text.turntext import TurnText

ASKED = """
刚才我所推荐的业务您是否同意定制 请问您确定要开通是吗 那我现在帮您开通可以吗 给您办理一个好吗
您看给您开通一个怎么样 您需要开通吗 帮您把这个业务开了好不好 那就先给您免费开通一个月您看行吗
那您要不要办理一个 这个业务您愿意体验一下吗 给您开一个好吧 您同不同意开通 请问您愿意开通试试吗
我就给您登记了可以吗 我现在给您开通您看可以发 给您办理一个您看行 那我给您开一个好不
"""
NOT_ASKED = """
您之前开通过吗 您现在方便吗 帮您取消可以吗 您可以随时办理退订 我给您介绍一下可以吗
您同意办理之后每个月五元 如果您同意办理我们明天开通 请问您是机主本人吗 我帮您登记一下身份证号可以吗
您这边是想办理什么业务呢 我就给您开通了啊 开通以后您听清楚了吗 这个业务每月五元
手机上直接就可以试用吗以后想取消发短信
"""


def _questions(text: str) -> list[tuple[str, bool]]:
    found = consent_questions(TurnText.plain(text))
    return [(text[question.start : question.end], question.pressed) for question in found]


@pytest.mark.parametrize("text", ASKED.split())
def test_asks_for_consent(text: str) -> None:
    assert [pressed for _, pressed in _questions(text)] == [False]


@pytest.mark.parametrize("text", NOT_ASKED.split())
def test_does_not_ask_for_consent(text: str) -> None:
    assert _questions(text) == []


def test_a_choice_that_names_the_act_asks_by_itself() -> None:
    assert _questions("不好意思您是同意开通还是不同意呢") == [("同意开通还是不同意", False)]


@pytest.mark.parametrize("text", ["您是同意还是不同意呢", "请您明确答复一下", "您看可以吗"])
def test_pressing_for_a_clear_answer_counts_only_after_a_question(text: str) -> None:
    assert [pressed for _, pressed in _questions(text)] == [True]


@pytest.mark.parametrize("text", ["请问您确丁开通吗", "您看帮您开同好马", "您是否同义开通"])
def test_homophones_are_heard(text: str) -> None:
    assert [pressed for _, pressed in _questions(text)] == [False]


def test_a_summing_up_with_a_tag_presses() -> None:
    assert _questions("十二月一号开始收费每月三元对吗")[-1] == ("对吗", True)
