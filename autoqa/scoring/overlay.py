"""Takes points off the sum of other items."""

from __future__ import annotations

from dataclasses import dataclass

from autoqa.ruleset.shapes import Overlay
from autoqa.scoring.award import Award, of_tally
from autoqa.scoring.tally import Tally
from autoqa.types import Status


@dataclass(frozen=True)
class Group:
    """Sum of the items that overlays take from, as far as it is known, after the overlays before."""

    low: float
    high: float


def award(how: Overlay, tally: Tally, group: Group) -> tuple[Award, Group]:
    """What the overlay takes off (a negative award), and what is left of the group: not below 0."""
    least = how.each if tally.status is Status.FAIL else 0.0
    most = how.each if tally.status in (Status.FAIL, Status.UNSURE) else 0.0
    left = Group(max(0.0, group.low - most), max(0.0, group.high - least))
    return of_tally(tally, left.low - group.low, left.high - group.high), left
