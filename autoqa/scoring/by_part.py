"""Each failed part costs its points once."""

from __future__ import annotations

from collections.abc import Sequence

from autoqa.scoring.award import Award, of_parts
from autoqa.scoring.tally import Tally
from autoqa.types import Status

JudgedPart = tuple[str, float, Tally]
"""Title, points that its failure costs, what was found."""


def award(points: float, parts: Sequence[JudgedPart]) -> Award:
    """``points`` less what the failed parts cost, never below 0."""
    lost = sum(lose for _, lose, one in parts if one.status is Status.FAIL)
    open_ = sum(lose for _, lose, one in parts if one.pending)
    low, high = max(0.0, points - lost - open_), max(0.0, points - lost)
    return of_parts([(title, one) for title, _, one in parts], low, high)
