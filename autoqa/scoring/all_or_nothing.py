"""Full points, or none as soon as one thing is wrong."""

from __future__ import annotations

from autoqa.scoring.award import Award, of_tally
from autoqa.scoring.tally import Tally
from autoqa.types import Status


def award(points: float, tally: Tally) -> Award:
    """Full points without a failure, 0 with one, anything between the two while it is open."""
    low = 0.0 if tally.status in (Status.FAIL, Status.UNSURE) else points
    high = 0.0 if tally.status is Status.FAIL else points
    return of_tally(tally, low, high)
