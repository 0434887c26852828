from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoqa.dialogue.words import clip_to_speech, words_of
from autoqa.types import Segment, Word
from tests.dialogue.making import said, spans


def test_words_without_times_are_spread_evenly_and_punctuation_takes_none() -> None:
    words, timed = words_of(Segment(start=1.0, end=3.0, text="您好， 在吗？", confidence=0.8))
    assert not timed
    assert [word.text for word in words] == ["您", "好，", "在", "吗？"]
    assert [word.start for word in words] == [1.0, 1.5, 2.0, 2.5]
    assert {word.confidence for word in words} == {0.8}


def test_given_times_are_kept() -> None:
    segment = said(2.0, "您好在吗")
    words, timed = words_of(segment)
    assert timed
    assert words == segment.words


def test_text_is_rebuilt_with_punctuation_that_the_words_lack() -> None:
    segment = said(0.0, "您好我是客服").model_copy(update={"text": "“您好，我是客服。"})
    words, timed = words_of(segment)
    assert timed
    assert "".join(word.text for word in words) == "“您好，我是客服。"
    assert words[2].start == pytest.approx(0.5)


def test_few_timed_words_do_not_make_a_timed_segment() -> None:
    segment = Segment(start=0.0, end=4.0, text="您好我是客服", words=(Word(start=0.0, end=1.0, text="您好"),))
    words, timed = words_of(segment)
    assert not timed
    assert words[2].start == pytest.approx(1.0)
    assert words[-1].end == pytest.approx(4.0)


@pytest.mark.parametrize("text", ["", "  ", "。", "……"])
def test_nothing_said_gives_no_words(text: str) -> None:
    assert words_of(Segment(start=0.0, end=1.0, text=text)) == ((), False)


def test_words_stand_in_for_an_empty_text() -> None:
    segment = Segment(start=0.0, end=1.0, text="", words=(Word(start=0.2, end=0.5, text="好"),))
    assert [word.text for word in words_of(segment)[0]] == ["好"]


def test_word_stretched_over_a_pause_is_cut_back_to_its_sound() -> None:
    words = (Word(start=1.0, end=2.5, text="吗"), Word(start=2.5, end=2.7, text="好"))
    assert clip_to_speech(words, spans((0.2, 1.3), (2.4, 3.0)))[0].end == pytest.approx(1.3)


def test_long_word_without_sound_keeps_its_time() -> None:
    words = (Word(start=1.0, end=2.5, text="吗"),)
    assert clip_to_speech(words, spans((5.0, 6.0))) == words


@settings(deadline=None)
@given(
    text=st.text(alphabet="您好吗，。 a1", max_size=12),
    parts=st.lists(
        st.tuples(st.text(alphabet="您好吗a1", max_size=3), st.floats(0, 9), st.floats(0, 9)), max_size=5
    ),
)
def test_times_run_forward_and_text_is_complete(text: str, parts: list[tuple[str, float, float]]) -> None:
    given_words = tuple(Word(start=start, end=end, text=chars) for chars, start, end in parts)
    words, _ = words_of(Segment(start=0.0, end=9.0, text=text, words=given_words))
    if words and text.strip():
        assert "".join(word.text for word in words) == text.replace(" ", "")
    assert all(word.end >= word.start for word in words)
    assert all(a.start <= b.start for a, b in pairwise(words))
