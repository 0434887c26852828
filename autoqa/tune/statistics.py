"""Shares with their uncertainty, and agreement beyond chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

Z95 = 1.959963984540054
"""Standard normal quantile of a two-sided 95 % interval."""

Category = TypeVar("Category")
Interval = tuple[float, float]


@dataclass(frozen=True)
class Share:
    """A share (0 to 1) with its 95 % interval."""

    value: float
    interval: Interval


def wilson(hits: float, trials: float) -> Share | None:
    """``hits`` of ``trials`` with the Wilson score interval (E. B. Wilson, JASA 22, 1927), which keeps its
    coverage with few trials and shares near 0 and 1, where the textbook interval collapses. ``trials`` may be
    an effective number. None without trials."""
    if trials <= 0:
        return None
    share, z2 = hits / trials, Z95 * Z95
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = Z95 / (1 + z2 / trials) * sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == trials else min(1.0, middle + half)
    return Share(share, (low, high))


def f_measure(tp: float, fp: float, fn: float) -> Share | None:
    """F1 with its interval. With J = TP / (TP + FP + FN), a plain share, F1 = 2 J / (1 + J) grows with J, so
    the Wilson bounds of J give those of F1. None when there is neither a violation nor a flag."""
    jaccard = wilson(tp, tp + fp + fn)
    if jaccard is None:
        return None
    low, high = jaccard.interval
    return Share(_f_of(jaccard.value), (_f_of(low), _f_of(high)))


def _f_of(jaccard: float) -> float:
    return 2 * jaccard / (1 + jaccard)


def kappa(table: Mapping[tuple[Category, Category], float]) -> float | None:
    """Cohen's kappa of a table of counts by (first judge, second judge). None without counts, and when both
    judges always say the same one thing: then agreement by chance is certain and kappa means nothing."""
    total = sum(table.values())
    if not total:
        return None
    categories = {category for pair in table for category in pair}
    agreed = sum(count for (first, second), count in table.items() if first == second) / total
    by_chance = sum(
        sum(count for (first, _), count in table.items() if first == category)
        * sum(count for (_, second), count in table.items() if second == category)
        for category in categories
    ) / (total * total)
    return None if by_chance >= 1 else (agreed - by_chance) / (1 - by_chance)
