"""Shares and intervals against textbooks, scikit-learn and simulation."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from autoqa.tune.agreement import Case, agreement
from autoqa.tune.curves import average_precision, calibration_error, precision_recall_curve, reliability
from autoqa.tune.statistics import f_measure, kappa, wilson
from autoqa.types import Status


def test_wilson_by_hand() -> None:
    """81 of 263: 0.2553 to 0.3662 (R. Newcombe, Statistics in Medicine 17, 1998, table I, method 3)."""
    share = wilson(81, 263)
    assert share is not None
    assert share.interval == pytest.approx((0.2553, 0.3662), abs=5e-5)


@pytest.mark.parametrize(("hits", "low", "high"), [(0, 0.0, 0.1135), (30, 0.8865, 1.0)])
def test_wilson_at_the_ends(hits: int, low: float, high: float) -> None:
    """At 0 and n the bounds are z² / (n + z²) and its complement."""
    share = wilson(hits, 30)
    assert share is not None
    assert share.interval == pytest.approx((low, high), abs=1e-4)


def test_nothing_to_count_is_no_share() -> None:
    assert wilson(0, 0) is None
    assert f_measure(0, 0, 0) is None
    assert kappa({}) is None
    assert kappa({(True, True): 5}) is None


@pytest.mark.parametrize("truth", [0.05, 0.3, 0.9])
@pytest.mark.parametrize("trials", [15, 60])
def test_wilson_covers_the_truth(truth: float, trials: int) -> None:
    """Exact coverage: the binomial probability of every outcome whose interval holds the truth."""
    chance = np.random.default_rng(1).binomial(trials, truth, 40_000)
    inside = [_holds(wilson(int(hits), trials), truth) for hits in range(trials + 1)]
    covered = np.mean([inside[hits] for hits in chance])
    assert 0.90 <= covered <= 0.995


def _holds(share: object, truth: float) -> bool:
    low, high = share.interval  # type: ignore[attr-defined]
    return bool(low <= truth <= high)


def test_f1_interval_covers_the_truth() -> None:
    """Labels of calls whose true F1 over all calls is 2·0.08 / (2·0.08 + 0.04 + 0.02) = 0.7273."""
    chance = np.random.default_rng(2)
    inside = 0
    for tp, fp, fn, _ in chance.multinomial(300, [0.08, 0.04, 0.02, 0.86], 3000):
        share = f_measure(tp, fp, fn)
        inside += share is not None and share.interval[0] <= 0.72727 <= share.interval[1]
    assert 0.92 <= inside / 3000 <= 0.98


def _cases(pairs: list[tuple[Status, float, bool]]) -> list[Case]:
    return [Case(status, confidence, violation) for status, confidence, violation in pairs]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([Status.FAIL, Status.PASS]),
            st.sampled_from([0.5, 0.62, 0.75, 0.9, 0.99]),
            st.booleans(),
        ),
        min_size=1,
        max_size=80,
    )
)
def test_counts_equal_scikit_learn(pairs: list[tuple[Status, float, bool]]) -> None:
    cases = _cases(pairs)
    found = agreement(cases)
    truth, said = [case.violation for case in cases], [case.flagged for case in cases]
    tn, fp, fn, tp = metrics.confusion_matrix(truth, said, labels=[False, True]).ravel()
    assert (found.tp, found.fp, found.fn, found.tn) == (tp, fp, fn, tn)
    if tp + fp:
        assert found.precision == pytest.approx(metrics.precision_score(truth, said))
    if tp + fn:
        assert found.recall == pytest.approx(metrics.recall_score(truth, said))
    if tp + fp + fn:
        assert found.f1 == pytest.approx(metrics.f1_score(truth, said))
    if found.kappa is not None:
        assert found.kappa == pytest.approx(metrics.cohen_kappa_score(truth, said))
    else:
        assert len({*truth, *said}) == 1


def test_average_precision_equals_scikit_learn() -> None:
    chance = random.Random(3)
    sure = [chance.choice([0.55, 0.7, 0.8, 0.92, 0.97]) for _ in range(200)]
    cases = [
        Case(
            Status.FAIL if (flagged := chance.random() < 0.4) else Status.PASS,
            one,
            chance.random() < (one if flagged else 1 - one),
        )
        for one in sure
    ]
    truth = [case.violation for case in cases]
    scores = [case.confidence if case.flagged else 1 - (case.confidence or 0) for case in cases]
    curve = precision_recall_curve(cases)
    assert average_precision(curve) == pytest.approx(metrics.average_precision_score(truth, scores))
    precision, recall, _ = metrics.precision_recall_curve(truth, scores)
    theirs = {(round(p, 9), round(r, 9)) for p, r in zip(precision, recall, strict=True)}
    assert {(round(one.precision, 9), round(one.recall, 9)) for one in curve} <= theirs


def test_reliability_by_hand() -> None:
    cases = _cases(
        [
            (Status.FAIL, 0.92, True),
            (Status.FAIL, 0.94, False),
            (Status.PASS, 0.55, False),
            (Status.UNSURE, 0, True),
        ]
    )
    low, high = reliability(cases)
    assert (low.low, low.verdicts, low.confidence, low.right) == (0.5, 1, 0.55, 1.0)
    assert (high.low, high.verdicts, high.right) == (0.9, 2, 0.5)
    assert high.confidence == pytest.approx(0.93)
    assert calibration_error([low, high]) == pytest.approx((0.45 + 2 * 0.43) / 3)


def test_unsure_is_counted_apart() -> None:
    found = agreement(_cases([(Status.FAIL, 0.9, True), (Status.UNSURE, 0, True), (Status.UNSURE, 0, False)]))
    assert (found.tp, found.fn, found.unsure, found.unsure_violations) == (1, 0, 2, 1)
    assert found.recall == 1.0
    assert found.recall_outright == 0.5
