"""What errors of a rule cost, in units of one false flag."""

from __future__ import annotations

from collections.abc import Iterable

from autoqa.tune.agreement import Case
from autoqa.types import Frozen


class Costs(Frozen):
    """Cost of one call.

    Attributes:
        miss: a violation that the rule passes.
        false: a flag where there is no violation.
        unsure: a call left to a person, who listens and then decides rightly.
    """

    miss: float = 5.0
    false: float = 1.0
    unsure: float = 0.5

    def of(self, case: Case) -> float:
        if not case.decided:
            return self.unsure
        if case.flagged == case.violation:
            return 0.0
        return self.miss if case.violation else self.false

    def total(self, cases: Iterable[Case]) -> float:
        return sum(map(self.of, cases))
