from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoqa.text.numerals import digits_of, plain, respelled, same_number, value_of


@pytest.mark.parametrize(
    ("span", "value"),
    [
        ("一百二十三", "123"),
        ("两万五", "25000"),
        ("三千零五", "3005"),
        ("三千五", "3500"),
        ("一百零八", "108"),
        ("十", "10"),
        ("一亿两千万", "120000000"),
        ("零点六五", "0.65"),
        ("三点九八", "3.98"),
        ("3.980", "3.98"),
        ("1.5万", "15000"),
        ("二零二六", "2026"),
        ("〇", "0"),
    ],
)
def test_values(span: str, value: str) -> None:
    number = value_of(span)
    assert number is not None
    assert plain(number) == value


@pytest.mark.parametrize(
    "span", ["", "百万", "千万", "万", "三百千", "十百", "点五", "三点", "两三", "好", "3.9.8"]
)
def test_what_is_no_number_has_no_value(span: str) -> None:
    assert value_of(span) is None


def spoken(number: int) -> str:
    """The textbook reading of ``number`` below a hundred million, written the other way round: by place."""
    digits, places = "零一二三四五六七八九", ["", "十", "百", "千"]
    if number >= 10000:
        high, low = divmod(number, 10000)
        return spoken(high) + "万" + (("零" if low < 1000 else "") + spoken(low) if low else "")
    text, pending = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if pending and text else "") + digits[digit] + places[place]
        pending = not digit
    return text or "零"


@given(st.integers(0, 99_999_999))
def test_every_cardinal_has_its_value(number: int) -> None:
    assert value_of(spoken(number)) == Decimal(number)
    assert same_number(spoken(number), str(number))


@given(st.text(alphabet="0123456789", min_size=1, max_size=12))
def test_digits_read_one_by_one_are_the_same_number(digits: str) -> None:
    radio = digits.translate(str.maketrans("0123456789", "洞幺两三四五六拐八勾"))
    plainly = digits.translate(str.maketrans("0123456789", "零一二三四五六七八九"))
    assert digits_of(radio) == digits_of(plainly) == digits
    assert same_number(digits, radio)
    assert same_number(plainly, radio)


def test_same_number() -> None:
    assert same_number("10086", "幺零零八六")
    assert same_number("A306", "ａ三零六")
    assert same_number("三千零六十二", "3062")
    assert not same_number("0012", "12")
    assert not same_number("10086", "10010")
    assert not same_number("", "")


@pytest.mark.parametrize(
    ("phrase", "also"),
    [
        ("三十天内", {"30天内"}),
        ("30天内", {"三十天内"}),
        ("收益百分之五", {"收益5%"}),
        ("百分之百", {"100%"}),
        ("0.65%", {"百分之零点六五"}),
        ("每月12元", {"每月十二元"}),
        ("2000元", {"两千元"}),
        ("20050元", {"两万零五十元"}),
        ("十天", {"10天"}),
        ("十分感谢", set()),
        ("千万不要", set()),
        ("一零零八六", set()),
        ("一下", set()),
    ],
)
def test_numbers_in_a_phrase_have_another_spelling(phrase: str, also: set[str]) -> None:
    assert respelled(phrase)[0] == phrase
    assert set(respelled(phrase)[1:]) == also


@given(st.integers(11, 999_999))
def test_respelling_keeps_the_value(number: int) -> None:
    words = respelled(str(number))[1]
    assert value_of(words) == number
    assert str(number) in respelled(words)
