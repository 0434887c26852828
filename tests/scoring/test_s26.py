"""呼叫中心质检标准, worked by hand from the document: 20 + 10 + 10 + 23 points of parts, and three faults of
wording (服务禁语, 语言随意, 口语) that each take 2 off the sum of the first four parts of 服务用语
(3 + 2 + 1 + 1 = 7)."""

from __future__ import annotations

import pytest

from autoqa.scoring import Scored, score
from tests.scoring.build import findings, shipped

FINE = {
    "opening__greeting": "pass",
    "closing__thanks": "pass",
    "pace__speech_rate": "pass",
    "banned__promise": "pass",
    "banned__mechanical": "pass",
}


def judged(**changed: str) -> Scored:
    return score(shipped("hotline-100"), findings(**(FINE | changed)))


def item(result: Scored, name: str) -> tuple[float | None, float, float]:
    found = next(item for item in result.items if item.id == name)
    return found.awarded, found.low, found.high


def test_the_weights_are_those_of_the_document() -> None:
    sections = shipped("hotline-100").file.sections
    assert [sum(item.points or 0 for item in section.items) for section in sections] == [20, 10, 10, 23]


@pytest.mark.parametrize(
    ("changed", "left"),
    [
        ({}, 3),
        ({"closing__thanks": "fail"}, 1),  # 有一项不符合标准者扣2分: 3 - 2
        ({"closing__thanks": "fail", "opening__greeting": "fail"}, 0),  # 3 - 4, not below 0
    ],
)
def test_opening_and_closing_lines(changed: dict[str, str], left: float) -> None:
    assert item(judged(**changed), "3.5")[0] == left


def test_speech_rate_is_decided_and_exaggeration_only_against_the_agent() -> None:
    assert item(judged(), "2.5") == (2, 2, 2)
    assert item(judged(), "1.4") == (None, 0, 3)
    assert item(judged(banned__promise="fail"), "1.4") == (0, 0, 0)


def test_a_forbidden_phrase_takes_two_off_the_four_parts() -> None:
    before, after = judged(), judged(banned__mechanical="fail*3")
    # at best the four parts bring 7: 7 - 2 = 5, however often the phrase was said;
    # at worst they bring 0 already
    assert before.score.highest - after.score.highest == 2
    assert before.score.lowest == after.score.lowest
    # 20 + 10 + 10 + 23 = 63 at most
    assert before.score.highest == 63
