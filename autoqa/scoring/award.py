"""What an item yields: points as far as they are decided, and the bounds of what is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autoqa.scoring.tally import Tally
from autoqa.types import Cause, Finding, Status


@dataclass(frozen=True)
class Award:
    """What one item adds to the lowest and to the highest total: negative where it only takes off. An overlay
    may take less off the lowest total than off the highest, where little is left to take from."""

    low: float
    high: float
    status: Status
    reason: str
    findings: tuple[Finding, ...] = ()
    cause: Cause | None = None

    @property
    def decided(self) -> bool:
        return self.status is not Status.UNSURE and self.low == self.high


def of_tally(tally: Tally, low: float, high: float) -> Award:
    """The award that one tally leads to."""
    return Award(low, high, tally.status, tally.reason, tally.findings, tally.cause)


def of_parts(parts: Iterable[tuple[str, Tally]], low: float, high: float) -> Award:
    """The award of an item whose parts were judged one by one: decided as soon as its points are, whatever is
    still open in a part that can no longer change them."""
    tallies = [(title, one) for title, one in parts]
    told = [(title, one) for title, one in tallies if one.status in (Status.FAIL, Status.UNSURE)]
    reason = "；".join(f"{title}：{one.reason}" if title else one.reason for title, one in told)
    findings = tuple(finding for _, one in tallies for finding in one.findings)
    failed = any(one.status is Status.FAIL for _, one in tallies)
    waiting = next((one for _, one in tallies if one.pending), None)
    if low != high or (waiting is not None and not failed):
        cause = (waiting.cause if waiting is not None else None) or Cause.AMBIGUOUS
        return Award(low, high, Status.UNSURE, reason, findings, cause)
    if failed:
        return Award(low, high, Status.FAIL, reason, findings)
    if all(one.status is Status.NA for _, one in tallies):
        return Award(low, high, Status.NA, "不涉及", findings)
    return Award(low, high, Status.PASS, "符合要求", findings)
