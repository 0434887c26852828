"""How many hits a condition needs."""

from __future__ import annotations

from autoqa.checks.base import Outcome, Truth
from autoqa.ruleset.schema import Count


def counted(outcome: Outcome, count: Count | None) -> Outcome:
    """``outcome`` with the number of its hits judged: yes when it lies in ``count``, no when it does not.

    As sure as the least sure hit that is needed, or, when there must be fewer, as the absence of more.
    Unknown stays unknown: doubtful hits may or may not be there.
    """
    if count is None or outcome.truth is Truth.UNKNOWN:
        return outcome
    number = len(outcome.hits) if outcome.truth is Truth.YES else 0
    inside = count.min <= number and (count.max is None or number <= count.max)
    figures = {**outcome.figures, "count": number}
    sure = outcome.confidence
    if outcome.truth is Truth.YES and count.min > 1 and number >= count.min:
        sure = sorted((hit.confidence for hit in outcome.hits), reverse=True)[count.min - 1]
    too_few = number < count.min
    return outcome.model_copy(
        update={
            "truth": Truth.YES if inside else Truth.NO,
            "hits": () if too_few else outcome.hits,
            "confidence": sure,
            "figures": figures,
        }
    )
