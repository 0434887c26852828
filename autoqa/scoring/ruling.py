"""A person's word on an item or a fatal item, where the rules leave it open or were wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autoqa.ruleset.shapes import Bonus, ByLevel, ByOccurrence, Fold, Overlay
from autoqa.ruleset.standard_file import Item
from autoqa.scoring.award import Award
from autoqa.scoring.fold import folded
from autoqa.scoring.tally import Tally
from autoqa.types import Cause, Status


@dataclass(frozen=True)
class Ruling:
    """``points`` (None: what the verdict usually brings) lie within :func:`bounds`; ``status`` ``unsure``
    leaves the item open whatever the rules said."""

    status: Status
    points: float | None = None
    reason: str = ""


Rulings = Mapping[str, Ruling]
"""Rulings by the id of the item or fatal item."""


def bounds(item: Item) -> tuple[float, float | None]:
    """Fewest and most points that a person may give an item; the fewest may be below 0. None: the document
    names no end (a bonus without a cap)."""
    points = item.points or 0.0
    match item.how:
        case ByOccurrence(cap=cap, each=each):
            costs = [each or 0.0, *(part.lose or 0.0 for part in item.how.parts)]
            return points - (cap if cap is not None else points or 100 * max(costs)), points
        case Overlay(each=each):
            return -each, 0.0
        case Bonus(each=each, cap=cap):
            return 0.0, cap if cap is not None else None if each is None else each * 100
        case ByLevel(levels=levels):
            reach = [level.points(points) for level in levels]
            return min(low for low, _ in reach), max(high for _, high in reach)
        case _:
            return 0.0, points


def usual_points(item: Item, status: Status) -> float:
    """What a verdict brings when nobody says how many points."""
    low, high = bounds(item)
    points = item.points or 0.0
    if isinstance(item.how, Bonus):
        return (item.how.each or 0.0) if status is Status.PASS else 0.0
    if status is not Status.FAIL:
        return 0.0 if isinstance(item.how, Overlay) else high if high is not None else points
    if isinstance(item.how, Fold):
        return folded(points, item.how, item.how.fail)
    if isinstance(item.how, ByOccurrence):
        return max(low, points - (item.how.each or 0.0))
    return low


def ruled(item: Item, ruling: Ruling) -> Award:
    """The award that a person's word makes of an item."""
    reason = ruling.reason or "人工评判"
    if ruling.status is Status.UNSURE:
        low, high = bounds(item)
        return Award(low, high if high is not None else low, Status.UNSURE, reason, (), Cause.MANUAL)
    given = ruling.points if ruling.points is not None else usual_points(item, ruling.status)
    return Award(given, given, ruling.status, reason)


def tallied(ruling: Ruling) -> Tally:
    """A ruling as if rules had found it: for fatal items and overlays, which have no points of their own."""
    open_ = ruling.status is Status.UNSURE
    failed = ruling.status is Status.FAIL
    most = None if open_ else int(failed)
    cause = Cause.MANUAL if open_ else None
    return Tally(ruling.status, int(failed), most, (), ruling.reason or "人工评判", cause)
