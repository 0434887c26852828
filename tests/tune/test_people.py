from __future__ import annotations

from autoqa.tune.people import human_verdicts, pairs
from autoqa.types import Label, Status


def label(status: str, who: str = "甲", start: float | None = None, end: float | None = None) -> Label:
    return Label(call_id="c1", rule="r.x", status=Status(status), start=start, end=end, labeller=who)


def verdict(*labels: Label) -> Status | None:
    return human_verdicts(labels)["c1", "r.x"].status


def test_majority_decides() -> None:
    assert verdict(label("fail"), label("fail", "乙"), label("pass", "丙")) is Status.FAIL


def test_as_many_against_as_for_is_no_verdict() -> None:
    found = human_verdicts([label("fail"), label("pass", "乙")])["c1", "r.x"]
    assert found.status is None
    assert found.disputed
    assert found.violation is None


def test_one_place_confirmed_and_another_rejected_is_a_violation() -> None:
    assert verdict(label("pass", start=1, end=2), label("fail", start=8, end=9)) is Status.FAIL


def test_two_things_of_the_same_place_contradict() -> None:
    found = human_verdicts([label("pass", start=1, end=4), label("fail", start=3, end=6)])["c1", "r.x"]
    assert found.contradictory
    assert found.status is None


def test_a_contradictory_labeller_leaves_the_others_deciding() -> None:
    assert verdict(label("pass"), label("fail"), label("fail", "乙")) is Status.FAIL


def test_could_not_tell_is_no_violation_and_no_pass() -> None:
    assert human_verdicts([label("unsure")])["c1", "r.x"].violation is None


def test_pairs_by_hand() -> None:
    """Both say fail 2 times, pass 1 time, differ once: kappa (0.75 - 0.5) / 0.5."""
    said = [("fail", "fail"), ("fail", "fail"), ("pass", "na"), ("pass", "fail")]
    labels = [
        Label(call_id=f"c{index}", rule="r.x", status=Status(status), labeller=who)
        for index, both in enumerate(said)
        for who, status in zip(("甲", "乙"), both, strict=True)
    ]
    (pair,) = pairs(human_verdicts(labels))
    assert (pair.shared, pair.agreed) == (4, 3)
    assert pair.kappa == 0.5
