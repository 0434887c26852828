"""Folds for cross-validation that keep what belongs together on one side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

MOST = 5


def grouped_folds(groups: Sequence[str], most: int = MOST) -> list[list[int]]:
    """Indices held out in each fold: whole groups, spread over at most ``most`` folds of about equal size,
    the largest group first. Empty when there are fewer than two groups: then nothing can be held out.

    An agent's calls resemble each other, and so do a day's: a value chosen on some of them would look better
    on the others than it will on new agents and new days.
    """
    sizes = Counter(groups)
    count = min(most, len(sizes))
    if count < 2:
        return []
    folds: list[set[str]] = [set() for _ in range(count)]
    weights = [0] * count
    for group, size in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0])):
        lightest = weights.index(min(weights))
        folds[lightest].add(group)
        weights[lightest] += size
    return [[index for index, group in enumerate(groups) if group in fold] for fold in folds]
