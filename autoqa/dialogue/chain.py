"""A chain of two hidden states: who speaks."""

from __future__ import annotations

import numpy as np

from autoqa.dialogue.mixture import Reals


def smoothed(evidence: Reals, stay: Reals) -> tuple[Reals, Reals]:
    """Forward-backward, for any number of chains with the same transitions at once.

    Args:
        evidence: (n, ..., 2) log-likelihood of each step under either state.
        stay: (n - 1,) probability of keeping the state from one step to the next.

    Returns:
        (n, ...) probability of state 0, and (...) the log-likelihood of everything.
    """
    keeps, changes = np.log(stay), np.log1p(-stay)
    forward = np.empty_like(evidence)
    forward[0] = evidence[0] - np.log(2)
    for i, (keep, change) in enumerate(zip(keeps, changes, strict=True)):
        before = forward[i]
        forward[i + 1] = np.logaddexp(before + keep, before[..., ::-1] + change) + evidence[i + 1]
    backward = np.zeros_like(evidence)
    for i in range(len(evidence) - 2, -1, -1):
        after = backward[i + 1] + evidence[i + 1]
        backward[i] = np.logaddexp(after + keeps[i], after[..., ::-1] + changes[i])
    both = forward + backward
    first = np.exp(both[..., 0] - np.logaddexp(both[..., 0], both[..., 1]))
    return first, np.asarray(np.logaddexp(forward[-1, ..., 0], forward[-1, ..., 1]))
