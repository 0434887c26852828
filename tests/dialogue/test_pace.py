from __future__ import annotations

import pytest

from autoqa.dialogue.pace import rate_windows, speaking_rate
from autoqa.types import Role
from tests.dialogue.making import dialogue, spans, turn

TEN = "这个业务每月只要几块"


def test_pauses_do_not_slow_the_rate() -> None:
    made = dialogue(turn(0, 0, 2, Role.AGENT, TEN), turn(1, 12, 14, Role.AGENT, TEN))
    rate = speaking_rate(made)
    assert rate is not None
    assert rate.per_minute == pytest.approx(300)
    assert (rate.characters, rate.voiced, rate.start, rate.end) == (20, 4, 0, 14)


def test_numbers_read_out_are_left_out() -> None:
    slow = turn(0, 0, 2, Role.AGENT, TEN), turn(1, 3, 9, Role.AGENT, "工号一二三四五六")
    rate = speaking_rate(dialogue(*slow))
    assert rate is not None
    assert rate.characters == 12


def test_only_sound_counts_inside_the_words() -> None:
    made = dialogue(turn(0, 0, 4, Role.AGENT, TEN)).model_copy(
        update={"agent_speech": spans((0, 1.5), (2.5, 4))}
    )
    rate = speaking_rate(made)
    assert rate is not None
    assert rate.voiced == pytest.approx(3)


def test_windows_slide_and_find_the_fast_part() -> None:
    turns = [turn(i, 3 * i, 3 * i + 2, Role.AGENT, TEN) for i in range(6)]
    turns += [turn(6 + i, 20 + 2 * i, 21 + 2 * i, Role.AGENT, TEN) for i in range(5)]
    windows = rate_windows(dialogue(*turns), window=5.0)
    assert min(w.per_minute for w in windows) == pytest.approx(300)
    assert max(w.per_minute for w in windows) == pytest.approx(600)
    assert all(w.voiced >= 5 for w in windows)


def test_little_speech_gives_no_window_and_none_gives_no_rate() -> None:
    assert rate_windows(dialogue(turn(0, 0, 2, Role.AGENT, TEN))) == ()
    assert speaking_rate(dialogue(turn(0, 0, 2, Role.CUSTOMER, TEN))) is None
