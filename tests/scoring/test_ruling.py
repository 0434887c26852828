"""What a person says of an item stands above the rules."""

from __future__ import annotations

import pytest

from autoqa.scoring import Ruling, bounds, score
from autoqa.types import Status
from tests.scoring.build import SCORECARDS, findings, shipped, standard

PLAIN = """
sections:
  - id: "1"
    title: 全部
    items:
      - {id: a, title: 甲, points: 40, mode: auto, how: {by: all_or_nothing}, rules: [opening.identity]}
      - {id: b, title: 乙, points: 60, mode: manual, how: {by: fold, of: 10}}
fatal:
  - {id: x, title: 致命, effect: score_zero, mode: manual}
grades:
  - {title: 合格, min: 60}
  - {title: 不合格}
"""


def test_a_manual_item_is_decided_by_its_ruling() -> None:
    small = standard(PLAIN)
    drafted = score(small, findings(opening__identity="pass"))
    assert (drafted.score.lowest, drafted.score.highest, drafted.grade) == (0, 100, None)
    rulings = {"b": Ruling(Status.FAIL, 30.0, "语气生硬"), "x": Ruling(Status.PASS)}
    judged = score(small, findings(opening__identity="pass"), rulings)
    assert (judged.score.lowest, judged.score.highest, judged.grade) == (70, 70, "合格")
    assert judged.items[1].reason == "语气生硬"
    assert judged.fatal == ()


def test_a_ruling_stands_above_the_rules() -> None:
    rulings = {"a": Ruling(Status.PASS), "b": Ruling(Status.PASS), "x": Ruling(Status.PASS)}
    judged = score(standard(PLAIN), findings(opening__identity="fail"), rulings)
    assert judged.score.lowest == judged.score.highest == 100


def test_a_fatal_ruling_takes_effect() -> None:
    rulings = {"b": Ruling(Status.PASS), "x": Ruling(Status.FAIL)}
    judged = score(standard(PLAIN), findings(opening__identity="pass"), rulings)
    assert judged.score.highest == 0
    assert [fatal.item for fatal in judged.fatal] == ["x"]


def test_who_cannot_tell_leaves_it_open_even_where_a_rule_decided() -> None:
    judged = score(standard(PLAIN), findings(opening__identity="pass"), {"a": Ruling(Status.UNSURE)})
    assert judged.items[0].awarded is None
    assert judged.score.pending == 100


@pytest.mark.parametrize(
    ("name", "shape", "status", "change"),
    [("hotline-100", "overlay", Status.FAIL, -2.0), ("inbound-monitor", "bonus", Status.PASS, None)],
)
def test_overlays_and_bonuses_of_shipped_standards(
    name: str, shape: str, status: Status, change: float | None
) -> None:
    whole = shipped(name)
    target = next(item for _, item in whole.items if item.how.by == shape)
    each = getattr(target.how, "each", None) or 0.0
    others = {item.id: Ruling(Status.PASS) for _, item in whole.items if item.id != target.id}
    without = score(whole, [], {**others, target.id: Ruling(Status.NA)})
    ruled = score(whole, [], {**others, target.id: Ruling(status)})
    assert ruled.score.lowest - without.score.lowest == (each if change is None else change)


def test_every_item_of_every_shipped_standard_can_be_ruled_to_its_bounds() -> None:
    for path in sorted(SCORECARDS.glob("*.yaml")):
        one = shipped(path.stem)
        for _, item in one.items:
            low, high = bounds(item)
            assert high is None or low <= high, (path.stem, item.id)
        everything = {item.id: Ruling(Status.PASS) for _, item in one.items}
        fatal = {fatal.id: Ruling(Status.PASS) for fatal in one.file.fatal}
        judged = score(one, [], {**everything, **fatal})
        assert judged.score.lowest == judged.score.highest, path.stem
        assert not [item.id for item in judged.items if item.status is Status.UNSURE], path.stem
