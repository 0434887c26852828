"""What is said in words and what is written in digits come to the same value, whatever stands around it."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from autoqa.text.numbers import entities
from autoqa.text.numerals import plain, same_number, value_of
from autoqa.text.turntext import TurnText
from tests.text.test_numerals import spoken

NAMES = "零一二三四五六七八九"
AROUND = st.sampled_from(
    [
        ("", ""),
        ("这个套餐是", "您看可以吗"),
        ("您好，", "。"),
        ("十分优惠的", "一下子就省了"),
        ("也就", "左右"),
    ]
)


def read(source: str) -> list[tuple[str, str]]:
    return [(found.kind, found.value) for found in entities(TurnText.plain(source))]


def as_said(number: int) -> str:
    """As people say it before a unit: 两块, 十二天."""
    said = spoken(number)
    return "两" if said == "二" else said.removeprefix("一") if said.startswith("一十") else said


@given(st.integers(1, 99_999_999), AROUND, st.sampled_from(["元", "块钱"]))
def test_yuan(yuan: int, around: tuple[str, str], unit: str) -> None:
    before, after = around
    expected = [("amount", str(yuan))]
    assert read(f"{before}{as_said(yuan)}{unit}{after}") == expected
    assert read(f"{before}{yuan}{unit}{after}") == expected


@given(st.integers(1, 9_999), st.integers(1, 9), st.integers(0, 9), AROUND)
def test_yuan_and_jiao_and_fen(yuan: int, jiao: int, fen: int, around: tuple[str, str]) -> None:
    before, after = around
    expected = [("amount", plain(yuan + Decimal(jiao) / 10 + Decimal(fen) / 100))]
    tail = f"{NAMES[jiao]}毛{NAMES[fen]}分" if fen else f"{NAMES[jiao]}毛"
    assert read(f"{before}{as_said(yuan)}块{tail}{after}") == expected
    assert read(f"{before}{yuan}.{jiao}{fen}元{after}") == expected
    point = NAMES[jiao] + (NAMES[fen] if fen else "")
    assert read(f"{before}{spoken(yuan)}点{point}元{after}") == expected


@given(st.integers(0, 100), st.text("0123456789", max_size=3), AROUND)
def test_percentages(whole: int, decimals: str, around: tuple[str, str]) -> None:
    before, after = around
    decimals = decimals.rstrip("0")
    written = f"{whole}.{decimals}" if decimals else f"{whole}"
    said = spoken(whole) + ("点" + "".join(NAMES[int(d)] for d in decimals) if decimals else "")
    expected = [("percent", plain(Decimal(written)))]
    assert read(f"{before}百分之{said}{after}") == expected
    assert read(f"{before}{written}%{after}") == expected


@given(
    st.integers(1, 999),
    st.sampled_from([("年", "P{}Y"), ("天", "P{}D"), ("个月", "P{}M"), ("分钟", "PT{}M")]),
)
def test_periods(count: int, unit: tuple[str, str]) -> None:
    expected = [("period", unit[1].format(count))]
    assert read(f"有效期{as_said(count)}{unit[0]}") == expected
    assert read(f"有效期{count}{unit[0]}") == expected


@given(st.integers(1, 12), st.integers(1, 31))
def test_dates(month: int, day: int) -> None:
    expected = [("date", f"--{month:02}-{day:02}")]
    for form in (spoken, lambda number: spoken(number).replace("一十", "十")):
        assert read(f"到{form(month)}月{form(day)}号") == expected
    assert read(f"到{month}月{day}日") == expected


@given(st.integers(0, 23), st.integers(0, 59))
def test_times_of_day(hour: int, minute: int) -> None:
    expected = [("time", f"{hour:02}:{minute:02}")]
    assert read(f"约在{hour}:{minute:02}") == expected
    said = ("零" + spoken(minute) if minute < 10 else as_said(minute)) if minute else ""
    assert read(f"约在{as_said(hour)}点{said}{'分' if minute else '整'}") == expected


@given(st.integers(1, 9).map(lambda head: 13 + head % 7), st.text("0123456789", min_size=9, max_size=9))
def test_telephone_numbers(head: int, rest: str) -> None:
    digits = f"{head}{rest}"
    said = digits.translate(str.maketrans("0123456789", "零幺二三四五六七八九"))
    grouped = f"{said[:3]}，{said[3:7]}，{said[7:]}"
    for form in (digits, said, grouped, f"{digits[:3]} {digits[3:7]} {digits[7:]}"):
        assert read(f"打您这个{form}") == [("phone", digits)]


@given(st.integers(0, 10**8 - 1), st.integers(0, 10**8 - 1))
def test_two_numbers_are_the_same_only_when_they_are(one: int, other: int) -> None:
    assert same_number(spoken(one), str(other)) == (one == other)


@given(st.decimals(0, 10**7, places=2, allow_nan=False, allow_infinity=False))
def test_decimals(value: Decimal) -> None:
    whole, _, fraction = plain(value).partition(".")
    said = spoken(int(whole)) + ("点" + "".join(NAMES[int(digit)] for digit in fraction) if fraction else "")
    assert value_of(said) == value_of(str(value)) == value
