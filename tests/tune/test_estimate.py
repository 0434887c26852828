"""Recall over all calls from uneven labels, by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from autoqa.tune.estimate import Stratum, corrected_recall

CALLS = 4000
TRUE_RECALL = 0.6


def _centre(chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Violations and flags of a centre's calls: 12 % hold a violation, 60 % of these are flagged."""
    violation = chance.random(CALLS) < 0.12
    flagged = np.where(violation, chance.random(CALLS) < TRUE_RECALL, chance.random(CALLS) < 0.05)
    return violation, flagged


def test_corrected_recall_is_unbiased_where_the_naive_one_is_not() -> None:
    """Inspectors hear 200 of the flagged calls and 200 of the others."""
    chance = np.random.default_rng(4)
    naive, corrected, inside = [], [], 0
    for _ in range(300):
        violation, flagged = _centre(chance)
        heard_flags = chance.choice(np.flatnonzero(flagged), 200, replace=False)
        heard_rest = chance.choice(np.flatnonzero(~flagged), 200, replace=False)
        found, missed = violation[heard_flags].sum(), violation[heard_rest].sum()
        naive.append(found / (found + missed))
        share = corrected_recall(
            {
                "flagged": Stratum(int(flagged.sum()), [(1.0, bool(v)) for v in violation[heard_flags]]),
                "passed": Stratum(int((~flagged).sum()), [(1.0, bool(v)) for v in violation[heard_rest]]),
            },
            "flagged",
        )
        assert share is not None
        corrected.append(share.value)
        truth = (violation & flagged).sum() / violation.sum()
        inside += share.interval[0] <= truth <= share.interval[1]
    assert np.mean(naive) > TRUE_RECALL + 0.2
    assert np.mean(corrected) == pytest.approx(TRUE_RECALL, abs=0.015)
    assert inside / 300 >= 0.92


def test_unequal_weights_are_taken_back() -> None:
    """Of the unflagged calls those of new agents, who miss more, were drawn four times as often."""
    chance = np.random.default_rng(5)
    corrected, unweighted = [], []
    for _ in range(200):
        fresh = chance.random(CALLS) < 0.2
        violation = chance.random(CALLS) < np.where(fresh, 0.3, 0.05)
        flagged = violation & (chance.random(CALLS) < 0.5)
        drawn = np.where(fresh, 0.4, 0.1)
        heard = (chance.random(CALLS) < drawn) & ~flagged
        for weights, into in ((1 / drawn, corrected), (np.ones(CALLS), unweighted)):
            share = corrected_recall(
                {
                    "flagged": Stratum(int(flagged.sum()), [(1.0, True)] * 50),
                    "passed": Stratum(
                        int((~flagged).sum()),
                        [(w, bool(v)) for w, v in zip(weights[heard], violation[heard], strict=True)],
                    ),
                },
                "flagged",
            )
            assert share is not None
            into.append(share.value - flagged.sum() / violation.sum())
    assert abs(np.mean(corrected)) < 0.01
    assert np.mean(unweighted) < -0.1


def test_recall_is_unknown_when_nothing_unflagged_was_heard() -> None:
    strata = {"flagged": Stratum(20, [(1.0, True)] * 20), "passed": Stratum(80, [])}
    assert corrected_recall(strata, "flagged") is None


def test_no_violation_seen_leaves_room_for_some() -> None:
    """Thirty unflagged calls without a violation do not prove that there is none among 1,000."""
    strata = {"flagged": Stratum(20, [(1.0, True)] * 20), "passed": Stratum(1000, [(1.0, False)] * 30)}
    share = corrected_recall(strata, "flagged")
    assert share is not None
    assert share.value == 1.0
    assert share.interval[0] < 0.5


def test_everything_heard_is_known_exactly() -> None:
    strata = {"flagged": Stratum(3, [(1.0, True)] * 3), "passed": Stratum(2, [(1.0, True), (1.0, False)])}
    share = corrected_recall(strata, "flagged")
    assert share is not None
    assert (share.value, share.interval) == (0.75, (0.75, 0.75))
