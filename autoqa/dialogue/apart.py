"""Whether there are two voices at all, and how sure a name is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autoqa.dialogue.cues import probability
from autoqa.dialogue.evidence import Evidence
from autoqa.dialogue.mixture import Reals
from autoqa.dialogue.pieces import Piece

_ENOUGH = 30
"""Frames a piece needs to take part (0.3 s), and twice that for the strength of its evidence."""

_DOUBT = 10.0
"""Neighbouring pairs that a call is taken to have besides its own, half of them agreeing beyond chance."""

_TEMPER, _SUREST = 0.6, 0.99
"""Scale of the log-odds and upper limit that turn a syllable's posterior into the share of right names:
fitted on 833 replies of 0.18 to 0.7 s in 70 two-voice calls (A-law, no noise to 10 dB), where 0.98 is then
right in 98.6 %, 0.76 in 87 %."""


def apartness(pieces: Sequence[Piece], evidence: Evidence, likelihoods: Reals) -> float:
    """Probability that the split is one of voices and not of sounds.

    Neighbours inside a span have the same speaker but different sounds, and each is judged without the
    span's help: so for voices they agree far beyond chance (Cohen's kappa), and the evidence is strong for
    its length. In 70 calls of two synthetic voices, half of the pairs alike in pitch, those split rightly
    had a kappa of 0.7 or more and a strength above 0.85; 12 calls of one voice had at most 0.36 and 0.64.

    Args:
        likelihoods: (n, 2) of the pieces, see :meth:`Evidence.likelihoods`.
    """
    weights = evidence.counts.sum(axis=1)
    lead = likelihoods[:, 0] - likelihoods[:, 1]
    heard = weights >= _ENOUGH
    pairs = [
        i
        for i in range(len(pieces) - 1)
        if heard[i] and heard[i + 1] and pieces[i].span == pieces[i + 1].span
    ]
    long = weights >= 2 * _ENOUGH
    if not long.any():
        return 0.0
    share = float(np.mean(lead[heard] > 0))
    chance = share**2 + (1 - share) ** 2
    agreeing = float(np.mean([(lead[i] > 0) == (lead[i + 1] > 0) for i in pairs])) if pairs else chance
    kappa = (agreeing - chance) / (1 - chance) if chance < 1 else 0.0
    kappa = (kappa * len(pairs) + 0.5 * _DOUBT) / (len(pairs) + _DOUBT)
    strength = float(np.median(np.abs(lead[long]) / np.sqrt(weights[long])))
    return probability(8.0 * (kappa - 0.6) + 3.0 * (strength - 0.8))


def honest(posteriors: Reals) -> Reals:
    """Posteriors of syllables (probability of voice 0) as shares of right names."""
    odds = np.log(np.clip(posteriors, 1e-9, 1 - 1e-9) / np.clip(1 - posteriors, 1e-9, 1 - 1e-9))
    return np.asarray(0.5 + (1 / (1 + np.exp(-_TEMPER * odds)) - 0.5) * (2 * _SUREST - 1))
