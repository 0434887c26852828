"""Grades by points or by counts of items, given only when nothing that is still open can change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autoqa.checks.base import Truth
from autoqa.ruleset.standard_file import Counts, Grade
from autoqa.types import Status

EVERY = "all"
"""The group of every item."""

Statuses = Mapping[str, Sequence[Status]]
"""Verdicts of the items by group."""


def grade_of(grades: Sequence[Grade], lowest: float, highest: float, statuses: Statuses) -> Grade | None:
    """The first grade whose condition holds, if none before it may still come to hold."""
    for grade in grades:
        truth = _holds(grade, lowest, highest, statuses)
        if truth is not Truth.NO:
            return grade if truth is Truth.YES else None
    return None


def _holds(grade: Grade, lowest: float, highest: float, statuses: Statuses) -> Truth:
    truths = [
        truth
        for group, counts in grade.counts.items()
        for truth in _counts_hold(counts, statuses.get(group, ()))
    ]
    if grade.min is not None:
        truths.append(
            Truth.YES if lowest >= grade.min else Truth.UNKNOWN if highest >= grade.min else Truth.NO
        )
    if Truth.NO in truths:
        return Truth.NO
    return Truth.UNKNOWN if Truth.UNKNOWN in truths else Truth.YES


def _counts_hold(counts: Counts, statuses: Sequence[Status]) -> list[Truth]:
    open_ = sum(status is Status.UNSURE for status in statuses)
    wanted = ((counts.passed, Status.PASS), (counts.failed, Status.FAIL), (counts.na, Status.NA))
    truths = []
    for span, wanted_status in wanted:
        if span is None:
            continue
        least = sum(status is wanted_status for status in statuses)
        most = least + open_
        if span[0] <= least and most <= span[1]:
            truths.append(Truth.YES)
        else:
            truths.append(Truth.NO if most < span[0] or least > span[1] else Truth.UNKNOWN)
    return truths
