from __future__ import annotations

import math

import pytest

from autoqa.asr.clips import Clip
from autoqa.asr.sherpa_words import LONGEST_CHARACTER_S, words_of

CLIP = Clip(10.0, 14.0, 0)


def test_a_word_ends_where_the_next_begins_but_lasts_no_longer_than_a_syllable() -> None:
    words = words_of(CLIP, ["好", "的", "再"], [0.1, 0.3, 2.0], [])
    assert [(word.text, word.start) for word in words] == [("好", 10.1), ("的", 10.3), ("再", 12.0)]
    assert [word.end for word in words] == pytest.approx([10.3, 10.3 + LONGEST_CHARACTER_S, 12.4])


@pytest.mark.parametrize(
    ("tokens", "texts"),
    [
        (["▁he", "llo", "▁world", "好"], ["hello", "world", "好"]),
        (["vi@@", "p", "ok", "好"], ["vip", "ok", "好"]),
        (["<0xE5>", "<0xA5>", "<0xBD>", "<0x41>"], ["好", "A"]),
        (["<0xE5>", "<0xA5>", "好"], ["好"]),
        (["<|zh|>", "好", "<unk>", "的"], ["好", "的"]),
        (["聯", "通"], ["联", "通"]),
        (["▁", "好"], ["好"]),
    ],
)
def test_tokens_become_words(tokens: list[str], texts: list[str]) -> None:
    times = [0.2 * i for i in range(len(tokens))]
    assert [word.text for word in words_of(CLIP, tokens, times, [])] == texts


def test_confidence_is_the_mean_probability() -> None:
    (word,) = words_of(CLIP, ["▁he", "llo"], [0.0, 0.1], [math.log(0.9), math.log(0.5)])
    assert word.confidence == pytest.approx(0.7)


def test_without_a_time_for_each_token_there_are_no_words() -> None:
    assert words_of(CLIP, ["好", "的"], [], []) == ()


def test_times_stay_inside_the_clip() -> None:
    words = words_of(CLIP, ["好", "的"], [3.9, 4.3], [])
    assert all(CLIP.start <= word.start <= word.end <= CLIP.end for word in words)
