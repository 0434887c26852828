"""Gaussian mixtures with diagonal covariances, in numpy: fitting, adapting, scoring."""

from __future__ import annotations

from dataclasses import dataclass

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

    def joint(self, data: Reals) -> Reals:
        """Log-density of each row and component together, (n, k)."""
        inverse = 1.0 / self.variances
        constant = np.log(self.weights) - 0.5 * np.log(2 * np.pi * self.variances).sum(axis=1)
        constant = constant - 0.5 * (self.means**2 * inverse).sum(axis=1)
        return np.asarray(constant - 0.5 * (data**2 @ inverse.T) + data @ (self.means * inverse).T)

    def log_density(self, data: Reals) -> Reals:
        """Log-density of each row, (n,)."""
        return log_sum(self.joint(data))

    def posteriors(self, data: Reals) -> Reals:
        """Probability of each component for each row, (n, k)."""
        joint = self.joint(data)
        return np.asarray(np.exp(joint - log_sum(joint)[:, None]))

    def adapted(self, data: Reals, share: Reals, relevance: float) -> Mixture:
        """Means moved towards ``data`` weighted by ``share`` (n,): maximum a posteriori with a prior worth
        ``relevance`` rows a component (Reynolds, Quatieri, Dunn 2000)."""
        weight = self.posteriors(data) * share[:, None]
        count = weight.sum(axis=0)[:, None]
        pull = count / (count + relevance)
        return Mixture(
            self.weights,
            pull * (weight.T @ data) / np.maximum(count, 1e-9) + (1 - pull) * self.means,
            self.variances,
        )


def fit(data: Reals, components: int, seed: int = 0, rounds: int = 12) -> Mixture:
    """Fit by expectation-maximisation from randomly drawn rows (the same for the same ``seed``)."""
    components = max(1, min(components, len(data) // 10))
    rng = np.random.default_rng(seed)
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


def log_sum(values: Reals) -> Reals:
    """log(sum(exp(row))) of each row, (n,)."""
    peak = values.max(axis=1)
    return np.asarray(peak + np.log(np.exp(values - peak[:, None]).sum(axis=1)))
