"""Replies that begin before the question ends, on a channel that both parties share."""

from __future__ import annotations

import pytest

from autoqa.dialogue.borders import CERTAINTY, at_the_borders
from autoqa.dialogue.turns import Line
from autoqa.dialogue.utterance import Utterance
from autoqa.types import Role, Word

STEP = 0.2


def line(role: Role, text: str, start: float, *, timed: bool = True) -> Line:
    words = tuple(
        Word(start=start + STEP * place, end=start + STEP * (place + 1), text=letter)
        for place, letter in enumerate(text)
    )
    return Line(Utterance(words, 0, 0 if role is Role.AGENT else 1, 0, timed=timed), role, 0.9)


def told(lines: list[Line]) -> list[tuple[Role, str]]:
    return [(one.role, one.utterance.text) for one in at_the_borders(lines)]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("我跟您核对一次您确认开通对", "可以"),
        ("今天给您开通您确认开通对吧", "可以"),
        ("请问您愿意办理这项服务", "啊"),
        ("每月五元您同意开通", "要的"),
        ("您是同意开通还是不同意", "好的"),
        ("给您开通您看可以吗", "不用"),
        ("给您开通您看可以吗", "嗯嗯"),
    ],
)
def test_a_reply_in_the_same_breath_as_the_question_is_the_customers(asked: str, said: str) -> None:
    (question, reply) = at_the_borders([line(Role.AGENT, asked + said, 1.0)])
    assert (question.role, question.utterance.text) == (Role.AGENT, asked)
    assert (reply.role, reply.utterance.text, reply.certainty) == (Role.CUSTOMER, said, CERTAINTY)
    assert reply.utterance.start == pytest.approx(1.0 + STEP * len(asked))


@pytest.mark.parametrize(
    "text",
    [
        "我现在给您开通您看可以",
        "这个服务帮您开上好不好",
        "您是同意开通还是不同意",
        "今天给您开通您确认开通对",
        "您的地址是人民路对吗",
        "已经给您开通好的",
        "好的",
    ],
)
def test_the_questions_own_end_and_other_sentences_stay_whole(text: str) -> None:
    assert told([line(Role.AGENT, text, 1.0)]) == [(Role.AGENT, text)]


def test_a_customer_who_asks_and_words_without_times_stay_whole() -> None:
    asked = "您确认开通对吗好的"
    assert told([line(Role.CUSTOMER, asked, 1.0)]) == [(Role.CUSTOMER, asked)]
    assert told([line(Role.AGENT, asked, 1.0, timed=False)]) == [(Role.AGENT, asked)]


@pytest.mark.parametrize(
    ("asked", "reply", "expected"),
    [
        ("您同意开通平安提醒不", "用了", ["您同意开通平安提醒", "不用了"]),
        ("您是同意开通还是不同", "意啊", ["您是同意开通还是不同意", "啊"]),
        ("这个服务帮您开上好不", "好", ["这个服务帮您开上好不", "好"]),
        ("您是同意还是不", "同意", ["您是同意还是不", "同意"]),
    ],
)
def test_a_syllable_at_the_border_goes_where_it_belongs(asked: str, reply: str, expected: list[str]) -> None:
    meeting = [line(Role.AGENT, asked, 1.0), line(Role.CUSTOMER, reply, 1.0 + STEP * len(asked))]
    assert [text for _, text in told(meeting)] == expected


def test_what_a_pause_parts_is_left_as_it_is() -> None:
    asked = line(Role.AGENT, "您同意开通平安提醒不", 1.0)
    reply = line(Role.CUSTOMER, "用了", 1.0 + STEP * 10 + 0.3)
    assert [text for _, text in told([asked, reply])] == ["您同意开通平安提醒不", "用了"]
