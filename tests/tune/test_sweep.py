"""A number over a range: costs, folds, and advice that holds on agents and days it was not made on."""

from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.config import Settings
from autoqa.errors import UsageError
from autoqa.tune.corpus import entries_in
from autoqa.tune.cost import Costs
from autoqa.tune.folds import grouped_folds
from autoqa.tune.judged import Verdict
from autoqa.tune.parameter import Sweepable, parse_range
from autoqa.tune.sweep import Sweep, sweep
from autoqa.tune.trial import Tried, weights
from autoqa.types import Label, Status
from tests.tune.making import call, rules_dir

RULE = "opening.identity"
"""Unit and job number must be told within ``limit`` (15) seconds."""


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty calls in which both are told after 4 to 33 seconds, by five agents on five days."""
    folder = tmp_path_factory.mktemp("centre") / "calls"
    rules_dir(folder.parent / "rules", shipped=["opening/identity"])
    for number in range(40):
        filler = "A: " + "您好请问您现在方便接听电话吗"[: 4 + number % 3] + "啊" * (4 * (number % 30))
        lines = [filler, "A: 我是华声公司的客服代表工号三零六二", "C: 好的我知道了"]
        call(folder, f"c{number}", lines, agent=f"70{number % 5}", day=f"2026-11-{2 + number % 5:02d}")
    return folder


def swept(calls: Path, late: float, costs: Costs | None = None, heard: int = 40) -> Sweep:
    """People call it late when the number begins after ``late`` seconds; ``heard`` calls are labelled."""
    entries = entries_in(calls)
    labels = []
    for entry in entries[:heard]:
        found = entry.open()
        said = found.transcript.segments[-2].start
        status = Status.FAIL if said > late else Status.PASS
        labels.append(Label(call_id=found.transcript.call.id or "", rule=RULE, status=status))
    return sweep(
        Settings(rules=calls.parent / "rules"), RULE, parse_range("limit=5:40:1"), entries, labels, costs
    ).sweep


def test_the_value_people_mean_is_found(calls: Path) -> None:
    """They want 25 s where the rule says 15: calls between the two are flagged wrongly today."""
    found = swept(calls, late=25)
    assert found.now == 15
    assert found.advised is not None
    assert 25 < found.best <= 29, "the number comes some two seconds into the sentence"
    assert [test.by for test in found.held_out] == ["agent", "day"]
    assert all(test.cost < test.cost_now for test in found.held_out)
    best = next(point for point in found.points if point.value == found.best)
    assert (best.fp, best.fn) == (0, 0)
    assert found.cost_now > 0


def test_nothing_is_advised_when_nothing_is_gained(calls: Path) -> None:
    good = swept(calls, late=13)
    assert good.cost_now == min(point.cost for point in good.points)
    assert good.best == good.now
    assert good.advised is None


def test_cost_of_a_miss_moves_the_choice(calls: Path) -> None:
    """Labels at random: whoever fears misses must flag, whoever fears false flags must not."""
    entries = entries_in(calls)
    labels = [
        Label(call_id=f"c{number}", rule=RULE, status=Status.FAIL if number % 4 == 0 else Status.PASS)
        for number in range(40)
    ]
    span = parse_range("limit=5:40:1")
    strict = sweep(
        Settings(rules=calls.parent / "rules"), RULE, span, entries, labels, Costs(miss=50, false=1)
    ).sweep
    lenient = sweep(
        Settings(rules=calls.parent / "rules"), RULE, span, entries, labels, Costs(miss=1, false=50)
    ).sweep
    assert strict.best < lenient.best


def test_cost_by_hand(calls: Path) -> None:
    found = swept(calls, late=25, costs=Costs(miss=7, false=2, unsure=1))
    for point in found.points:
        assert point.cost == pytest.approx(7 * point.fn + 2 * point.fp + point.unsure)


def test_few_labels_of_many_unflagged_calls_weigh_as_many(calls: Path) -> None:
    found = swept(calls, late=25, heard=20)
    assert (found.stored, found.calls) == (40, 20)
    assert found.cost_now != pytest.approx(found.points[10].fp)


def test_a_rule_with_confidence_as_its_number(calls: Path) -> None:
    labels = [Label(call_id="c0", rule=RULE, status=Status.PASS)]
    span = Sweepable("min_confidence", (0.0, 1.0))
    found = sweep(Settings(rules=calls.parent / "rules"), RULE, span, entries_in(calls), labels).sweep
    assert [point.unsure for point in found.points] == [0, 1]
    assert found.held_out == ()
    assert found.advised is None, "one agent and one day prove nothing"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("limit", "is not NAME=LOW:HIGH:STEP"),
        ("limit=5:x:1", "is not NAME=LOW:HIGH:STEP"),
        ("limit=5:1:1", "empty range"),
        ("limit=0:1:0.0001", "10001 values"),
    ],
)
def test_ranges_that_cannot_be_used(written: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_range(written)


def test_ends_are_included() -> None:
    assert parse_range("x=0.1:0.5:0.1").values == (0.1, 0.2, 0.3, 0.4, 0.5)


def test_unknown_names_get_the_nearest(calls: Path) -> None:
    labels = [Label(call_id="c0", rule=RULE, status=Status.PASS)]
    with pytest.raises(UsageError, match="limit"):
        sweep(
            Settings(rules=calls.parent / "rules"), RULE, parse_range("limt=1:2:1"), entries_in(calls), labels
        )
    with pytest.raises(UsageError, match=r"opening\.identity"):
        sweep(
            Settings(rules=calls.parent / "rules"),
            "opening.identty",
            parse_range("limit=1:2:1"),
            entries_in(calls),
            labels,
        )
    with pytest.raises(UsageError, match="no labelled call"):
        sweep(Settings(rules=calls.parent / "rules"), RULE, parse_range("limit=1:2:1"), entries_in(calls), [])


def test_groups_are_never_split() -> None:
    groups = ["a"] * 7 + ["b"] * 2 + ["c"] * 3 + ["d"] * 2
    folds = grouped_folds(groups, most=3)
    assert sorted(index for fold in folds for index in fold) == list(range(len(groups)))
    for fold in folds:
        inside = {groups[index] for index in fold}
        assert not inside & {groups[index] for other in folds if other is not fold for index in other}
    assert sorted(map(len, folds)) == [3, 4, 7]
    assert grouped_folds(["a", "a"]) == []


def test_each_label_stands_for_calls_in_proportion_to_its_draw() -> None:
    """By hand: ten calls passed, of which a and b were drawn (with 1/2 and 1/8) and c was heard for another
    reason; four flagged, two of them labelled."""

    def tried(name: str, status: Status) -> Tried:
        return Tried(name, "", "", (Verdict(status, None),))

    calls = [tried(name, Status.PASS) for name in "abcdefgh"] + [tried(name, Status.NA) for name in "ij"]
    calls += [tried(name, Status.FAIL) for name in "wxyz"]
    drawn = {"a": 1 / 2, "b": 1 / 8, "d": 1 / 8, "w": 1 / 8}
    found = weights(calls, {"a", "b", "c", "w", "x"}, drawn)
    assert found == pytest.approx({"a": 9 * 2 / 10, "b": 9 * 8 / 10, "c": 1, "w": 2, "x": 2})
    assert sum(found.values()) == pytest.approx(len(calls))
    evenly = weights(calls, {"a", "b", "c", "w", "x"})
    assert evenly == pytest.approx({"a": 10 / 3, "b": 10 / 3, "c": 10 / 3, "w": 2, "x": 2})
    assert weights(calls, {"c", "w"}, drawn) == pytest.approx({"c": 10, "w": 4}), "none was drawn: evenly"
