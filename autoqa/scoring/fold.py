"""Judged on a scale of its own and folded to the item's points."""

from __future__ import annotations

from autoqa.ruleset.shapes import Fold
from autoqa.scoring.award import Award, of_tally
from autoqa.scoring.tally import Tally
from autoqa.types import Status


def folded(points: float, how: Fold, mark: float) -> float:
    """``mark`` of ``how.of`` as points: 8 of 10 in a five-point item is 4."""
    return points * mark / how.of


def award(points: float, how: Fold, tally: Tally) -> Award:
    """A rule that decides gives the highest mark or the mark for a failure; a person any mark from 0."""
    if tally.status is Status.UNSURE:
        return of_tally(tally, 0.0, points)
    mark = how.fail if tally.status is Status.FAIL else how.of
    reached = folded(points, how, mark)
    return of_tally(tally, reached, reached)
