"""Phrases that must not be said and may have been written as other words."""

from __future__ import annotations

import pytest

from autoqa.text.misheard import Misheard, MisheardSet, differences
from autoqa.text.phrase import Phrase
from autoqa.text.turntext import TurnText
from autoqa.types import Role, Turn, Word

MANNERS = MisheardSet([Phrase.parse("你懂不懂礼貌"), Phrase.parse("已经解释很多次了")])
SHORT = MisheardSet([Phrase.parse("神经病"), Phrase.parse("去死")])


def heard(text: str, doubtful: str = "", confidence: float = 0.4) -> TurnText:
    """One word a character; those in ``doubtful`` as sure as said, the others very sure."""
    words = tuple(
        Word(
            text=character,
            start=at * 0.25,
            end=(at + 1) * 0.25,
            confidence=confidence if character in doubtful else 0.98,
        )
        for at, character in enumerate(text)
    )
    return TurnText.of(
        Turn(index=0, role=Role.AGENT, start=0.0, end=len(text) * 0.25, text=text, words=words)
    )


@pytest.mark.parametrize(
    ("text", "doubtful", "phrase"),
    [
        ("你懂不懂你吗座机暂时还不支持", "吗", "你懂不懂礼貌"),
        ("你工不懂你毛能的", "工毛", "你懂不懂礼貌"),
        ("我已经接是很多去了", "接是去", "已经解释很多次了"),
    ],
)
def test_finds_what_sounds_like_a_phrase_in_words_in_doubt(text: str, doubtful: str, phrase: str) -> None:
    found = MANNERS.find(heard(text, doubtful))
    assert found
    assert found[0].phrase == phrase


def test_says_where_and_how_alike() -> None:
    (found,) = MANNERS.find(heard("好你懂不懂你吗", "吗"))
    assert found == Misheard(1, 7, 11 / 12, "你懂不懂礼貌")


def test_what_differs_must_be_in_doubt() -> None:
    assert MANNERS.find(heard("你懂不懂你吗座机还不支持", "座")) == []


def test_words_that_were_heard_well_or_without_confidence_are_what_was_said() -> None:
    assert MANNERS.find(heard("你懂不懂你吗")) == []
    assert MANNERS.find(TurnText.plain("你懂不懂你吗")) == []


def test_short_phrases_must_be_more_alike() -> None:
    assert SHORT.find(heard("你神经并", "并"))
    assert SHORT.find(heard("你神精病", "精"))
    assert SHORT.find(heard("你人情病", "人情")) == []
    assert SHORT.find(heard("取死", "取"))
    assert SHORT.find(heard("旗死", "旗")) == []


def test_phrases_with_gaps_are_left_out() -> None:
    assert MisheardSet([Phrase.parse("保证…安全可靠")]).find(heard("保证资金安全可抗", "抗")) == []


@pytest.mark.parametrize(("syllables", "most"), [(2, 0), (3, 1), (4, 1), (5, 2), (6, 3), (10, 5)])
def test_a_quarter_may_differ_and_less_in_short_phrases(syllables: int, most: int) -> None:
    assert differences(syllables) == most


def test_finds_a_phrase_wherever_the_differences_lie() -> None:
    """No place is lost by looking for untouched pieces first."""
    said = "我就这态度了不管"
    wanted = MisheardSet([Phrase.parse(said)])
    others = "坡博佛摸特德讷勒"
    for first in range(len(said)):
        for second in range(first + 1, len(said)):
            text = "".join(others[i] if i in (first, second) else said[i] for i in range(len(said)))
            assert wanted.find(heard(text, others)), text
