"""Phrases that were written as other words."""

from __future__ import annotations

import pytest

from autoqa.text.nearly import nearest
from autoqa.text.phrase import Phrase
from autoqa.text.turntext import TurnText
from autoqa.types import Role, Turn, Word

GREETING = Phrase.parse("上午好…先生").variants
DOWNLOAD = Phrase.parse("不用另外下载").variants


def heard(text: str, confidence: float) -> TurnText:
    """One word a character, all as sure."""
    words = tuple(
        Word(text=character, start=at * 0.25, end=(at + 1) * 0.25, confidence=confidence)
        for at, character in enumerate(text)
    )
    return TurnText.of(
        Turn(index=0, role=Role.AGENT, start=0.0, end=len(text) * 0.25, text=text, words=words)
    )


@pytest.mark.parametrize(
    ("text", "alike"), [("上午号码先生", 1.0), ("生物后周先生我是客户专员", 0.8), ("对上午后过险生", 0.9)]
)
def test_finds_what_sounds_like_it_among_badly_heard_words(text: str, alike: float) -> None:
    found = nearest(GREETING, heard(text, 0.6), 0.8)
    assert found is not None
    assert found.alike >= alike


def test_says_where() -> None:
    found = nearest(DOWNLOAD, heard("好涌命外下载手机", 0.5), 0.7)
    assert found is not None
    assert (found.start_char, found.end_char) == (0, 6)


def test_words_that_were_heard_well_are_what_was_said() -> None:
    assert nearest(DOWNLOAD, heard("好不用另外下来手机", 0.98), 0.8) is None


def test_without_confidences_nothing_was_misheard() -> None:
    assert nearest(GREETING, TurnText.plain("上午号码先生"), 0.8) is None


def test_other_words_are_not_like_it() -> None:
    assert nearest(GREETING, heard("我们的热线打进来都不花长途费", 0.5), 0.8) is None


def test_later_parts_must_be_within_reach() -> None:
    far = "上午好" + "请您听我把这个情况再说得清楚一点" + "先生"
    found = nearest(GREETING, heard(far, 0.5), 0.95)
    assert found is None
