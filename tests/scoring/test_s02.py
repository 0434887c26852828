"""市场部电话营销质检管理办法, worked by hand from the document: 首语、结束语 lose 5 per failed part;
确定签单 20 by the yes, confirmed once or twice as the business wants; not concerned is full marks."""

from __future__ import annotations

import pytest

from autoqa.scoring import Scored, Standard, score
from autoqa.types import Status
from tests.scoring.build import bounds, findings, shipped

SALE = {
    "opening__greeting": "pass",
    "closing__thanks": "pass",
    "closing__job_number": "pass",
    "disclosure__fee": "pass",
    "disclosure__hotline": "pass",
    "disclosure__cancellation": "pass",
    "consent__asked": "pass",
    "consent__explicit": "pass",
    "consent__reconfirmed": "pass",
}


@pytest.fixture(scope="module")
def s02() -> Standard:
    return shipped("market-dept")


def judged(s02: Standard, **changed: str) -> Scored:
    return score(s02, findings(**(SALE | changed)))


def points(result: Scored) -> dict[str, float | None]:
    return {item.id: item.awarded for item in result.items}


def test_the_weights_are_those_of_the_document(s02: Standard) -> None:
    assert [item.points for _, item in s02.items] == [10, 15, 15, 5, 10, 20, 10, 10, 5]


def test_a_sale_without_a_flaw(s02: Standard) -> None:
    result = judged(s02)
    # by rules: 首语、结束语 10 + 资费 15 + 咨询电话 5 + 取消 10 + 签单 20 = 60
    # by a person: 业务功能 15 + 互动性 10 + 基本要求 10 + 突发状况 5 = 40
    assert (result.score.decided, result.score.awarded, result.score.pending) == (60, 60, 40)
    assert bounds(result) == (60, 100)


@pytest.mark.parametrize(
    ("changed", "left"),
    [
        ({"opening__greeting": "fail"}, 5),
        ({"closing__job_number": "fail"}, 5),
        ({"closing__thanks": "fail", "closing__job_number": "fail"}, 5),  # one part, however it fails
        ({"opening__greeting": "fail", "closing__job_number": "fail"}, 0),
    ],
)
def test_five_off_for_each_failed_line(s02: Standard, changed: dict[str, str], left: float) -> None:
    assert points(judged(s02, **changed))["1.1"] == left


def test_a_line_that_cannot_be_judged_leaves_its_five_open(s02: Standard) -> None:
    item = judged(s02, opening__greeting="fail", closing__thanks="unsure").items[0]
    assert (item.status, item.awarded, item.low, item.high) == (Status.UNSURE, None, 0, 5)


def test_a_vague_yes_and_no_way_out_told(s02: Standard) -> None:
    result = judged(s02, consent__explicit="fail", disclosure__cancellation="fail")
    # 嗯啊不算明确: 0 of 20; 取消操作 0 of 10; so 60 - 30 = 30 of the decided 60, and 30 + 40 = 70 at most
    assert (result.score.awarded, result.score.decided) == (30, 60)
    assert bounds(result) == (30, 70)


def test_one_confirmation_or_two(s02: Standard) -> None:
    once = judged(s02, consent__reconfirmed="fail")
    assert points(once)["1.6"] == 20
    twice = score(
        s02.with_params({"confirmations": 2}), findings(**(SALE | {"consent__reconfirmed": "fail"}))
    )
    assert points(twice)["1.6"] == 0


def test_not_concerned_is_full(s02: Standard) -> None:
    refused = judged(
        s02,
        disclosure__fee="na",
        disclosure__cancellation="na",
        consent__asked="na",
        consent__explicit="na",
    )
    assert [points(refused)[item] for item in ("1.3", "1.5", "1.6")] == [15, 10, 20]
    assert next(item for item in refused.items if item.id == "1.6").status is Status.NA
