from __future__ import annotations

import pytest

from autoqa.text.fillers import fillers
from autoqa.text.turntext import TurnText
from tests.text.turns import turn


def words(source: str) -> list[str]:
    return [filler.word for filler in fillers(TurnText.plain(source))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("那个我们这边给您介绍一下", ["那个"]),
        ("那个那个业务是三十块", ["那个", "那个"]),
        ("嗯，那个，就是说您看", ["嗯", "那个", "就是说"]),
        ("这个呢是免费的啊", ["呢", "啊"]),
        ("是免费的嘛", ["嘛"]),
    ],
)
def test_fillers_are_counted(source: str, expected: list[str]) -> None:
    assert words(source) == expected


@pytest.mark.parametrize(
    "source",
    ["那个业务是三十块", "这个套餐", "这个是免费的", "我要办这个", "把那个取消", "怎么办呢", "是啊", "干嘛"],
)
def test_words_with_a_meaning_are_not(source: str) -> None:
    assert words(source) == []


def test_a_pause_after_it_makes_a_filler() -> None:
    paused = TurnText.of(turn((0, 0.3, "这个"), (1.0, 1.4, "业务")))
    fluent = TurnText.of(turn((0, 0.3, "这个"), (0.35, 1.4, "业务")))
    assert [filler.word for filler in fillers(paused)] == ["这个"]
    assert fillers(fluent) == []


def test_only_the_words_asked_for_are_counted() -> None:
    text = TurnText.plain("嗯那个我们啊")
    assert [filler.word for filler in fillers(text, ["啊"])] == ["啊"]
    assert fillers(text, []) == []
    (found,) = fillers(text, ["那个"])
    assert text.text[found.start_char : found.end_char] == "那个"
