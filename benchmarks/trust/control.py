"""Thresholds whose stated bound holds: Learn then Test (Angelopoulos, Bates, Candès, Jordan and Lei 2021).

The error that is bounded is the share of wrong verdicts among those that are given. It need not grow
steadily as more verdicts are given, so that conformal risk control (Angelopoulos, Bates, Fisch, Lei and
Schuster 2022), which bounds an expected loss that does, would only bound "given and wrong" of all calls;
a manager asks how many of the verdicts on the page are wrong. Learn then Test bounds that, by testing
thresholds one after the other, from the strictest on (fixed sequence), with the exact binomial test, and
stopping at the first that fails: with probability ``LEVEL`` over the calls it was tested on, the
threshold before it keeps its bound.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from autoqa.trust import RuleTrust

LEVEL = 0.9
BOUNDS = (0.05, 0.1, 0.2)
"""Bounds that are tried. Each is a test of its own, so that the level is split between them, and any of
those that are proved may be stated."""

FAIL_BOUND = 0.05
FAIL_STEPS = (0.9, 0.85, 0.8, 0.75, 0.7)
"""Share of wrong ones that failures may have, and the probabilities from which they are tried."""

_SHARES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Thresholds are tested at these shares of the surest verdicts: fixed without a look at which are right."""

_UNTRUSTED = 1.1
_FEW = 20
"""Verdicts from which a rule can be found to be wrong too often."""


def controlled(chances: Sequence[float], right: Sequence[bool], offset: float, plain: float) -> RuleTrust:
    """Threshold and bound of one rule; ``chances`` by a fit that did not see the verdict's call.

    Nothing less likely than ``plain`` is ever given. Without a bound (too few verdicts to prove any) the
    threshold is ``plain``; a rule that is wrong more often than the loosest bound even in the surer half
    of its verdicts gives none at all.
    """
    every = sorted(zip(chances, right, strict=True), reverse=True)
    ordered = [(chance, good) for chance, good in every if chance >= plain]
    kept = [(bound, _last_kept(ordered, bound, plain)) for bound in BOUNDS]
    proved = [(bound, threshold) for bound, threshold in kept if threshold is not None]
    if proved:
        # A verdict withheld is a person's time: the least bound that withholds none, else the least of all.
        bound, threshold = next((one for one in proved if one[1] <= plain), proved[0])
        return _stated(ordered, offset, threshold, bound)
    if len(ordered) < _FEW:
        return _stated(ordered, offset, plain, None)
    middle = ordered[(len(ordered) - 1) // 2][0]
    surer = [good for chance, good in ordered if chance >= middle]
    hopeless = sum(not good for good in surer) > max(BOUNDS) * len(surer)
    return _stated(ordered, offset, _UNTRUSTED if hopeless else plain, None)


def least_of_failures(chances: Sequence[float], right: Sequence[bool]) -> float | None:
    """Lowest of FAIL_STEPS from which failures are right in 19 of 20, tested one after the other from the
    strictest on and each at LEVEL; None when too few are known for any. It chooses and promises nothing: the
    groups are tested each for itself, and verdicts of one call are taken to be independent."""
    chosen: float | None = None
    for step in FAIL_STEPS:
        given = [good for chance, good in zip(chances, right, strict=True) if chance >= step]
        if tail(len(given) - sum(given), len(given), FAIL_BOUND) > 1 - LEVEL:
            break
        chosen = step
    return chosen


def _last_kept(ordered: Sequence[tuple[float, bool]], bound: float, plain: float) -> float | None:
    level = (1 - LEVEL) / len(BOUNDS)
    least = math.log(level) / math.log(1 - bound)  # fewer prove nothing even when all are right
    kept: float | None = None
    for share in _SHARES:
        if share * len(ordered) < least:
            continue
        threshold = ordered[math.ceil(share * len(ordered)) - 1][0]
        given = [right for chance, right in ordered if chance >= threshold]
        wrong = len(given) - sum(given)
        if tail(wrong, len(given), bound) > level:
            return kept
        kept = threshold
    return plain if kept is not None else None


def _stated(
    ordered: Sequence[tuple[float, bool]], offset: float, threshold: float, bound: float | None
) -> RuleTrust:
    given = [right for chance, right in ordered if chance >= threshold]
    return RuleTrust(
        offset=round(offset, 4),
        threshold=math.floor(threshold * 1000) / 1000,
        bound=bound,
        given=len(given),
        wrong=len(given) - sum(given),
    )


def tail(wrong: int, given: int, bound: float) -> float:
    """Probability of at most ``wrong`` wrong ones among ``given`` when each is wrong with probability
    ``bound``."""
    return sum(math.comb(given, k) * bound**k * (1 - bound) ** (given - k) for k in range(wrong + 1))
