"""一级 and 二级违规 over a period, by the words of S04:
二级违规行为，必须完善或补充录音，当月未补一条按一级违规处罚一次."""

from __future__ import annotations

from autoqa.scoring.month import FIRST, SECOND, FatalsOfCall, violations_by_agent
from autoqa.types import FatalResult, Status
from tests.scoring.build import shipped

FAIL, UNSURE = Status.FAIL, Status.UNSURE


def card(
    fatal: tuple[tuple[str, str, Status], ...] = (), *, call: str = "c1", agent: str = "3062"
) -> FatalsOfCall:
    """``fatal``: (id, label, status)."""
    found = tuple(FatalResult(item=i, title=i, effect=label, status=s) for i, label, s in fatal)
    return FatalsOfCall(agent, call, found)


def test_the_standard_has_the_two_classes() -> None:
    labels = [fatal.label for fatal in shipped("insurance-violations").file.fatal]
    assert (labels.count(FIRST), labels.count(SECOND)) == (3, 8)


def test_each_unremedied_second_class_violation_counts_as_one_of_the_first() -> None:
    cards = [
        card((("1.1", FIRST, FAIL), ("2.4", SECOND, FAIL)), call="c1"),
        card((("2.4", SECOND, FAIL), ("2.5", SECOND, FAIL)), call="c2"),
        card((("2.5", SECOND, UNSURE),), call="c3"),
        card(call="c4", agent="9"),
    ]
    found = violations_by_agent(cards, remedied={("c2", "2.5")})
    mine = found["3062"]
    assert mine.first == (("c1", "1.1"),)
    assert mine.second == (("c1", "2.4"), ("c2", "2.4"))
    assert mine.remedied == (("c2", "2.5"),)
    assert (mine.counted, mine.most) == (3, 4)
    assert (found["9"].counted, found["9"].most) == (0, 0)


def test_one_of_the_first_class_cannot_be_remedied() -> None:
    cards = [card((("1.1", FIRST, FAIL), ("1.3", FIRST, UNSURE)))]
    found = violations_by_agent(cards, remedied={("c1", "1.1"), ("c1", "1.3")})["3062"]
    assert (found.counted, found.most) == (1, 2)


def test_a_remedied_doubt_is_no_violation() -> None:
    cards = [card((("2.4", SECOND, UNSURE),))]
    assert violations_by_agent(cards, remedied={("c1", "2.4")})["3062"].most == 0


def test_other_consequences_do_not_count() -> None:
    assert violations_by_agent([card((("9", "无效录音", FAIL),))])["3062"].counted == 0
