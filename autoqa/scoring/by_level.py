"""A table of levels."""

from __future__ import annotations

from collections.abc import Sequence

from autoqa.ruleset.shapes import ByLevel, Level
from autoqa.scoring.award import Award, of_parts
from autoqa.scoring.tally import Tally
from autoqa.types import Status


def award(points: float, how: ByLevel, parts: Sequence[tuple[str, Tally]]) -> Award:
    """The points of the level that fits the number of failed parts (without parts: of findings); while that
    is open, between all levels that may still fit. What a person judges as a whole may come to any level."""
    low, high = _failures(how, parts)
    fitting = [level for level in how.levels if _fits(level, low, high)]
    reached = [level.points(points) for level in fitting or how.levels]
    return of_parts(parts, min(least for least, _ in reached), max(most for _, most in reached))


def _failures(how: ByLevel, parts: Sequence[tuple[str, Tally]]) -> tuple[int, int | None]:
    if not how.parts:
        ((_, whole),) = parts
        return whole.low, whole.high
    failed = sum(tally.status is Status.FAIL for _, tally in parts)
    return failed, failed + sum(tally.pending for _, tally in parts)


def _fits(level: Level, low: int, high: int | None) -> bool:
    span = level.range
    if span is None:
        return high is None
    return low <= span[1] and (high is None or span[0] <= high)
