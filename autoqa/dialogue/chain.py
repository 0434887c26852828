"""A chain of two hidden states (who speaks): smoothing and the best path."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from autoqa.dialogue.mixture import Reals


def smoothed(evidence: Reals, stay: Reals) -> tuple[Reals, float]:
    """Forward-backward.

    Args:
        evidence: (n, 2) log-likelihood of each step under either state.
        stay: (n - 1,) probability of keeping the state from one step to the next.

    Returns:
        (n,) probability of state 0, and the log-likelihood of everything.
    """
    moves = np.log(np.stack([stay, 1 - stay], axis=1))
    count = len(evidence)
    forward = np.zeros((count, 2))
    forward[0] = evidence[0] - np.log(2)
    for i in range(1, count):
        keep, change = moves[i - 1]
        before = forward[i - 1]
        forward[i] = np.logaddexp(before + keep, before[::-1] + change) + evidence[i]
    backward = np.zeros((count, 2))
    for i in range(count - 2, -1, -1):
        keep, change = moves[i]
        after = backward[i + 1] + evidence[i + 1]
        backward[i] = np.logaddexp(after + keep, after[::-1] + change)
    both = forward + backward
    return np.exp(both[:, 0] - np.logaddexp(both[:, 0], both[:, 1])), float(np.logaddexp(*forward[-1]))


def best_path(evidence: Reals, penalty: Reals) -> npt.NDArray[np.int64]:
    """Most likely states (n,) when changing state before step i costs ``penalty[i]`` (n,; the first is
    unused)."""
    count = len(evidence)
    changed = np.zeros((count, 2), dtype=bool)
    score = evidence[0].copy()
    for i in range(1, count):
        other = score[::-1] - penalty[i]
        changed[i] = other > score
        score = np.maximum(score, other) + evidence[i]
    path = np.empty(count, dtype=np.int64)
    path[-1] = int(score[1] > score[0])
    for i in range(count - 1, 0, -1):
        path[i - 1] = 1 - path[i] if changed[i, path[i]] else path[i]
    return path
