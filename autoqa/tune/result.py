"""``autoqa.evaluation/1``: what comparing rules with people yields."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from autoqa.tune.agreement import Agreement
from autoqa.tune.curves import CurvePoint, ReliabilityBin
from autoqa.types import Frozen, Status


class Kind(StrEnum):
    """How machine and people differ on a call: it flagged what they do not hold a violation; it passed what
    they do; it left a violation to a person; it flagged the call, but at another place."""

    FALSE_FLAG = "false_flag"
    MISSED = "missed"
    LEFT_OPEN = "left_open"
    ELSEWHERE = "elsewhere"


class Disagreement(Frozen):
    """One call on which they differ, with the seconds to listen to and what was said there. ``reason`` is the
    machine's; ``note`` what the labeller wrote."""

    call_id: str
    rule: str
    title: str
    kind: Kind
    machine: Status
    people: Status
    confidence: float | None
    start: float | None
    end: float | None
    quote: str
    reason: str
    labellers: tuple[str, ...]
    note: str


class Caution(Frozen):
    """What makes a figure less sure than it looks, in Chinese. ``rule`` is empty where it concerns all."""

    code: str
    rule: str
    message: str


class RuleResult(Agreement):
    """One rule against people.

    Attributes:
        labelled: calls with a human verdict that counts; ``violations`` of them hold one.
        calls: stored calls judged, labelled or not; ``flagged`` and ``left_open`` of them by the machine.
        recall_corrected: recall over all stored calls, see :mod:`autoqa.tune.estimate`.
        average_precision, calibration_error: of ``curve`` and ``reliability``.
        elsewhere: true positives whose flag plays at another place than the label.
    """

    rule: str
    title: str
    labelled: int
    violations: int
    calls: int
    flagged: int
    left_open: int
    recall_corrected: float | None
    recall_corrected_interval: tuple[float, float] | None
    average_precision: float | None
    calibration_error: float | None
    elsewhere: int
    curve: tuple[CurvePoint, ...]
    reliability: tuple[ReliabilityBin, ...]


class Difference(Frozen):
    """Points of the machine against those of people, machine minus people. ``compared``: calls on which both
    are there; ``left_open``: calls on which only people gave points."""

    compared: int
    left_open: int
    mean_error: float | None
    mean_absolute_error: float | None
    equal: float | None


class ItemResult(Agreement):
    """One item of the standard against people."""

    item: str
    title: str
    points: Difference


class ScorecardResult(Frozen):
    """One standard against people.

    Attributes:
        total: the call's points, on calls the machine could decide whole.
        within_bounds: share of calls whose human total lies between the machine's lowest and highest.
        grades_compared, grades_equal, grade_kappa: on calls where both give a grade.
    """

    scorecard: str
    title: str
    items: dict[str, ItemResult]
    total: Difference
    within_bounds: float | None
    grades_compared: int
    grades_equal: float | None
    grade_kappa: float | None


class AnnotatorPair(Frozen):
    first: str
    second: str
    shared: int
    agreed: int
    kappa: float | None


class Evaluation(Frozen):
    """Rules and a standard against people, on stored calls."""

    format: Literal["autoqa.evaluation/1"] = "autoqa.evaluation/1"
    rules_version: str
    autoqa_version: str
    calls: int
    labelled_calls: int
    labels: int
    estimator: str
    rules: dict[str, RuleResult]
    scorecards: dict[str, ScorecardResult]
    annotators: tuple[AnnotatorPair, ...]
    warnings: tuple[Caution, ...]
    disagreements: tuple[Disagreement, ...]
