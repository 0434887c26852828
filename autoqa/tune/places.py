"""Whether two judgements are of the same place in a call."""

from __future__ import annotations

from autoqa.types import Finding, Label

TOLERANCE = 1.0
"""Seconds that the middle of one span may lie outside the other: a person who plays the clip hears the
violation."""


def same_place(finding: Finding, label: Label) -> bool:
    """Whether a flag plays where a person heard the violation: both have a span, and the middle of one lies
    in the other or near it."""
    if finding.start is None or finding.end is None or label.start is None or label.end is None:
        return False
    flagged, labelled = (finding.start + finding.end) / 2, (label.start + label.end) / 2
    return _near(flagged, label.start, label.end) or _near(labelled, finding.start, finding.end)


def same_span(first: Finding, second: Finding) -> bool:
    """Whether two flags of one rule are the same flag: their spans overlap, or neither has one."""
    if first.start is None or first.end is None or second.start is None or second.end is None:
        return first.start is None and second.start is None
    return first.start <= second.end and second.start <= first.end


def _near(moment: float, start: float, end: float) -> bool:
    return start - TOLERANCE <= moment <= end + TOLERANCE
