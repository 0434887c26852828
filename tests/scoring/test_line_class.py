"""Classes of lines against the words of S27, section 呼叫中心话务服务质检测评细则."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from autoqa.scoring.line_class import LineClass, class_of_line
from autoqa.types import Status
from tests.scoring.build import shipped

NAMES = [str(number) for number in range(1, 16)]
KEY = frozenset(NAMES[:6])
COLD, EXCELLENT, ORDINARY = LineClass.COLD, LineClass.EXCELLENT, LineClass.ORDINARY


def statuses(failed: str = "", pending: str = "", na: str = "") -> dict[str, Status]:
    made = dict.fromkeys(NAMES, Status.PASS)
    for names, status in ((failed, Status.FAIL), (pending, Status.UNSURE), (na, Status.NA)):
        made |= dict.fromkeys(names.split(), status)
    return made


def test_the_standard_has_fifteen_indicators() -> None:
    assert [item.id for _, item in shipped("line-15").items] == NAMES


@pytest.mark.parametrize(("dialled", "possible"), [(3, (LineClass.DEAD,)), (5, (LineClass.DEAD,)), (2, ())])
def test_dialled_three_times_and_never_answered_is_dead(
    dialled: int, possible: tuple[LineClass, ...]
) -> None:
    assert class_of_line([], dialled=dialled).possible == possible


@pytest.mark.parametrize(
    ("failed", "na", "expected"),
    [
        ("", "", EXCELLENT),
        ("14 15", "", EXCELLENT),  # 非重点指标未通过数不超过 2 项
        ("13 14 15", "", ORDINARY),
        ("1", "", ORDINARY),  # 一个重点指标未通过
        ("10 11 12 13 14", "", ORDINARY),  # 正好通过 10 项
        ("10 11 12 13 14 15", "", COLD),  # 通过 9 项
        ("", "11 12 13 14 15", EXCELLENT),  # 未涉及的不算通过，正好 10 项
        ("", "10 11 12 13 14 15", COLD),
    ],
)
def test_classes_of_a_line_that_answers(failed: str, na: str, expected: LineClass) -> None:
    verdict = class_of_line([statuses(failed, na=na)], dialled=1, key=KEY)
    assert verdict.decided is expected


@pytest.mark.parametrize(
    ("failed", "pending", "expected"),
    [
        ("", "", (EXCELLENT,)),
        ("14", "", (EXCELLENT, ORDINARY)),
        ("13 14 15", "", (ORDINARY,)),
        ("", "15", (EXCELLENT, ORDINARY)),
        ("11 12 13 14 15", "1", (COLD, ORDINARY)),
        ("10 11 12 13 14 15", "", (COLD,)),
    ],
)
def test_as_long_as_nobody_says_which_are_the_key_indicators(
    failed: str, pending: str, expected: tuple[LineClass, ...]
) -> None:
    assert class_of_line([statuses(failed, pending)], dialled=1).possible == expected


def test_an_indicator_fails_on_the_line_when_it_fails_in_any_call() -> None:
    first, second = statuses("15", na="14"), statuses(na="15")
    verdict = class_of_line([first, second], dialled=4, key=KEY)
    assert (verdict.failed, "14" in verdict.passed, verdict.decided) == (("15",), True, EXCELLENT)


def _plainly(made: dict[str, Status], key: frozenset[str]) -> LineClass:
    """The document's words, for a line on which everything is decided."""
    failed = {name for name, status in made.items() if status is Status.FAIL}
    if sum(status is Status.PASS for status in made.values()) < 10:
        return COLD
    return EXCELLENT if not failed & key and len(failed - key) <= 2 else ORDINARY


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("failed", ["", "2", "15", "14 15", "11 12 13", "11 12 13 14 15", "1 12 13 14 15"])
@pytest.mark.parametrize("pending", ["", "3", "9", "3 9", "7 8 9"])
@pytest.mark.parametrize("na", ["", "10", "4 10"])
def test_every_outcome_of_what_is_pending(known: bool, failed: str, pending: str, na: str) -> None:
    made = statuses(failed, pending, na)
    open_ = pending.split()
    loose = sorted({*failed.split(), *open_})
    keys = (
        [KEY]
        if known
        else [frozenset(some) for size in range(min(6, len(loose)) + 1) for some in combinations(loose, size)]
    )
    expected = {
        _plainly(made | dict(zip(open_, outcome, strict=True)), key)
        for outcome in product((Status.PASS, Status.FAIL, Status.NA), repeat=len(open_))
        for key in keys
    }
    found = class_of_line([made], dialled=1, key=KEY if known else None)
    assert set(found.possible) == expected
