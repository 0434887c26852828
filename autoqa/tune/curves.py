"""How a rule's confidence ranks its verdicts, and whether it can be taken at its word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from autoqa.tune.agreement import Case
from autoqa.tune.statistics import wilson
from autoqa.types import Frozen, Status


class CurvePoint(Frozen):
    """Flagging every call whose probability of a violation is at least ``threshold``."""

    threshold: float
    precision: float
    recall: float


def probability(case: Case) -> float:
    """How probable the machine holds a violation, 0 to 1: the confidence of a flag, one less that of a pass,
    0 where the rule does not apply, one half where it could not tell."""
    if case.machine is Status.UNSURE:
        return 0.5
    if case.machine is Status.NA:
        return 0.0
    sure = 1.0 if case.confidence is None else case.confidence
    return sure if case.flagged else 1 - sure


def precision_recall_curve(cases: Sequence[Case]) -> list[CurvePoint]:
    """One point a distinct probability, from the highest threshold down; empty without violations."""
    ranked = sorted(cases, key=probability, reverse=True)
    violations = sum(case.violation for case in ranked)
    points: list[CurvePoint] = []
    found = 0
    for index, case in enumerate(ranked, start=1):
        found += case.violation
        last_of_equals = index == len(ranked) or probability(ranked[index]) < probability(case)
        if violations and last_of_equals:
            points.append(
                CurvePoint(threshold=probability(case), precision=found / index, recall=found / violations)
            )
    return points


def average_precision(curve: Sequence[CurvePoint]) -> float | None:
    """Area under the curve by steps: each step of recall times the precision reached there."""
    recalls = [0.0, *(point.recall for point in curve)]
    steps = zip(pairwise(recalls), curve, strict=True)
    area = sum((after - before) * point.precision for (before, after), point in steps)
    return area if curve else None


class ReliabilityBin(Frozen):
    """Verdicts whose confidence lies in [``low``, ``high``): how sure the machine was on average, and the
    share that was right, with its interval."""

    low: float
    high: float
    verdicts: int
    confidence: float
    right: float
    right_interval: tuple[float, float]


BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Edges of the bins. Below 0.5 few verdicts are given; near 1, where most are, the bins are narrower."""


def reliability(cases: Iterable[Case]) -> list[ReliabilityBin]:
    """How often verdicts of each confidence are right; bins without verdicts are left out."""
    sure = [case for case in cases if case.decided and case.confidence is not None]
    bins = []
    for low, high in pairwise(BINS):
        inside = [c for c in sure if low <= (c.confidence or 0) < high or (high == 1.0 == c.confidence)]
        right = sum(case.flagged == case.violation for case in inside)
        share = wilson(right, len(inside))
        if share is not None:
            mean = sum(case.confidence or 0.0 for case in inside) / len(inside)
            bins.append(
                ReliabilityBin(
                    low=low,
                    high=high,
                    verdicts=len(inside),
                    confidence=mean,
                    right=share.value,
                    right_interval=share.interval,
                )
            )
    return bins


def calibration_error(bins: Sequence[ReliabilityBin]) -> float | None:
    """Expected calibration error: mean gap between confidence and share right, weighted by verdicts."""
    total = sum(one.verdicts for one in bins)
    gaps = sum(one.verdicts * abs(one.confidence - one.right) for one in bins)
    return gaps / total if total else None
