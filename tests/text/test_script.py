from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoqa.errors import RuleError
from autoqa.text.script import Script
from autoqa.text.turntext import TurnText

OPENING = Script.parse("您好，我是____公司的(客服代表/业务员)，工号____，很高兴为您服务。")


def test_the_line_as_written_is_covered_whole_with_its_slots() -> None:
    match = OPENING.compare(TurnText.plain("您好，我是中国联通公司的业务员，工号三零六二，很高兴为您服务"))
    assert match.coverage == 1
    assert match.missing == ()
    assert [slot.text for slot in match.slots] == ["中国联通", "三零六二"]
    assert match.span == (0, 27)


def test_marks_fillers_and_homophones_hardly_matter() -> None:
    match = OPENING.compare(TurnText.plain("喂您好我是联通公司的客服带表嗯公号三零六二很高兴未您服务"))
    assert match.missing == ()
    assert 0.85 < match.coverage < 1


def test_missing_parts_are_named_and_cost_their_share() -> None:
    match = OPENING.compare(TurnText.plain("您好，我是联通公司的客服代表"))
    assert match.missing == ("工号", "很高兴为您服务")
    assert match.coverage == pytest.approx(11 / 20)
    assert match.slots[0].text == "联通"
    assert match.slots[1].text is None


def test_the_order_of_the_line_counts() -> None:
    turned = OPENING.compare(TurnText.plain("很高兴为您服务，您好"))
    assert turned.missing == ("您好", "我是", "公司的(客服代表/业务员)", "工号")


def test_the_line_over_several_turns() -> None:
    turns = [TurnText.plain("您好我是联通公司的客服代表"), TurnText.plain("工号三零六二很高兴为您服务")]
    assert OPENING.compare(TurnText.joined(turns)).coverage == 1


def test_of_two_places_the_nearer_is_chosen() -> None:
    text = TurnText.plain("再见" + "我还有问题" * 4 + "感谢您的接听再见")
    match = Script.parse("感谢您的接听，再见").compare(text)
    assert match.span == (22, 30)


def test_other_talk_covers_nothing() -> None:
    match = OPENING.compare(TurnText.plain("那个流量的事情我想问一下怎么回事"))
    assert match.coverage == 0
    assert match.span is None
    assert OPENING.compare(TurnText.plain("")).coverage == 0


def test_a_last_slot_ends_with_its_clause() -> None:
    match = Script.parse("请问是____").compare(TurnText.plain("请问是张先生，我这边是联通的"))
    assert match.slots[0].text == "张先生"


@pytest.mark.parametrize("line", ["", "，。", "____", "您好(先生"])
def test_a_line_without_words_is_refused(line: str) -> None:
    with pytest.raises(RuleError):
        Script.parse(line)


@given(st.text(alphabet="您好我是公司的客服工号很高兴为，嗯", max_size=40))
def test_heard_parts_are_in_order_and_inside(source: str) -> None:
    text = TurnText.plain(source)
    match = OPENING.compare(text)
    assert 0 <= match.coverage <= 1
    places = [part for part in match.parts if part.start_char is not None]
    ends = 0
    for part in places:
        assert part.start_char is not None
        assert part.end_char is not None
        assert ends <= part.start_char < part.end_char <= len(text)
        ends = part.end_char
