"""Recall over all calls, from labels that were not drawn evenly.

Inspectors hear most of what the machine flagged and few of the calls it passed. Among the labelled calls
violations that were flagged are then over-represented, and recall counted on the labels is too high. Here
each verdict of the machine (flagged, could not tell, passed) is a stratum: the share of violations among its
labelled calls, weighted by the inverse of their probability to be drawn (Hájek's ratio estimator; with equal
probabilities the stratified estimator), stands for all N of its calls:

    violations in a stratum = N * sum(w * y) / sum(w),   y = 1 where people found a violation
    recall = violations flagged / violations in all strata

The interval comes from the strata's posteriors under Jeffreys' prior, Beta(k + 1/2, n - k + 1/2), with
Kish's effective n = sum(w)^2 / sum(w^2): it stays honest where a stratum shows no violation at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autoqa.tune.statistics import Share

DRAWS = 4000
"""Posterior draws: the ends of the interval then move by about 0.002 between seeds."""


@dataclass(frozen=True)
class Stratum:
    """Calls with one machine verdict.

    Attributes:
        calls: how many there are, labelled or not.
        labelled: of the labelled ones, (weight, whether people found a violation).
    """

    calls: int
    labelled: Sequence[tuple[float, bool]]

    @property
    def weight(self) -> float:
        return sum(weight for weight, _ in self.labelled)

    @property
    def share(self) -> float:
        """Estimated share of violations."""
        return sum(weight for weight, violation in self.labelled if violation) / self.weight

    @property
    def effective(self) -> float:
        """Kish's effective number of labelled calls."""
        return self.weight**2 / sum(weight * weight for weight, _ in self.labelled)


def corrected_recall(strata: Mapping[str, Stratum], flagged: str) -> Share | None:
    """Recall over all calls; ``flagged`` names the stratum of flagged calls. What the machine could not tell
    counts as not found.

    None when a stratum with calls has no label (then recall cannot be known), or when no violation shows.
    """
    known = {name: stratum for name, stratum in strata.items() if stratum.calls}
    if flagged not in known or any(not stratum.labelled for stratum in known.values()):
        return None
    found = {name: stratum.calls * stratum.share for name, stratum in known.items()}
    total = sum(found.values())
    return Share(found[flagged] / total, _interval(known, flagged)) if total else None


def _interval(strata: Mapping[str, Stratum], flagged: str) -> tuple[float, float]:
    import numpy as np

    random = np.random.default_rng(20261120)
    found = {}
    for name, stratum in strata.items():
        hits = stratum.share * stratum.effective
        misses = stratum.effective - hits
        if stratum.effective >= stratum.calls and len(stratum.labelled) >= stratum.calls:
            found[name] = np.full(DRAWS, stratum.share * stratum.calls)
        else:
            found[name] = stratum.calls * random.beta(hits + 0.5, misses + 0.5, DRAWS)
    recall = found[flagged] / sum(found.values())
    low, high = np.quantile(recall, (0.025, 0.975))
    return float(low), float(high)
