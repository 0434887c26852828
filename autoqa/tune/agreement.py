"""One rule (or item) against people: counts, shares with intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from autoqa.tune.statistics import Share, f_measure, kappa, wilson
from autoqa.types import Frozen, Status


@dataclass(frozen=True)
class Case:
    """One labelled call: what the machine said, how sure it was (0 to 1), and whether people found a
    violation."""

    machine: Status
    confidence: float | None
    violation: bool

    @property
    def flagged(self) -> bool:
        return self.machine is Status.FAIL

    @property
    def decided(self) -> bool:
        return self.machine is not Status.UNSURE


class Agreement(Frozen):
    """Counts of labelled calls. A violation (``fail``) is the positive; ``pass`` and ``na`` are both "no
    violation".

    Attributes:
        unsure: calls the machine left to a person; ``unsure_violations`` of them hold one. They are in none
            of ``tp``, ``fp``, ``fn``, ``tn``.
        precision, recall, f1: over decided calls, each with its 95 % interval (Wilson); None where nothing
            is there to count.
        recall_outright: violations flagged outright among all, those left to a person counted as not found.
        kappa: Cohen's, machine against people, over decided calls.
    """

    tp: int
    fp: int
    fn: int
    tn: int
    unsure: int
    unsure_violations: int
    precision: float | None
    precision_interval: tuple[float, float] | None
    recall: float | None
    recall_interval: tuple[float, float] | None
    f1: float | None
    f1_interval: tuple[float, float] | None
    recall_outright: float | None
    recall_outright_interval: tuple[float, float] | None
    kappa: float | None


def agreement(cases: Iterable[Case]) -> Agreement:
    """Count and measure."""
    cases = list(cases)
    count = Counter((case.flagged, case.violation) for case in cases if case.decided)
    tp, fp, fn, tn = count[True, True], count[True, False], count[False, True], count[False, False]
    open_ = [case for case in cases if not case.decided]
    missed_open = sum(case.violation for case in open_)
    precision, recall, f1 = wilson(tp, tp + fp), wilson(tp, tp + fn), f_measure(tp, fp, fn)
    outright = wilson(tp, tp + fn + missed_open)
    return Agreement(
        tp=tp,
        fp=fp,
        fn=fn,
        tn=tn,
        unsure=len(open_),
        unsure_violations=missed_open,
        precision=_value(precision),
        precision_interval=_interval(precision),
        recall=_value(recall),
        recall_interval=_interval(recall),
        f1=_value(f1),
        f1_interval=_interval(f1),
        recall_outright=_value(outright),
        recall_outright_interval=_interval(outright),
        kappa=kappa(count),
    )


def _value(share: Share | None) -> float | None:
    return share.value if share is not None else None


def _interval(share: Share | None) -> tuple[float, float] | None:
    return share.interval if share is not None else None
