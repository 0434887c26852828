from __future__ import annotations

from typing import Any

import pytest

from autoqa.checks.base import Truth
from autoqa.checks.entities import EntitiesCheck
from autoqa.types import Cause, Role
from tests.checks.answers import answer
from tests.ruleset.build import call


def check(**keys: Any) -> EntitiesCheck:
    return EntitiesCheck.model_validate(keys)


FEE = check(**{"of": ["amount"], "near": ["每月", "资费", "多少钱"], "except": ["原价", "您现在"]})
CANCEL = check(of=["how_to_cancel"])


@pytest.mark.parametrize(
    ("words", "value"), [("每月三元", "3"), ("资费是三块九毛八", "3.98"), ("每月功能费5元", "5")]
)
def test_a_number_near_its_words(words: str, value: str) -> None:
    outcome = answer(FEE, call(f"A: {words}"), role=Role.AGENT)
    assert outcome.truth is Truth.YES
    assert outcome.hits[0].value == value


@pytest.mark.parametrize(
    "words", ["资费很便宜", "您的话费是三元，我们这里有个业务", "每月原价十元", "您现在每月八元"]
)
def test_other_numbers_do_not_count(words: str) -> None:
    assert answer(FEE, call(f"A: {words}"), role=Role.AGENT).truth is Truth.NO


def test_the_customers_question_is_context() -> None:
    assert answer(FEE, call("C: 一个月多少钱", "A: 三元"), role=Role.AGENT).truth is Truth.YES
    assert answer(FEE, call("C: 你好", "A: 三元"), role=Role.AGENT).truth is Truth.NO


def test_the_customers_price_does_not_count() -> None:
    assert answer(FEE, call("C: 听说每月五块钱", "A: 是的"), role=Role.AGENT).truth is Truth.NO


@pytest.mark.parametrize(("confidence", "truth"), [(0.7, Truth.UNKNOWN), (0.99, Truth.NO)])
def test_a_period_may_be_what_was_badly_heard_before_its_words(confidence: float, truth: Truth) -> None:
    free = check(**{"of": ["period", "date"], "near": ["免费"], "except": ["免费(热线/电话)"]})
    view = call("A: 每月三元，现在办首页免费", confidence=confidence)
    outcome = answer(free, view, role=Role.AGENT)
    assert outcome.truth is truth
    assert [hit.text for hit in outcome.hits] == (["首页"] if truth is Truth.UNKNOWN else [])


@pytest.mark.parametrize(
    ("words", "heard"),
    [("十五三个月", "三个月"), ("二十三个月", "二十三个月"), ("三个月", "三个月")],
)
def test_a_period_is_in_doubt_where_its_words_were_misheard_also_as_a_number(words: str, heard: str) -> None:
    free = check(of=["period", "date"], near=["免费"], distance=8)
    said = f"A: 费用是每个月十二元，您可以选人赔{words}"
    outcome = answer(free, call(said, confidence=0.73), role=Role.AGENT)
    assert (outcome.truth, [hit.text for hit in outcome.hits]) == (Truth.UNKNOWN, [heard])
    assert answer(free, call(said, confidence=0.99), role=Role.AGENT).truth is Truth.NO


@pytest.mark.parametrize(
    ("words", "truth"),
    [
        ("开头量个月是免费的", Truth.UNKNOWN),
        ("每个月免费送流量", Truth.NO),
        ("合约还有良个月", Truth.NO),
    ],
)
def test_months_that_are_not_counted_are_in_doubt_beside_their_words(words: str, truth: Truth) -> None:
    free = check(of=["period", "date"], near=["免费"], distance=8)
    assert answer(free, call(f"A: {words}"), role=Role.AGENT).truth is truth


@pytest.mark.parametrize("words", ["三个月是面贵的", "是面贵三个月的"])
def test_words_that_were_misheard_may_stand_on_either_side_of_the_number(words: str) -> None:
    free = check(of=["period", "date"], near=["免费"], distance=8)
    outcome = answer(free, call(f"A: {words}", confidence=0.73), role=Role.AGENT)
    assert (outcome.truth, outcome.hits[0].text) == (Truth.UNKNOWN, "三个月")


def test_a_unit_without_its_number_is_in_doubt() -> None:
    outcome = answer(FEE, call("A: 功能费每月散元"), role=Role.AGENT)
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.LOW_CONFIDENCE)
    assert answer(FEE, call("A: 每月我们公司元旦有活动"), role=Role.AGENT).truth is Truth.NO


def test_guards() -> None:
    guarded = check(of=["amount"], guards=["negation"])
    assert answer(guarded, call("A: 不是三元"), role=Role.AGENT).truth is Truth.NO


@pytest.mark.parametrize(
    "words",
    ["发短信零零到一零零八六就可以取消", "您拨打客服热线就能退订", "不想用了到营业厅注销", "回复退订就可以"],
)
def test_how_to_cancel(words: str) -> None:
    assert answer(CANCEL, call(f"A: {words}"), role=Role.AGENT).truth is Truth.YES


@pytest.mark.parametrize(
    "words", ["您随时可以取消", "有问题请拨打客服热线", "就不为您开通了，以后需要再拨打热线"]
)
def test_no_way_to_cancel(words: str) -> None:
    assert answer(CANCEL, call(f"A: {words}"), role=Role.AGENT).truth is Truth.NO


def test_the_way_alone_answers_the_question() -> None:
    lines = ["C: 那怎么取消呢", "A: 发短信零零到一零零八六"]
    assert answer(CANCEL, call(*lines), role=Role.AGENT).truth is Truth.YES


@pytest.mark.parametrize(("confidence", "truth"), [(0.74, Truth.UNKNOWN), (0.95, Truth.NO)])
def test_a_misheard_date_leaves_open_whether_one_was_told(confidence: float, truth: Truth) -> None:
    opening = check(of=["date"], near=["开通"], distance=5)
    outcome = answer(opening, call("A: 那是以后给您开通", confidence=confidence), role=Role.AGENT)
    assert outcome.truth is truth


def test_our_own_service_desk_is_a_way_to_cancel() -> None:
    view = call("A: 不想用的时候答我们客服就能退订")
    assert answer(CANCEL, view, role=Role.AGENT).truth is Truth.YES


@pytest.mark.parametrize(("confidence", "truth"), [(0.74, Truth.UNKNOWN), (0.95, Truth.NO)])
@pytest.mark.parametrize("words", ["月费十元，您可以卸五年费试用一个月", "一个月付收费"])
def test_a_period_whose_words_were_misheard_leaves_it_open(
    words: str, confidence: float, truth: Truth
) -> None:
    free = check(of=["period"], near=["免费", "不收费"], distance=8)
    assert answer(free, call(f"A: {words}", confidence=confidence), role=Role.AGENT).truth is truth


@pytest.mark.parametrize(("confidence", "truth"), [(0.74, Truth.UNKNOWN), (0.95, Truth.NO)])
def test_a_numeral_misheard_with_its_unit_right_behind_its_words_leaves_it_open(
    confidence: float, truth: Truth
) -> None:
    fee = check(of=["amount"], near=["只要"])
    assert answer(fee, call("A: 月费只要流量您先试用", confidence=confidence), role=Role.AGENT).truth is truth


def test_an_amount_that_was_heard_as_another_word_is_left_open_behind_the_fee() -> None:
    fee = check(of=["amount"])
    heard = call("A: 跟您核对一下二月一号为您开通学费流量到十五号开始扣费", confidence=0.97)
    assert answer(fee, heard, role=Role.AGENT).truth is Truth.UNKNOWN
    for said in ("资费是这样的我们给您优惠", "费用从话费里扣", "话费余额和免费流量都在"):
        outcome = answer(fee, call(f"A: {said}", confidence=0.97), role=Role.AGENT)
        assert outcome.truth is Truth.NO, said


def test_a_number_that_is_another_one_stays_another_one_in_badly_heard_words() -> None:
    hotline = check(**{"of": ["digits"], "near": ["热线"], "except": ["短信"]})
    for words in ("我这边工号三零六二一", "发短信到三零六二一"):
        assert answer(hotline, call(f"A: {words}", confidence=0.74), role=Role.AGENT).truth is Truth.NO
    maybe = call("A: 还有你问可打业线三零六二一", confidence=0.74)
    assert answer(hotline, maybe, role=Role.AGENT).truth is Truth.UNKNOWN


@pytest.mark.parametrize(("confidence", "truth"), [(0.74, Truth.UNKNOWN), (0.95, Truth.NO)])
def test_a_way_to_cancel_that_was_misheard_leaves_it_open(confidence: float, truth: Truth) -> None:
    view = call("A: 以后想取消额更新取消包一年六期就行", confidence=confidence)
    assert answer(CANCEL, view, role=Role.AGENT).truth is truth
