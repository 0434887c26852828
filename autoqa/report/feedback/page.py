"""Sheets of feedback as one self-contained page, with examples that play; printed, each is a sheet of A4."""

from __future__ import annotations

from collections.abc import Sequence

from autoqa.report.evidence import Evidence
from autoqa.report.feedback.sheet import MASKED, Feedback
from autoqa.report.sheets import render_sheet


def render_feedback(sheets: Sequence[Feedback], evidence: Evidence, appeal_days: float) -> str:
    """HTML that needs nothing beside itself."""
    return render_sheet(
        "feedback.html.j2",
        sheets=sheets,
        sound=evidence.data,
        address=evidence.address,
        appeal_days=appeal_days,
        masked=MASKED,
    )
