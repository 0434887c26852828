"""Numbers that name a person are hidden; prices, job numbers and hotlines are not."""

from __future__ import annotations

import pytest

from autoqa.text.personal import mask, personal_spans_across


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("我的电话是13800138000", "我的电话是138******00"),
        ("一三八，零零一三，八零零零 好的", "一三八，****，**零零 好的"),
        ("身份证110101199001011234", "身份证110*************34"),
        ("身份证一一零一零一一九九零零一零一一二三X", "身份证一一零*************三X"),
        ("卡号 6222 0210 0111 6245 702", "卡号 622* **** **** **** *02"),
        ("座机六二八八一二三四", "座机******三四"),
    ],
)
def test_personal_numbers_are_hidden(said: str, shown: str) -> None:
    assert mask(said) == shown


@pytest.mark.parametrize(
    "said",
    ["请拨打4008001234", "拨打10010", "尾号8000", "保额10000000元", "工号10086为您服务", "一百二十三元", ""],
)
def test_other_numbers_are_shown(said: str) -> None:
    assert mask(said) == said


def test_a_number_read_in_groups_over_turns_is_one() -> None:
    turns = ["我电话是一三八", "零零一三", "八零零零", "对，一个月三十元"]
    hidden = [mask(turn, spans) for turn, spans in zip(turns, personal_spans_across(turns), strict=True)]
    assert hidden == ["我电话是***", "****", "****", "对，一个月三十元"]


def test_small_groups_alone_are_no_number() -> None:
    turns = ["尾号八零零零", "好的", "一共三十元"]
    assert personal_spans_across(turns) == [[], [], []]
