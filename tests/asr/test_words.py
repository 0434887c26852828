from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoqa.asr.simplify import simplified
from autoqa.asr.words import Piece, tidy_words
from autoqa.types import Span

SPEECH = (Span(start=1.0, end=2.0), Span(start=3.0, end=4.0))


def test_mark_joins_its_word_and_takes_no_time() -> None:
    words = tidy_words([Piece("好", 1.0, 1.3, 0.9), Piece("，", 1.3, 1.9, 0.5)], SPEECH)
    assert [(word.text, word.end, word.confidence) for word in words] == [("好，", 1.3, 0.9)]


def test_word_is_held_to_the_speech_it_lies_in_most() -> None:
    (first, last) = tidy_words([Piece("您", 0.7, 1.2, 1.0), Piece("好", 1.8, 3.9, 1.0)], SPEECH)
    assert (first.start, first.end) == (1.0, 1.2)
    assert (last.start, last.end) == (3.0, 3.9)


def test_word_outside_of_all_speech_keeps_its_time() -> None:
    (word,) = tidy_words([Piece("嗯", 2.2, 2.5, 1.0)], SPEECH)
    assert (word.start, word.end) == (2.2, 2.5)


def test_spaces_vanish_and_traditional_becomes_simplified() -> None:
    words = tidy_words(
        [Piece(" ", 1.0, 1.1, 1.0), Piece(" VIP", 1.1, 1.4, 1.0), Piece("聯", 1.4, 1.6, 1.0)], ()
    )
    assert [word.text for word in words] == ["VIP", "联"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("這個乾淨", "这个干净"),
        ("聯繫客服", "联系客服"),
        ("VIP 10086", "VIP 10086"),
        ("", ""),
        ("您好", "您好"),
    ],
)
def test_simplified(text: str, plain: str) -> None:
    assert simplified(text) == plain


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x9FFF), max_size=40))
def test_simplifying_never_moves_a_character(text: str) -> None:
    assert len(simplified(text)) == len(text)
