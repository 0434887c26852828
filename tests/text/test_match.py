from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoqa.errors import RuleError
from autoqa.text.approximate import beyond_edits, by_edits
from autoqa.text.match import Match, Mode, PhraseSet, find
from autoqa.text.phrase import MAX_VARIANTS, Phrase
from autoqa.text.turntext import TurnText


def hits(phrase: str, source: str, mode: Mode = "any", boundary: bool | None = None) -> list[tuple[str, str]]:
    text = TurnText.plain(source)
    found = find(Phrase.parse(phrase, boundary=boundary), text, mode)
    return [(match.how, text.span(match.start_char, match.end_char)[2]) for match in found]


def only(phrase: str, source: str, mode: Mode = "any") -> Match:
    (match,) = find(Phrase.parse(phrase), TurnText.plain(source), mode)
    return match


@pytest.mark.parametrize(
    ("phrase", "source", "quote"),
    [
        ("保本", "这款產品保本，保息", "保本"),
        ("您好", "喂，您 好！", "您 好"),
        ("10086", "请拨打一零零八六", "一零零八六"),
        ("一零零八六", "请拨打10086", "10086"),
        ("5g套餐", "５Ｇ套餐", "５Ｇ套餐"),
        ("三十天内", "30天内有效", "30天内"),
        ("收益5%", "年化收益百分之五", "收益百分之五"),
        ("我不知道我不清楚", "我不知道，我不清楚。", "我不知道，我不清楚"),
    ],
)
def test_the_same_words_are_found_however_they_are_written(phrase: str, source: str, quote: str) -> None:
    assert hits(phrase, source, "exact") == [("exact", quote)]


def test_word_boundaries_guard_short_phrases() -> None:
    assert hits("保本", "需要担保本人签字") == []
    assert hits("保本", "保本保息") == [("exact", "保本")]
    assert hits("保本", "担保本人", boundary=False) == [("exact", "保本")]
    assert hits("保证", "要交保证金") == []
    assert hits("好", "你好") == []


def test_short_phrases_do_not_reach_over_marks_and_long_ones_do() -> None:
    assert hits("好办", "那就好，办吧") == []
    assert hits("那就好办吧", "那就好，办吧") == [("exact", "那就好，办吧")]


def test_a_long_phrase_may_cut_one_word_but_not_two() -> None:
    assert hits("能听我讲完", "能听我讲完了", boundary=True) == [("exact", "能听我讲完")]
    assert hits("保本人同", "担保本人同意") == []


@pytest.mark.parametrize(
    ("phrase", "source"),
    [
        ("工号", "我的公号是三零六二"),
        ("为您服务", "很高兴未您服务"),
        ("祝您生活愉快", "祝您身活鱼快"),
        ("您这是为难我", "您则是为男我"),
        ("联通公司", "年通公司"),
        ("话费查询", "发费查询"),
    ],
)
def test_homophones_and_usual_confusions_are_found_by_sound(phrase: str, source: str) -> None:
    match = only(phrase, source)
    assert match.how == "pinyin"
    assert 0.5 <= match.score < 1


@pytest.mark.parametrize(
    ("phrase", "source"),
    [
        ("资费", "自费是五元"),
        ("退订", "我来推定一下"),
        ("好", "号"),
        ("三十天内", "四十天内"),
        ("四天以后到期", "十天以后到期"),
        ("保本保息", "包办报喜"),
    ],
)
def test_what_only_resembles_a_phrase_is_not_found(phrase: str, source: str) -> None:
    assert hits(phrase, source) == []


def test_a_perfect_homophone_scores_more_when_it_is_long_and_less_when_it_is_a_word() -> None:
    short, long = only("工号", "公号"), only("祝您生活愉快", "祝您生活鱼快")
    assert short.score < long.score
    assert only("权利", "权力").score < short.score
    assert hits("没时间", "美食将") == []


def test_figures_sound_like_nothing_but_numerals() -> None:
    assert hits("到期", "五点到7点") == []
    assert hits("到期", "马上到七") == [("pinyin", "到七")]


def test_unsure_hits_do_not_reach_over_marks() -> None:
    assert hits("银行卡号", "我的银行卡，好像没有") == []
    assert hits("银行卡号", "我的银行卡好") == [("pinyin", "银行卡好")]


def test_a_part_whose_beginning_was_dropped_at_the_start_of_a_turn() -> None:
    assert hits("请问有什么可以帮您", "有什么可以帮您") == [("fuzzy", "有什么可以帮您")]


@pytest.mark.parametrize(
    ("phrase", "source", "quote"),
    [
        ("感谢您的接听", "好的感谢您接听再见", "感谢您接听"),
        ("感谢您的接听", "感谢您嗯的接听", "感谢您嗯的接听"),
        ("你怎么总重复同样的问题", "你怎么老重复同样的问题", "你怎么老重复同样的问题"),
    ],
)
def test_few_edits_are_found_with_their_exact_place(phrase: str, source: str, quote: str) -> None:
    assert hits(phrase, source, "fuzzy") == [("fuzzy", quote)]
    assert hits(phrase, source, "pinyin") == []


@pytest.mark.parametrize(
    ("phrase", "source"),
    [
        ("可以办理这个业务", "可以不办理这个业务"),
        ("我们不收取费用", "我们收取费用"),
        ("每个月三十元钱", "每个月五十元钱"),
        ("百分之百保证收益", "百分之八保证收益"),
        ("不能听", "能听"),
    ],
)
def test_edits_never_touch_negations_or_numerals(phrase: str, source: str) -> None:
    assert hits(phrase, source) == []


def test_alternatives_and_gaps() -> None:
    assert hits("祝您(生活/工作)愉快", "祝您工作愉快") == [("exact", "祝您工作愉快")]
    assert hits("(请问/)您贵姓", "您贵姓") == [("exact", "您贵姓")]
    assert hits("不是跟你说…吗", "不是跟你说过了三遍吗") == [("exact", "不是跟你说过了三遍吗")]
    assert hits("请问是____先生", "请问是张先生吗") == [("exact", "请问是张先生")]
    assert hits("请问是____先生", "请问是先生吗") == []
    assert hits("您好…工号", "您好" + "我" * 11 + "工号") == []
    assert hits("我们…很高兴为您服务", "您好很高兴为您服务") == []
    assert hits("很高兴为您服务…再见", "很高兴为您服务好的") == []
    assert hits("您好…为您服务", "您好我是小王很高兴未您服务") == [("pinyin", "您好我是小王很高兴未您服务")]


@pytest.mark.parametrize(
    "phrase", ["", "，。", "…您好", "您好____", "您好……____再见", "(您好", "您好)", "((甲/乙)/丙)"]
)
def test_a_phrase_that_cannot_be_searched_is_refused(phrase: str) -> None:
    with pytest.raises(RuleError):
        Phrase.parse(phrase)


def test_too_many_alternatives_are_refused() -> None:
    with pytest.raises(RuleError, match=str(MAX_VARIANTS)):
        Phrase.parse("(甲/乙)" * 8)


def test_a_set_finds_what_each_of_its_phrases_finds() -> None:
    sources = ["保本", "工号", "您好…工号", "很高兴为您服务", "为您", "(三零六二/10086)"]
    text = TurnText.plain("您好，我的公号是三零六二，很高兴为您服务，不保本")
    modes: tuple[Mode, ...] = ("exact", "pinyin", "fuzzy", "any")
    for mode in modes:
        together = PhraseSet.parse(sources).find(text, mode)
        alone = [match for source in sources for match in find(Phrase.parse(source), text, mode)]
        assert sorted(together, key=repr) == sorted(alone, key=repr)
        assert together == sorted(together, key=lambda match: (match.start_char, match.end_char))


def test_every_occurrence_is_found_once() -> None:
    assert hits("可以", "可以可以可以") == [("exact", "可以")] * 3
    assert hits("好的好的", "好的好的好的") == [("exact", "好的好的")]


def test_no_hit_spans_two_turns() -> None:
    joined = TurnText.joined([TurnText.plain("感谢您的"), TurnText.plain("接听")])
    assert find(Phrase.parse("感谢您的接听"), joined) == []


@given(
    st.text(alphabet="保本息证担人您好的，", min_size=1, max_size=8),
    st.text(alphabet="保本息证担人您好的，", max_size=30),
)
def test_exact_hits_are_the_phrase_itself(phrase: str, source: str) -> None:
    key = TurnText.plain(phrase).key
    if not key:
        return
    text = TurnText.plain(source)
    for match in find(Phrase.parse(phrase, boundary=False), text, "exact"):
        assert text.key[match.start_char : match.end_char] == key
    assert bool(find(Phrase.parse(phrase, boundary=False), text, "exact")) == (key in text.key)


@given(st.text(alphabet="保本息证担人您好的不三十，a", max_size=40))
def test_scores_and_places_are_sound(source: str) -> None:
    text = TurnText.plain(source)
    for match in PhraseSet.parse(["保证本息", "您好的担保人", "三十", "您…的"]).find(text):
        assert 0 <= match.start_char < match.end_char <= len(text)
        assert 0.5 <= match.score <= 1
        assert (match.score == 1) == (match.how == "exact")


@given(
    st.text("开通办理业务同意一不嗯行", min_size=5, max_size=14),
    st.text("开通办理业务同意一不嗯行", max_size=18),
)
def test_what_is_ruled_out_by_its_sounds_has_no_place_by_edits(phrase: str, source: str) -> None:
    (part,), text = Phrase.parse(phrase).variants[0].parts, TurnText.plain(source)
    if beyond_edits(part, text.heard):
        assert by_edits(part, text, 0, len(text)) is None


def test_a_phrase_of_other_sounds_is_ruled_out() -> None:
    (part,) = Phrase.parse("我给您办理业务").variants[0].parts
    assert beyond_edits(part, TurnText.plain("祝您生活愉快，再见").heard)
    assert not beyond_edits(part, TurnText.plain("我给您办里的业物").heard)
