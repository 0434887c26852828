"""电话营销代表质检评分标准（修订）, worked by hand from the document: every item is judged on 0 to 10 and
folded to its weight; 3.2 is 0 as soon as one element is missing; 4.4.1 to 4.4.5 make the recording invalid,
as does a total below 70."""

from __future__ import annotations

import pytest

from autoqa.ruleset.shapes import Fold
from autoqa.scoring import Scored, Standard, score
from autoqa.scoring.fold import folded
from autoqa.types import Status
from tests.scoring.build import bounds, findings, shipped

SALE = {
    "opening__greeting": "pass",
    "opening__identity": "pass",
    "opening__purpose": "pass",
    "address__customer": "pass",
    "disclosure__function": "pass",
    "disclosure__fee": "pass",
    "disclosure__free_period": "pass",
    "disclosure__usage": "pass",
    "disclosure__cancellation": "pass",
    "consent__asked": "pass",
    "consent__explicit": "pass",
    "consent__reconfirmed": "pass",
    "consent__forced": "pass",
    "refusal__no_third_push": "na",
    "refusal__closing": "na",
}


@pytest.fixture(scope="module")
def s01() -> Standard:
    return shipped("guoxin-shandong")


def judged(s01: Standard, **changed: str) -> Scored:
    return score(s01, findings(**(SALE | changed)))


def awarded(result: Scored) -> dict[str, float | None]:
    return {item.id: item.awarded for item in result.items}


def test_the_weights_are_those_of_the_document(s01: Standard) -> None:
    weights = {section.id: sum(item.points or 0 for item in section.items) for section in s01.file.sections}
    assert weights == {"3.1": 10, "3.2": 20, "3.3": 20, "3.4": 30, "3.5": 20}
    assert [fatal.id for fatal in s01.file.fatal] == ["4.4.1", "4.4.2", "4.4.3", "4.4.4", "4.4.5"]


def test_the_example_of_the_document(s01: Standard) -> None:
    # 4.2: 倾听评为8分，此项实际满分为5分，最终折算成绩为4分: 8 / 10 × 5 = 4
    listening = next(item for _, item in s01.items if item.title == "倾听")
    assert isinstance(listening.how, Fold)
    assert folded(listening.points or 0, listening.how, mark=8) == 4


def test_a_sale_without_a_flaw(s01: Standard) -> None:
    result = judged(s01)
    # by rules: identity 2 + information 20 + first confirmation 10 + repeat 15 + no refusal to handle 5 = 52
    # by a person: opening 1 + politeness 1 + introduction 3 + benefit 3 + language 10 + listening 5
    #              + understanding 5 + attitude 20 = 48
    assert (result.score.max, result.score.decided, result.score.awarded) == (100, 52, 52)
    assert result.score.pending == 48
    assert bounds(result) == (52, 100)
    assert result.grade is None
    assert awarded(result)["3.4.3"] == 5


def test_one_element_not_told_and_a_vague_yes(s01: Standard) -> None:
    result = judged(
        s01,
        opening__identity="fail",
        disclosure__cancellation="fail",
        consent__explicit="fail",
        consent__reconfirmed="fail",
    )
    # identity 0 of 2; 每缺少一项，此项得0分: information 0 of 20; 嗯 is no yes: 0 of 10;
    # not repeated: 0 of 15; no refusal to handle: 5
    assert awarded(result) == {
        "3.1.1": None,
        "3.1.2": None,
        "3.1.3": 0,
        "3.1.4": None,
        "3.1.5": None,
        "3.2": 0,
        "3.3.1": None,
        "3.3.2": None,
        "3.3.3": None,
        "3.4.1": 0,
        "3.4.2": 0,
        "3.4.3": 5,
        "3.5": None,
    }
    assert (result.score.decided, result.score.awarded) == (52, 5)
    assert bounds(result) == (5, 53)
    # at most 5 + 48 = 53 < 70: 不及格 whatever a person decides, and the recording is invalid by that alone
    assert result.grade == "不及格"


@pytest.mark.parametrize(
    ("rule", "item"),
    [
        ("disclosure__function", "4.4.3"),
        ("disclosure__fee", "4.4.3"),
        ("disclosure__free_period", "4.4.4"),
        ("consent__forced", "4.4.5"),
    ],
)
def test_fatal_items_make_the_recording_invalid(s01: Standard, rule: str, item: str) -> None:
    result = judged(s01, **{rule: "fail"})
    failed = [fatal for fatal in result.fatal if fatal.status is Status.FAIL]
    assert [(fatal.item, fatal.effect) for fatal in failed] == [(item, "录音无效")]
    assert result.grade == "无效录音"
    # the points stay what they are: an invalid recording is not a zero
    assert result.score.highest == (100 if rule == "consent__forced" else 80)


def test_what_the_machine_cannot_tell_stays_open(s01: Standard) -> None:
    result = judged(s01, disclosure__fee="unsure")
    information = next(item for item in result.items if item.id == "3.2")
    assert (information.status, information.awarded, information.low, information.high) == (
        Status.UNSURE,
        None,
        0,
        20,
    )
    assert "4.4.3" in {fatal.item for fatal in result.fatal if fatal.status is Status.UNSURE}
    # 52 - 20 decided, 48 + 20 open
    assert (result.score.decided, result.score.awarded, result.score.pending) == (32, 32, 68)
    assert bounds(result) == (32, 100)


def test_nothing_heard_is_nothing_decided(s01: Standard) -> None:
    result = score(s01, [])
    assert (result.score.decided, result.score.awarded, result.score.pending) == (0, 0, 100)
    assert bounds(result) == (0, 100)
    assert {item.status for item in result.items} == {Status.UNSURE}


def test_a_person_has_the_last_word_on_grades(s01: Standard) -> None:
    # the 52 decided are not 90, and 4.4.1 is for a person: no grade too early
    assert judged(s01).grade is None
    assert judged(s01, consent__reconfirmed="fail").score.highest == 85
    assert judged(s01, consent__reconfirmed="fail").grade is None
