from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from autoqa.checks.base import Truth
from autoqa.checks.phrases import PhrasesCheck
from autoqa.types import Cause, Role
from tests.checks.answers import answer
from tests.ruleset.build import call


def check(**keys: Any) -> PhrasesCheck:
    return PhrasesCheck.model_validate(keys)


def test_any_finds_the_words_and_their_seconds() -> None:
    outcome = answer(check(any=["保本"]), call("2-4 A: 这个产品保本的"), role=Role.AGENT)
    assert outcome.truth is Truth.YES
    assert outcome.hits[0].text == "保本"
    assert outcome.hits[0].start == pytest.approx(3.14, abs=0.1)


def test_the_other_party_does_not_count() -> None:
    outcome = answer(check(any=["保本"]), call("A: 您好", "C: 这个保本吗"), role=Role.AGENT)
    assert outcome.truth is Truth.NO


def test_a_hit_counts_where_it_starts() -> None:
    view = call("0-4 A: 您好，我是客服代表")
    assert answer(check(any=["客服代表"]), view, end=1.5).truth is Truth.NO
    assert answer(check(any=["客服代表"]), view, end=3.0).truth is Truth.YES


def test_all_needs_every_phrase() -> None:
    wanted = check(all=["您好", "再见"])
    assert answer(wanted, call("A: 您好", "A: 再见")).truth is Truth.YES
    outcome = answer(wanted, call("A: 您好"))
    assert outcome.truth is Truth.NO
    assert outcome.figures["unsaid"] == ["再见"]


def test_at_least_counts_different_phrases() -> None:
    wanted = check(at_least=2, of=["您好", "谢谢", "再见"])
    assert answer(wanted, call("A: 您好，您好")).truth is Truth.NO
    assert answer(wanted, call("A: 您好，再见")).truth is Truth.YES


def test_none_is_yes_when_nothing_is_said() -> None:
    wanted = check(none=["保本"])
    assert answer(wanted, call("A: 收益看市场")).truth is Truth.YES
    outcome = answer(wanted, call("A: 这个保本"))
    assert outcome.truth is Truth.NO
    assert outcome.hits[0].text == "保本"


def test_word_boundary_and_exceptions() -> None:
    assert answer(check(any=["保本"]), call("A: 请担保本人资料真实")).truth is Truth.NO
    assert answer(check(any=["绝对"]), call("A: 绝对值很大")).truth is Truth.NO
    excepted = check(**{"any": ["公司"], "except": ["贵公司"]})
    assert answer(excepted, call("A: 贵公司在哪里")).truth is Truth.NO


def test_a_homophone_is_found_but_less_sure() -> None:
    literal = answer(check(any=["百分之百保本保息"]), call("A: 我们百分之百保本保息"))
    heard = answer(check(any=["百分之百保本保息"]), call("A: 我们百分之百报本保息"))
    assert heard.truth is Truth.YES
    assert heard.hits[0].how == "pinyin"
    assert heard.confidence < literal.confidence
    assert (
        answer(check(any=["百分之百保本保息"], mode="exact"), call("A: 百分之百报本保息")).truth is Truth.NO
    )


def test_fuzzy_allows_a_missing_character() -> None:
    wanted = check(any=["这是我们的收费标准"], mode="any")
    outcome = answer(wanted, call("A: 这我们的收费标准"))
    assert outcome.truth is Truth.YES
    assert outcome.hits[0].how == "fuzzy"


def test_badly_recognised_words_make_a_doubtful_hit() -> None:
    sure = answer(check(any=["保本"]), call("A: 这个保本", confidence=0.95))
    unsure = answer(check(any=["保本"]), call("A: 这个保本", confidence=0.4))
    assert unsure.confidence == pytest.approx(0.4)
    assert unsure.confidence < sure.confidence


@pytest.mark.parametrize("said", ["我们不保证收益", "您刚才说保证收益，没有这个说法", "能不能保证收益呢"])
def test_guards_take_hits_away(said: str) -> None:
    guarded = check(any=["保证收益"], guards=["negation", "quotation", "question"])
    assert answer(guarded, call(f"A: {said}")).truth is Truth.NO
    assert answer(check(any=["保证收益"]), call(f"A: {said}")).truth is Truth.YES


def test_a_doubtful_guard_leaves_it_to_a_person() -> None:
    guarded = check(any=["都是骗人的"], guards=["negation"])
    outcome = answer(guarded, call("A: 我们不会说他们家都是骗人的"))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.AMBIGUOUS)
    assert "否定" in outcome.note


def test_one_utterance_counts_once() -> None:
    outcome = answer(check(any=["百分之百", "百分之百保本", "保本"]), call("A: 百分之百保本"))
    assert len(outcome.hits) == 1


def test_not_found_in_badly_recognised_words_is_unknown() -> None:
    outcome = answer(check(any=["再见"]), call("A: 您好，给您推荐业务", confidence=0.3))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.LOW_CONFIDENCE)


@pytest.mark.parametrize(
    "keys",
    [{}, {"any": ["好"], "none": ["不"]}, {"at_least": 2}, {"of": ["好"]}, {"any": ["(好"]}, {"any": [""]}],
)
def test_what_cannot_be_looked_for_is_refused(keys: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        check(**keys)


def test_what_was_badly_heard_and_sounds_like_it_is_not_missing() -> None:
    greeting = check(any=["上午好…先生"], nearly=True)
    said = call("A: 上午号码先生，我是客服", confidence=0.74)
    assert answer(greeting, said, role=Role.AGENT).truth is Truth.YES
    maybe = answer(greeting, call("A: 生物后周先生，我是客服", confidence=0.74), role=Role.AGENT)
    assert (maybe.truth, maybe.cause) == (Truth.UNKNOWN, Cause.LOW_CONFIDENCE)
    well = call("A: 生物后周先生，我是客服", confidence=0.95)
    assert answer(greeting, well, role=Role.AGENT).truth is Truth.NO
    other = check(any=["上午好…先生"])
    assert answer(other, said, role=Role.AGENT).truth is Truth.NO


def test_what_must_not_be_said_is_left_open_where_badly_heard_words_sound_like_it() -> None:
    banned = check(any=["你懂不懂礼貌", "神经病"], nearly="open", guards=["quotation"])
    maybe = answer(banned, call("A: 你懂不懂你吗", confidence=0.74), role=Role.AGENT)
    assert (maybe.truth, maybe.cause) == (Truth.UNKNOWN, Cause.LOW_CONFIDENCE)
    assert [hit.text for hit in maybe.hits] == ["你懂不懂你吗"]
    assert "你懂不懂礼貌" in maybe.note
    assert answer(banned, call("A: 你懂不懂你吗", confidence=0.95)).truth is Truth.NO
    assert answer(banned, call("A: 您好，月费只要十二元", confidence=0.74)).truth is Truth.NO


def test_even_the_same_sound_proves_nothing_where_it_is_only_to_be_left_open() -> None:
    banned = check(any=["放屁"], mode="exact", nearly="open")
    assert answer(banned, call("A: 放屁", confidence=0.74)).truth is Truth.YES
    assert answer(banned, call("A: 放痞", confidence=0.74)).truth is Truth.UNKNOWN
    assert answer(banned, call("C: 放痞", confidence=0.74), role=Role.AGENT).truth is Truth.NO


def test_none_is_open_too_where_badly_heard_words_sound_like_a_phrase() -> None:
    banned = check(none=["你懂不懂礼貌"], nearly="open")
    assert answer(banned, call("A: 你懂不懂你吗", confidence=0.74)).truth is Truth.UNKNOWN
    assert answer(banned, call("A: 月费只要十二元", confidence=0.74)).truth is Truth.YES


def test_exceptions_and_guards_hold_for_badly_heard_words_too() -> None:
    keys = {"any": ["私下给您"], "except": ["是想给您"], "nearly": "open"}
    said = call("A: 打电话是想给您介绍一下", confidence=0.74)
    assert answer(check(**keys), said).truth is Truth.NO
    assert answer(check(**{**keys, "except": []}), said).truth is Truth.UNKNOWN
    quoted = call("A: 您刚才说你懂不懂你吗，没有这个说法", confidence=0.74)
    assert answer(check(any=["你懂不懂礼貌"], nearly="open", guards=["quotation"]), quoted).truth is Truth.NO


def test_what_a_party_begins_with_is_left_open_where_it_was_misheard() -> None:
    greeting = check(any=["您好", "上午好", "您好这里是"], begins=True)
    badly = call("A: 离号，我是联通公司客服", confidence=0.74)
    assert answer(greeting, badly, role=Role.AGENT).truth is Truth.UNKNOWN
    assert answer(greeting, call("A: 上午号码女士我是客服"), role=Role.AGENT).truth is Truth.UNKNOWN
    for misheard in ("生物后台先生我是客服", "尾号不好意思打扰了", "好不好意思耽误您一下"):
        outcome = answer(greeting, call(f"A: {misheard}", confidence=0.95), role=Role.AGENT)
        assert outcome.truth is Truth.UNKNOWN, misheard
    for other in ("不好意思打扰了", "您的手机用了几年了", "上网卡您用过吗", "我这里是客户部"):
        outcome = answer(greeting, call(f"A: {other}", confidence=0.95), role=Role.AGENT)
        assert outcome.truth is Truth.NO, other
    assert answer(greeting, call("A: 您好像没有开通"), role=Role.AGENT).truth is Truth.NO
    assert answer(greeting, call("A: 我是客服", confidence=0.95), role=Role.AGENT).truth is Truth.NO
    assert answer(check(any=["您好"]), badly, role=Role.AGENT).truth is Truth.NO


def test_a_short_phrase_that_must_be_said_is_left_open_by_its_sound() -> None:
    billing = check(any=["不收费", "您好"], nearly=True)
    assert answer(billing, call("A: 两个月付收费", confidence=0.74)).truth is Truth.UNKNOWN
    assert answer(billing, call("A: 两个月付收费", confidence=0.95)).truth is Truth.NO
    assert answer(billing, call("A: 把号码整理好", confidence=0.74)).truth is Truth.NO


def test_a_name_that_was_not_heard_well_is_left_open_where_it_is_due() -> None:
    company = check(any=["公司"], after=["(我/)这里是"])
    badly = call("A: 我这里是何学功四客户部", confidence=0.6)
    assert answer(company, badly, role=Role.AGENT).truth is Truth.UNKNOWN
    well = call("A: 我这里是客户部的，工号三零六二", confidence=0.95)
    assert answer(company, well, role=Role.AGENT).truth is Truth.NO
    elsewhere = call("A: 客户部何学功四", confidence=0.74)
    assert answer(company, elsewhere, role=Role.AGENT).truth is Truth.NO
