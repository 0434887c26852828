"""Expressions come from other people: none may take long, fill the memory, or print."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from autoqa.checks.base import Truth
from autoqa.checks.regex import RegexCheck
from tests.checks.answers import answer
from tests.ruleset.build import call

EXPONENTIAL = ["(a|a)*(a+)+b", "(a*)*c", "(.*,){25}x", "^(([a-z])+.)+[A-Z]([a-z])+$"]


def _check(*written: str) -> RegexCheck:
    return RegexCheck.model_validate({"any": written})


@pytest.mark.parametrize("written", EXPONENTIAL)
def test_an_exponential_expression_ends(written: str) -> None:
    """With a backtracking engine each of these runs longer than anybody waits."""
    try:
        check = _check(written)
    except ValidationError:
        return
    assert answer(check, call("A: " + "a" * 5000)).truth is not Truth.YES


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        ("(((a{99}){99}){99})", "RE2"),
        ("(?=好)的", "RE2"),
        (r"(好)\1", "RE2"),
        ("(好", "RE2"),
        ("好?", "matches nothing"),
    ],
)
def test_what_is_refused_says_why_and_prints_nothing(
    written: str, cause: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValidationError, match=cause):
        _check(written)
    assert capfd.readouterr() == ("", "")


def test_places_are_counted_in_characters() -> None:
    hit = answer(_check("京[a-z][a-z0-9]{5}"), call("A: 车牌是京a12345对吗")).hits[0]
    assert hit.text == "京a12345"
