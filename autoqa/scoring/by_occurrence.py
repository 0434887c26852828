"""Every time costs."""

from __future__ import annotations

from collections.abc import Sequence

from autoqa.ruleset.shapes import ByOccurrence
from autoqa.scoring.award import Award, of_parts
from autoqa.scoring.by_part import JudgedPart


def award(points: float, how: ByOccurrence, parts: Sequence[JudgedPart]) -> Award:
    """``points`` less the cost of every occurrence, at most ``cap`` (default: the points).

    An item without points only takes off: it starts at 0 and goes below, without end when no cap is printed.
    Where a person is still to look, everything up to the cap may be lost; without a cap the lower bound takes
    one occurrence more than was found, for no bound is true.
    """
    least = sum(lose * one.low for _, lose, one in parts)
    most = sum(lose * (one.high if one.high is not None else one.low + 1) for _, lose, one in parts)
    cap = how.cap if how.cap is not None else (points or None)
    if cap is not None:
        endless = any(one.high is None for _, _, one in parts)
        least, most = min(least, cap), cap if endless else min(most, cap)
    return of_parts([(title, one) for title, _, one in parts], points - most, points - least)
