"""Points on top."""

from __future__ import annotations

from autoqa.ruleset.shapes import Bonus
from autoqa.scoring.award import Award
from autoqa.scoring.tally import Tally
from autoqa.types import Cause, Status


def award(how: Bonus, tally: Tally) -> Award:
    """``each`` for every time that a rule found the good deed, at most ``cap``; up to ``cap`` (else one time)
    while a person must decide. A rule of a bonus item says with ``pass`` that it was done."""
    if how.each is None:
        return Award(0.0, 0.0, Status.UNSURE, tally.reason, tally.findings, tally.cause or Cause.MANUAL)
    if tally.pending:
        return Award(0.0, how.cap or how.each, Status.UNSURE, tally.reason, tally.findings, tally.cause)
    times = len(tally.findings) if tally.status is Status.PASS else 0
    reached = min(how.each * times, how.cap if how.cap is not None else how.each * times)
    return Award(reached, reached, tally.status, tally.reason, tally.findings)
