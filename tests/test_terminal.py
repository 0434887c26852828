from __future__ import annotations

import pytest

from autoqa.terminal import printable


@pytest.mark.parametrize(
    "evil",
    ["\x1b]0;title\x07", "\x1b[2J", "\x9b31m", "\r", "\x08", "\u202e", "\u2066", "\ud800", "\x00"],
)
def test_nothing_drives_the_terminal(evil: str) -> None:
    shown = printable(f"您好{evil}再见")
    assert evil not in shown
    assert shown.startswith("您好")
    assert shown.endswith("再见")
    shown.encode()


def test_plain_text_stays() -> None:
    text = "您好，我是1001号。\n\tOK 👌 αβγ"
    assert printable(text) == text
