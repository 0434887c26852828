from __future__ import annotations

import pytest

from autoqa.checks.ask_by_sound import question_by_sound
from autoqa.checks.base import Truth
from autoqa.checks.consent import ConsentCheck
from autoqa.checks.exchange import exchanges
from autoqa.checks.reply import Answer
from autoqa.text.turntext import TurnText
from autoqa.types import Role, Turn, Word
from tests.checks.answers import answer
from tests.ruleset.build import call

AGREED = ConsentCheck.model_validate({"answer": ["explicit"], "final": True})

LIKE_A_QUESTION = """
一月一号开始收费您确认开通达 今天给您开通您确认开通的 您是同于开通还是不同意了 我给您开通好
这个服务让您开上好不好 我建议您先办一个试试开通还快的可以啊 请问您愿意办理这项服务 那您同意开通天天音乐报某
"""
NO_QUESTION = """
那我这边给您办理好了 那我直接帮您办理上了 好的已经给您登记成功了 没事的我先给您开通了
跟您核对是九一零七对吗 您确认号码对吗 您确认地址对吗 如果您同意开通 您之前确认开通过吗 您需要取消业务吗
您是想办理什么业务呢 您之前开通的还可以啊 祝您生活愉快再见 每月五元前三个月免费 不用的时候随时可以取消
"""


@pytest.mark.parametrize("words", LIKE_A_QUESTION.split())
def test_a_question_heard_as_other_words_is_found_by_its_sound(words: str) -> None:
    found = question_by_sound(TurnText.plain(words))
    assert found is not None
    assert found.sure < 1


@pytest.mark.parametrize("words", NO_QUESTION.split())
def test_what_tells_or_asks_something_else_is_none(words: str) -> None:
    assert question_by_sound(TurnText.plain(words)) is None


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("那您同意开通天天音乐保额不", "您同意开通天天音乐保额"),
        ("那您同意开通天天音乐好不", "您同意开通天天音乐好不"),
    ],
)
def test_a_no_behind_a_question_is_the_beginning_of_the_reply(words: str, asked: str) -> None:
    found = question_by_sound(TurnText.plain(words))
    assert found is not None
    assert words[found.start : found.end] == asked


@pytest.mark.parametrize(("confidence", "found"), [(0.6, True), (0.99, False)])
def test_an_act_may_be_misheard_only_where_hearing_was_poor(confidence: float, found: bool) -> None:
    view = call("A: 请问您愿意保率这项服务吗", confidence=confidence)
    assert (question_by_sound(view.texts[0]) is not None) is found


def test_one_syllable_of_the_act_in_doubt_is_enough() -> None:
    said = "请问您同意来通吗"
    words = tuple(
        Word(text=one, start=at * 0.2, end=at * 0.2 + 0.2, confidence=0.85 if one == "来" else 0.99)
        for at, one in enumerate(said)
    )
    turn = Turn(index=0, role=Role.AGENT, start=0.0, end=len(said) * 0.2, text=said, words=words)
    found = question_by_sound(TurnText.of(turn))
    assert found is not None
    assert (found.start, found.end) == (2, len(said))


def test_an_act_heard_well_does_not_rule_out_a_question_that_names_none() -> None:
    view = call("A: 给您开通的话，您是同意还是不同亿", confidence=0.99)
    found = question_by_sound(view.texts[0])
    assert found is not None
    assert found.pressed


@pytest.mark.parametrize(
    ("reply", "expected"), [("好的", Truth.YES), ("嗯", Truth.NO), ("啊", Truth.NO), ("不用", Truth.NO)]
)
def test_the_reply_to_a_question_found_by_sound_counts_as_any(reply: str, expected: Truth) -> None:
    view = call("0-3 A: 我给您再核对一次您确认开通达", f"3.4-3.8 C: {reply}", "4.5 A: 好的，马上给您登记")
    outcome = answer(AGREED, view)
    assert outcome.truth is expected
    assert max(hit.confidence for hit in outcome.hits) <= 0.9


def test_it_is_no_question_when_the_agent_goes_on() -> None:
    lines = ["0-3 A: 我给您再核对一次您确认开通的", "3.3-5 A: 每月五元", "5.4-5.8 C: 好的"]
    assert answer(AGREED, call(*lines)).truth is Truth.NO
    assert exchanges(call(*lines)) == ()


def test_a_silence_after_it_is_no_answer() -> None:
    lines = ["0-3 A: 我给您再核对一次您确认开通的", "5-6 A: 那就登记了"]
    assert [one.reading.answer for one in exchanges(call(*lines))] == [Answer.NONE]


def test_a_clear_question_is_not_counted_twice() -> None:
    view = call("0-3 A: 那我给您开通可以吗", "3.4-3.8 C: 好的", "4.5 A: 好的，马上给您登记")
    assert [one.asked for one in exchanges(view)] == [1.0]
