from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoqa.text.similar import similarity
from autoqa.text.turntext import TurnText


def alike(one: str, other: str) -> float:
    return similarity(TurnText.plain(one), TurnText.plain(other))


def test_the_same_content_is_alike_whatever_fills_it() -> None:
    assert alike("这个业务怎么取消啊", "那个请问怎么取消") > 0.6
    assert alike("嗯每个月三十元", "每个月三十元的") == 1
    assert alike("每月话费是多少", "每月发费是多少") > 0.9


def test_asking_again_with_more_words_is_alike() -> None:
    assert alike("你们怎么收费的", "我刚才问了半天你们怎么收费的到底") > 0.7


def test_other_content_is_not_alike() -> None:
    assert alike("开通之后发短信退订", "您的地址是哪里呢") < 0.2
    assert alike("我想查一下话费", "我不想办这个业务") < 0.4


def test_short_replies_are_alike_only_when_equal() -> None:
    assert alike("好的", "好") == 1
    assert alike("可以", "不可以") == 0
    assert alike("", "") == 0


@given(*[st.text(alphabet="开通取消业务话费怎么收您好嗯，", max_size=20)] * 2)
def test_likeness_has_no_direction_and_stays_in_range(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)
    assert 0 <= alike(one, other) <= 1


@pytest.mark.parametrize("text", ["你们这个怎么收费", "发送短信到一零零八六退订"])
def test_an_utterance_is_alike_itself(text: str) -> None:
    assert alike(text, text) == 1
