"""Every time costs."""

from __future__ import annotations

from collections.abc import Sequence

from autoqa.ruleset.shapes import ByOccurrence
from autoqa.scoring.award import Award, of_parts
from autoqa.scoring.by_part import JudgedPart


def award(points: float, how: ByOccurrence, parts: Sequence[JudgedPart]) -> Award:
    """``points`` less the cost of every occurrence, at most ``cap`` (default: the points).

    An item without points only takes off: it starts at 0 and goes below, without end when no cap is printed.
    What a person has yet to judge without any finding counts as one possible occurrence in the lower bound.
    """
    least = sum(lose * one.low for _, lose, one in parts)
    most = sum(lose * one.high for _, lose, one in parts)
    cap = how.cap if how.cap is not None else (points or None)
    if cap is not None:
        least, most = min(least, cap), min(most, cap)
    return of_parts([(title, one) for title, _, one in parts], points - most, points - least)
