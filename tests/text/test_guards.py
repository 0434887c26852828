from __future__ import annotations

import pytest

from autoqa.text.guards import GUARDS, SURE, Guard, GuardKind, guards_at
from autoqa.text.turntext import TurnText
from tests.text.turns import turn


def guards(source: str | TurnText, hit: str, *kinds: GuardKind) -> tuple[Guard, ...]:
    text = TurnText.plain(source) if isinstance(source, str) else source
    start = text.text.rindex(hit)
    return guards_at(text, start, start + len(hit), kinds)


def certainty(source: str | TurnText, hit: str, kind: GuardKind) -> float:
    return max((guard.certainty for guard in guards(source, hit, kind)), default=0.0)


@pytest.mark.parametrize(
    ("source", "hit"),
    [
        ("我们不保证保本", "保本"),
        ("这个不是保本的", "保本"),
        ("并不是说保本", "保本"),
        ("并非绝对保本", "保本"),
        ("没有百分之百的", "百分之百"),
        ("没有说过保本", "保本"),
        ("我们公司没有给您承诺过保本", "保本"),
        ("不敢保证百分之百收益", "百分之百"),
        ("无法做到保本", "保本"),
        ("我们不能说保本", "保本"),
        ("绝对不会保本", "保本"),
        ("保本是不可能的", "保本"),
        ("保本这个我们不承诺", "保本"),
        ("保证不了您的收益", "保证"),
        ("可以不办", "可以"),
        ("不可以", "可以"),
        ("不好", "好"),
        ("怎么可能保本", "保本"),
        ("谁敢保证", "保证"),
        ("百分之百我不敢说", "百分之百"),
        ("百分之百不敢保证", "百分之百"),
        ("绝对这个话是不能说的", "绝对"),
        ("收益不能保证", "收益"),
    ],
)
def test_denied(source: str, hit: str) -> None:
    assert certainty(source, hit, "negation") >= SURE


@pytest.mark.parametrize(
    ("source", "hit"),
    [
        ("我们保本保息", "保本"),
        ("没有风险绝对保本", "保本"),
        ("没有任何风险保本保息", "保本"),
        ("您不用担心保本的", "保本"),
        ("不过我们是保本的", "保本"),
        ("不仅保本还有收益", "保本"),
        ("不光是保本", "保本"),
        ("不好意思保本的", "保本"),
        ("这不是存款是保本的", "保本"),
        ("不亏本绝对保本", "保本"),
        ("别的产品也保本", "保本"),
        ("特别保本", "保本"),
        ("您要不要保本", "保本"),
        ("不是不保本", "保本"),
        ("不可能不保本", "保本"),
        ("不是不能保证", "保证"),
        ("我保证不亏", "保证"),
        ("不需要。保本的", "保本"),
        ("可不可以", "可以"),
        ("我保证不出问题", "保证"),
        ("绝对不可能的", "绝对"),
        ("绝对没有的", "绝对"),
        ("绝对不了解", "绝对"),
        ("保本是不可能亏的", "保本"),
        ("那不可能我们百分之百保证", "百分之百"),
        ("不会的我们保本", "保本"),
    ],
)
def test_not_denied(source: str, hit: str) -> None:
    assert certainty(source, hit, "negation") == 0


def test_a_pause_ends_the_scope_of_a_negation_where_nothing_is_written() -> None:
    paused = TurnText.of(turn((0, 0.5, "不是"), (1.5, 2, "保本")))
    fluent = TurnText.of(turn((0, 0.5, "不是"), (0.6, 1, "保本")))
    assert certainty(paused, "保本", "negation") == 0
    assert certainty(fluent, "保本", "negation") >= SURE


def test_a_negation_with_other_words_between_is_doubtful() -> None:
    assert 0 < certainty("我不了解这些保本的", "保本", "negation") < SURE


@pytest.mark.parametrize(
    "source",
    [
        "您刚才说保本",
        "客户说，这个是保本的",
        "您说的保本",
        "听说保本",
        "所谓的保本",
        "保本这种说法",
        "他买了“保本”产品",
        "别人说是保本的",
    ],
)
def test_quoted(source: str) -> None:
    assert certainty(source, "保本", "quotation") >= SURE


@pytest.mark.parametrize(
    "source",
    [
        "我跟您说保本的",
        "给您说一下保本",
        "我说的是保本",
        "您提供资料，保本",
        "您说得对，保本",
        "您说了算，但我们是保本的",
        "客户说过。保本的",
    ],
)
def test_not_quoted(source: str) -> None:
    assert certainty(source, "保本", "quotation") == 0


@pytest.mark.parametrize(
    "source",
    [
        "不好意思我刚才说的保本",
        "对不起，我刚刚跟您说保本",
        "我不该说保本",
        "刚才保本那句话是我说错了",
        "不应该跟您说保本",
    ],
)
def test_apologised_for(source: str) -> None:
    assert certainty(source, "保本", "apology") >= SURE


def test_an_apology_for_something_else_is_none() -> None:
    assert certainty("不好意思让您久等了保本", "保本", "apology") == 0
    assert certainty("不好意思刚才没听清您再说一遍保本", "保本", "apology") == 0


@pytest.mark.parametrize(
    ("source", "hit"),
    [
        ("可以吗", "可以"),
        ("可以不办吗", "可以"),
        ("可以帮我办理吗", "可以"),
        ("可不可以", "可以"),
        ("可以不可以", "可以"),
        ("行不行", "行"),
        ("好不好", "好"),
        ("保本？", "保本"),
        ("保本，是吗", "保本"),
        ("给您开通，可以吗", "开通"),
        ("是不是保本", "保本"),
        ("怎么开通", "开通"),
    ],
)
def test_asked(source: str, hit: str) -> None:
    assert certainty(source, hit, "question") >= SURE


@pytest.mark.parametrize(
    ("source", "hit"),
    [
        ("可以", "可以"),
        ("好的那请问还有其他问题吗", "好"),
        ("好的可以办理吗", "好的"),
        ("保本。您看这样可以吗", "保本"),
        ("行吧", "行"),
        ("绝对没有", "绝对"),
        ("谁都可以", "可以"),
    ],
)
def test_not_asked(source: str, hit: str) -> None:
    assert certainty(source, hit, "question") == 0


def test_both_halves_of_a_choice_are_asked() -> None:
    text = TurnText.plain("可以不可以")
    for start in (0, 3):
        (guard,) = guards_at(text, start, start + 2, ["question"])
        assert guard.certainty >= SURE


def test_a_negation_that_is_a_word_with_the_hit_is_none() -> None:
    assert certainty("您说的不错", "错", "negation") == 0
    assert certainty("未您开通保本", "保本", "negation") == 0


def test_three_negations_deny_and_two_do_not() -> None:
    assert certainty("不是不可能不保本", "保本", "negation") >= SURE
    assert certainty("不是，不保本", "保本", "negation") >= SURE


def test_an_answer_before_an_apology_is_no_choice() -> None:
    assert guards_at(TurnText.plain("好不好意思打扰了"), 0, 1, ["question"]) == ()


def test_supposed() -> None:
    assert certainty("如果您觉得可以", "可以", "conditional") >= SURE
    assert certainty("要是保本", "保本", "conditional") >= SURE
    assert certainty("可以的话", "可以", "conditional") >= SURE
    assert certainty("可以", "可以", "conditional") == 0
    assert certainty("您稍等我给您办理", "办理", "conditional") == 0
    assert certainty("主要是保本", "保本", "conditional") == 0


def test_what_follows_a_condition_is_doubtful_and_what_follows_only_if_is_said() -> None:
    assert 0 < certainty("如果便宜我就办", "办", "conditional") < SURE
    assert 0 < certainty("如果您不配合，我保证他有危险", "保证", "conditional") < SURE
    assert certainty("只要存满三年就保本", "保本", "conditional") == 0


@pytest.mark.parametrize(
    "source", ["好的我考虑一下", "那好吧再说", "好，回头再联系", "好吧我先不办了", "好的我跟家里商量商量"]
)
def test_put_off(source: str) -> None:
    assert certainty(source, "好", "deferral") >= SURE


def test_a_goodbye_puts_nothing_off() -> None:
    assert guards("好的再见", "好", "deferral") == ()
    assert guards("好的，给我办吧", "好", "deferral") == ()
    assert guards("好的我考虑好了", "好的", "deferral") == ()
    assert guards("好的打算了解一下", "好", "deferral") == ()


@pytest.mark.parametrize(
    ("source", "hit"),
    [
        ("好像", "好"),
        ("好贵", "好"),
        ("好什么", "好"),
        ("办好了", "好"),
        ("您好", "好"),
        ("银行", "行"),
        ("对客户", "对"),
    ],
)
def test_other_sense(source: str, hit: str) -> None:
    assert certainty(source, hit, "other_sense") >= SURE


@pytest.mark.parametrize(
    ("source", "hit"),
    [("好的", "好"), ("嗯好", "好"), ("好吧", "好"), ("行", "行"), ("对", "对"), ("那行", "行")],
)
def test_a_plain_answer_has_no_guard(source: str, hit: str) -> None:
    assert guards(source, hit, *GUARDS) == ()


def test_a_guard_names_its_cue_and_its_place() -> None:
    text = TurnText.plain("您放心，我们並不是說保本的")
    (guard,) = guards(text, "保本", "negation")
    assert guard.cue == text.folded.quote(guard.start_char, guard.end_char)
    assert guard.cue in guard.reason
    assert text.text[guard.start_char : guard.end_char].startswith("并不是")


def test_the_most_certain_guard_comes_first() -> None:
    found = guards("不好意思我刚才跟您说的保本是不对的", "保本", *GUARDS)
    assert [guard.kind for guard in found] == ["negation", "apology"]
    assert list(found) == sorted(found, key=lambda guard: -guard.certainty)


def test_an_answer_that_may_be_a_preposition_is_doubtful() -> None:
    assert 0 < certainty("对我要办", "对", "other_sense") < SURE
    assert certainty("好看一下短信", "好", "other_sense") == 0


@pytest.mark.parametrize(("start", "end"), [(0, 0), (1, 9), (-1, 1)])
def test_a_span_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no characters"):
        guards_at(TurnText.plain("可以"), start, end)
