"""Whether a flag plays where a person heard the violation."""

from __future__ import annotations

from autoqa.types import Finding, Label

TOLERANCE = 1.0
"""Seconds that the middle of one span may lie outside the other: a person who plays the clip hears the
violation."""


def same_place(finding: Finding, label: Label) -> bool:
    """Both have a span, and the middle of one lies in the other or near it."""
    if finding.start is None or finding.end is None or label.start is None or label.end is None:
        return False
    flagged, labelled = (finding.start + finding.end) / 2, (label.start + label.end) / 2
    return _near(flagged, label.start, label.end) or _near(labelled, finding.start, finding.end)


def _near(moment: float, start: float, end: float) -> bool:
    return start - TOLERANCE <= moment <= end + TOLERANCE
