from __future__ import annotations

import gc
import weakref

from autoqa.text.kept import kept
from autoqa.text.turntext import TurnText


def test_a_result_is_computed_once_a_text_and_dies_with_it() -> None:
    asked: list[str] = []

    @kept
    def length(text: TurnText) -> int:
        asked.append(text.text)
        return len(text)

    first, second = TurnText.plain("您好"), TurnText.plain("您好")
    assert [length(first), length(first), length(second)] == [2, 2, 2]
    assert asked == ["您好", "您好"]
    gone = weakref.ref(first)
    del first
    gc.collect()
    assert gone() is None
