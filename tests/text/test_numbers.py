from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoqa.text.numbers import EntityKind, entities
from autoqa.text.turntext import TurnText


def read(source: str) -> list[tuple[str, str]]:
    return [(found.kind, found.value) for found in entities(TurnText.plain(source))]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("我的工号是三零六二", "3062"),
        ("工号3062很高兴为您服务", "3062"),
        ("公号幺零八六", "1086"),
        ("3062号为您服务", "3062"),
        ("三零六二很高兴为您服务", "3062"),
        ("零八六五号客服代表", "0865"),
        ("工号是，三零六二", "3062"),
        ("工号是Ａ三零六二", "A3062"),
        ("工号零零七", "007"),
        ("工号八十八", "88"),
        ("工号三零六二一直为您服务", "3062"),
        ("员工编号12345", "12345"),
        ("我是八一九九号", "8199"),
        ("10086号话务员为您服务", "10086"),
    ],
)
def test_job_numbers(source: str, value: str) -> None:
    assert read(source) == [("job_number", value)]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("中国移动10086为您服务", "hotline"),
        ("服务号码10086", "hotline"),
        ("工号13812345678", "phone"),
        ("尾号3062", "digits"),
        ("工号3062元", "amount"),
    ],
)
def test_what_is_no_job_number(source: str, kind: EntityKind) -> None:
    assert [found[0] for found in read(source)] == [kind]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("三块九毛八", "3.98"),
        ("三块九", "3.9"),
        ("三块九八", "3.98"),
        ("3.98元", "3.98"),
        ("每月三十元", "30"),
        ("每月三十", "30"),
        ("十五块钱", "15"),
        ("五毛钱", "0.5"),
        ("两块半", "2.5"),
        ("八分钱", "0.08"),
        ("十块零五分", "10.05"),
        ("两万五千元", "25000"),
        ("1,000元", "1000"),
        ("￥19.9", "19.9"),
        ("一块钱", "1"),
        ("每月三十元一直不变", "30"),
        ("三块九一共", "3.9"),
    ],
)
def test_amounts(source: str, value: str) -> None:
    assert read(source) == [("amount", value)]


@pytest.mark.parametrize(
    ("source", "kind", "value"),
    [
        ("百分之零点六五", "percent", "0.65"),
        ("0.65%", "percent", "0.65"),
        ("百分之百", "percent", "100"),
        ("百分百", "percent", "100"),
        ("三个百分点", "percent", "3"),
        ("二十号", "date", "---20"),
        ("十一月三十号", "date", "--11-30"),
        ("2026年12月1日", "date", "2026-12-01"),
        ("二零二六年", "date", "2026"),
        ("明天", "date", "D+1"),
        ("去年", "date", "Y-1"),
        ("下个月初", "date", "M+1-start"),
        ("月底", "date", "M+0-end"),
        ("三月份", "date", "--03"),
        ("九点一刻", "time", "09:15"),
        ("九点三刻", "time", "09:45"),
        ("两个季度", "period", "P6M"),
        ("下个月一号", "date", "M+1-01"),
        ("每月二十号", "date", "every-M-20"),
        ("这个月底", "date", "M+0-end"),
        ("三个月", "period", "P3M"),
        ("三十天", "period", "P30D"),
        ("一年", "period", "P1Y"),
        ("一年半", "period", "P18M"),
        ("半年", "period", "P6M"),
        ("半个小时", "period", "PT30M"),
        ("一个半小时", "period", "PT90M"),
        ("七个工作日", "period", "P7D"),
        ("下午三点半", "time", "15:30"),
        ("下午两点四十五分", "time", "14:45"),
        ("20:30", "time", "20:30"),
        ("零点整", "time", "00:00"),
        ("零点五十分", "time", "00:50"),
        ("一三八一二三四五六七八", "phone", "13812345678"),
        ("138，1234，5678", "phone", "13812345678"),
        ("010-12345678", "phone", "01012345678"),
        ("拨打一零零八六", "hotline", "10086"),
        ("九五五八八", "hotline", "95588"),
        ("400-812-3456", "hotline", "4008123456"),
        ("拨打110", "hotline", "110"),
        ("零零七", "digits", "007"),
        ("三百二十五", "number", "325"),
    ],
)
def test_other_kinds(source: str, kind: EntityKind, value: str) -> None:
    assert read(source) == [(kind, value)]


@pytest.mark.parametrize(
    "source",
    [
        "十分感谢您",
        "等一下",
        "一些",
        "万一",
        "千万不要",
        "一般一定一直一起一样",
        "三号楼",
        "第一次",
        "一块办理",
        "两三天",
        "三点建议",
    ],
)
def test_words_that_hold_numerals_are_no_numbers(source: str) -> None:
    assert read(source) == []


def test_a_house_number_is_no_job_number() -> None:
    assert read("人民路123号") == [("digits", "123")]


def test_numbers_side_by_side_are_told_apart() -> None:
    assert read("三块一个月") == [("amount", "3"), ("period", "P1M")]
    assert read("拨打一零零八六一下") == [("hotline", "10086")]
    assert read("三零六二二十四小时") == [("digits", "3062")]
    assert read("首月免费次月五元三个月") == [("date", "M+1"), ("amount", "5"), ("period", "P3M")]
    assert read("六点、九点") == []
    assert read("我要三，二十号") == [("date", "---20")]


@pytest.mark.parametrize("source", ["十三月", "二月四十号", "五十号", "半月谈", "二十五点半"])
def test_what_no_calendar_or_clock_shows_is_none(source: str) -> None:
    assert not {"date", "time", "period"} & {kind for kind, _ in read(source)}


def test_an_uncertain_kind_says_so() -> None:
    def surest(source: str) -> float:
        return entities(TurnText.plain(source))[0].certainty

    assert surest("每月三十") < surest("每月三十元")
    assert surest("八一九九号") < surest("工号八一九九")
    assert surest("一零零八六") < surest("拨打一零零八六")


def test_entities_keep_the_source_and_the_place() -> None:
    text = TurnText.plain("您好，每月 ３.98 元。")
    (found,) = entities(text)
    assert found.text == "３.98 元"
    assert text.text[found.start_char : found.end_char] == "3.98元"


def test_a_number_does_not_reach_into_the_next_turn() -> None:
    joined = TurnText.joined([TurnText.plain("工号三零"), TurnText.plain("六二")])
    assert [found.value for found in entities(joined)] == ["30", "62"]


@given(
    st.text(
        alphabet="零一二两三四五六七八九十百千万点元块毛号月年天个日半分之%.0123456789，、工 a", max_size=25
    )
)
def test_any_mixture_of_numerals_is_read_without_overlap(source: str) -> None:
    text = TurnText.plain(source)
    found = entities(text)
    for one, other in pairwise(found):
        assert one.end_char <= other.start_char
    for each in found:
        assert 0 <= each.start_char < each.end_char <= len(text)
        assert each.value
        assert 0 < each.certainty <= 1


@given(st.integers(0, 99), st.integers(0, 9), st.integers(0, 9))
def test_amounts_are_the_same_in_digits_and_in_words(yuan: int, jiao: int, fen: int) -> None:
    digits = "零一二三四五六七八九"
    tens = ("" if yuan < 20 else digits[yuan // 10]) + ("十" if yuan >= 10 else "")
    words = (tens + (digits[yuan % 10] if yuan % 10 or not tens else "")) + "块"
    words += digits[jiao] + "毛" + digits[fen] if jiao and fen else digits[jiao] + "毛" if jiao else "钱"
    written = f"{yuan}.{jiao}{fen if jiao else 0}元"
    assert read(words) == read(written)
