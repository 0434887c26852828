from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoqa.text.turntext import PAUSE, TurnText
from autoqa.types import Role, Turn
from tests.text.turns import turn


def test_characters_of_one_word_share_its_time() -> None:
    text = TurnText.of(turn((1.0, 1.4, "您好"), (2.0, 3.0, "10086")))
    assert text.span(1, 2)[:2] == pytest.approx((1.2, 1.4))
    assert text.span(4, 7)[:2] == pytest.approx((2.4, 3.0))
    assert text.span(4, 7)[2] == "086"


def test_marks_in_words_take_no_time() -> None:
    text = TurnText.of(turn((0.0, 0.6, "好的，"), (1.0, 1.2, "嗯。")))
    assert text.text == "好的嗯"
    assert text.span(0, 2)[:2] == pytest.approx((0.0, 0.6))
    assert text.span(0, 3)[2] == "好的，嗯"


def test_text_that_differs_from_its_words_keeps_the_times_of_what_is_equal() -> None:
    text = TurnText.of(turn((0.0, 0.5, "每月"), (1.0, 2.0, "30"), (2.0, 2.5, "元整"), text="每月三十元整"))
    assert text.span(0, 2)[:2] == (0.0, 0.5)
    assert text.span(2, 4)[:2] == (0.5, 2.0)
    assert text.span(4, 6)[:2] == (2.0, 2.5)


def test_a_turn_without_words_is_spread_evenly() -> None:
    bare = Turn(index=0, start=2.0, end=4.0, role=Role.CUSTOMER, text="我不需要", words=(), confidence=0.7)
    text = TurnText.of(bare)
    assert text.span(1, 3) == (2.5, 3.5, "不需")
    assert text.confidence(0, 4) == pytest.approx(0.7)


def test_confidence_is_the_mean_of_the_words_and_unknown_without_any() -> None:
    text = TurnText.of(turn((0, 1, "可", 0.9), (1, 2, "以", 0.5)))
    assert text.confidence(0, 2) == pytest.approx(0.7)
    assert TurnText.plain("可以").confidence(0, 2) is None


def test_the_seconds_of_words_that_overlap_hold_all_of_them() -> None:
    text = TurnText.of(turn((0.0, 2.0, "您好"), (0.5, 1.0, "喂")))
    assert text.span(0, 3)[:2] == (0.0, 2.0)
    assert text.span(1, 3)[:2] == (0.5, 2.0)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (2, 1), (-1, 1), (0, 9)])
def test_a_span_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no characters"):
        TurnText.plain("可以").span(start, end)


def clauses(text: TurnText) -> list[str]:
    return [text.text[start:end] for start, end in text.clauses]


def test_clauses_end_at_marks_or_at_pauses() -> None:
    written = TurnText.plain("您好，我是联通的。每月3.98元，1,000人在用")
    assert clauses(written) == ["您好", "我是联通的", "每月3.98元", "1000人在用"]
    spoken = TurnText.of(turn((0, 0.4, "您好"), (0.4 + PAUSE, 1.2, "我是"), (1.2 + PAUSE - 0.1, 2, "联通的")))
    assert clauses(spoken) == ["您好", "我是联通的"]


def test_spaces_part_clauses_only_where_they_are_rare() -> None:
    assert clauses(TurnText.plain("您好我是联通的 给您介绍一下")) == ["您好我是联通的", "给您介绍一下"]
    assert clauses(TurnText.plain("您 好 我 是 联 通 的")) == ["您好我是联通的"]
    assert clauses(TurnText.plain("我的卡号是6222 0812 3456您记一下")) == ["我的卡号是622208123456您记一下"]


def test_words_stay_inside_clauses() -> None:
    assert TurnText.plain("您担保，本人同意").bounds >= {1, 3, 5, 7}
    text = TurnText.plain("担保本人")
    assert {text.text[start:end] for start, end in text.tokens} == {"担保", "本人"}


def test_polyphones_are_read_in_their_word() -> None:
    assert TurnText.plain("银行行不行").pinyin == ("yin2", "hang2", "xing2", "bu4", "xing2")
    assert TurnText.plain("5G").pinyin == ("wu3", "g")


def test_joined_turns_keep_their_times_and_their_joint() -> None:
    first, second = TurnText.of(turn((0, 1, "您好，"))), TurnText.of(turn((3, 4, "工号"), (4, 5, "三零六二")))
    both = TurnText.joined([first, TurnText.plain(""), second])
    assert both.text == "您好工号三零六二"
    assert both.joints == (2,)
    assert both.span(1, 3)[:2] == (0.5, 3.5)
    assert clauses(both) == ["您好", "工号三零六二"]


texts = st.text(alphabet="您好工号三零六二可以，。 a1？", min_size=1, max_size=30)


@given(texts)
def test_views_of_a_text_cover_it(source: str) -> None:
    text = TurnText.plain(source)
    for cover in (text.clauses, text.tokens):
        assert "".join(text.text[start:end] for start, end in cover) == text.text
    assert len(text.pinyin) == len(text.classes) == len(text.key) == len(text)


@given(texts, st.data())
def test_spans_lie_in_order_inside_the_turn(source: str, data: st.DataObject) -> None:
    text = TurnText.plain(source, start=5.0, end=9.0)
    if not len(text):
        return
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last, quote = text.span(start, end)
    assert 5.0 <= first < last <= 9.0 + 1e-9
    assert TurnText.plain(quote).text == text.text[start:end]
