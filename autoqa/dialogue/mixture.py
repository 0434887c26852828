"""Gaussian mixtures with diagonal covariances, in numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]

_FLOOR = 0.05
"""Least variance of a component, as a share of the variance of all data."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """k components over d dimensions: weights (k,), means (k, d), variances (k, d)."""

    weights: Reals
    means: Reals
    variances: Reals

    def posteriors(self, data: Reals) -> Reals:
        """Probability of each component for each row of ``data`` (n, d), (n, k)."""
        joint = self._joint(data)
        joint -= joint.max(axis=1, keepdims=True)
        shares = np.exp(joint)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))

    def log_likelihoods(self, data: npt.NDArray[Any]) -> Reals:
        """Of each row of ``data`` (n, d), less what depends on d alone; (n,)."""
        joint = self._joint(data)
        most = joint.max(axis=1)
        joint -= most[:, None]
        return np.asarray(most + np.log(np.exp(joint).sum(axis=1)), np.float64)

    def with_other(self, other: Mixture) -> Mixture:
        """What is heard when both sound at once, where the data are logarithms of power: a component for
        every pair, in each dimension the sum of both means and the variance of the louder one (Nadas,
        Nahamoo and Picheny 1989)."""
        mine, theirs = (side.ravel() for side in np.indices((len(self.weights), len(other.weights))))
        louder = self.means[mine] >= other.means[theirs]
        return Mixture(
            self.weights[mine] * other.weights[theirs],
            np.logaddexp(self.means[mine], other.means[theirs]),
            np.where(louder, self.variances[mine], other.variances[theirs]),
        )

    def _joint(self, data: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Log-likelihood of each row jointly with each component, in the precision of ``data``."""
        inverse = 1.0 / self.variances
        constant = np.log(self.weights) - 0.5 * np.log(self.variances).sum(axis=1)
        constant = constant - 0.5 * (self.means**2 * inverse).sum(axis=1)
        constant, square, linear = (
            part.astype(data.dtype) for part in (constant, 0.5 * inverse.T, (self.means * inverse).T)
        )
        return np.asarray(constant - data**2 @ square + data @ linear)


def fit(data: Reals, components: int, rounds: int = 12, most: int = 20_000) -> Mixture:
    """Fit by expectation-maximisation, from randomly drawn rows (the same ones for the same data).

    Of more than ``most`` rows evenly spaced ones are used; fewer than ten rows a component reduce the
    components.
    """
    data = data[:: -(-len(data) // most)]
    components = max(1, min(components, len(data) // 10))
    rng = np.random.default_rng(0)
    spread = data.var(axis=0) + 1e-6
    mixture = Mixture(
        np.full(components, 1.0 / components),
        data[rng.choice(len(data), components, replace=False)].copy(),
        np.tile(spread, (components, 1)),
    )
    for _ in range(rounds):
        weight = mixture.posteriors(data)
        count = weight.sum(axis=0)[:, None] + 1e-6
        means = weight.T @ data / count
        variances = np.maximum(weight.T @ data**2 / count - means**2, _FLOOR * spread)
        mixture = Mixture(count[:, 0] / count.sum(), means, variances)
    return mixture
