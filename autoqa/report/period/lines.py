"""Calls of a period out of the database, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from sys import intern
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.report.period.fatal import Counted, Violation, violations_of
from autoqa.sampling.period import Period
from autoqa.store.tables import CallRow, ReviewRow, ReviewState, ScorecardRow
from autoqa.types import Outcome

SIGNED = (ReviewState.SIGNED, ReviewState.APPEALED, ReviewState.SETTLED)
"""States in which a person has signed a final score."""


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call. Figures of the scorecard are None before it was scored, ``final`` ones before it was signed;
    ``duration`` in seconds. ``counted`` is the number of the scorecard that counts: the one a person signed,
    else the current one; ``final_items`` is what the signature fixed."""

    key: int
    call_id: str
    agent: str
    agent_name: str
    customer: str
    team: str
    campaign: str
    region: str
    day: date
    outcome: Outcome | None
    duration: float
    details: Mapping[str, Any]
    scored: bool
    standard: str
    counted: int | None
    lowest: float | None
    highest: float | None
    pending: float | None
    grade: str | None
    fails: int
    fatals: int
    signed: bool
    final_score: float | None
    final_grade: str | None
    final_fatal: bool | None
    final_items: Mapping[str, Any] | None
    violations: tuple[Violation, ...] = ()


_COLUMNS = (
    *(CallRow.id, CallRow.call_id, CallRow.agent_id, CallRow.agent_name, CallRow.customer_name, CallRow.team),
    *(
        CallRow.campaign,
        CallRow.region,
        CallRow.started_at,
        CallRow.outcome,
        CallRow.duration,
        CallRow.details,
    ),
    *(ScorecardRow.id.label("card"), ScorecardRow.standard_id, ScorecardRow.lowest, ScorecardRow.highest),
    *(ScorecardRow.pending, ScorecardRow.grade, ScorecardRow.fails, ScorecardRow.fatals),
    *(
        ReviewRow.scorecard_id.label("reviewed"),
        ReviewRow.state,
        ReviewRow.final_score,
        ReviewRow.final_grade,
    ),
    *(ReviewRow.final_fatal, ReviewRow.final_items),
)
"""Columns and no rows: a month of a large centre has a million calls, and rows take several times as long to
read."""
_AT_ONCE = 5000


def call_lines(session: Session, period: Period, zone: tzinfo) -> list[CallLine]:
    """Every call that started in ``period``, oldest first."""
    start, end = period.bounds(zone)
    query = (
        sa.select(*_COLUMNS)
        .outerjoin(ScorecardRow, sa.and_(ScorecardRow.call_id == CallRow.id, ScorecardRow.current))
        .outerjoin(ReviewRow, ReviewRow.call_id == CallRow.id)
        .where(CallRow.started_at >= start, CallRow.started_at < end)
        .order_by(CallRow.started_at, CallRow.id)
    )
    lines, counted = [], []
    for row in session.execute(query, execution_options={"yield_per": _AT_ONCE}):
        lines.append(_line(row, zone))
        if row.card is not None:
            counted.append(_counted(row))
    violations = violations_of(session, counted, end)
    return [
        replace(line, violations=violations[line.key]) if line.key in violations else line for line in lines
    ]


def _counted(row: sa.Row[Any]) -> Counted:
    if row.state not in SIGNED or row.final_items is None:
        return Counted(row.id, row.card, row.standard_id, row.fatals > 0, None)
    final = row.final_items["fatal"]
    return Counted(row.id, row.reviewed, row.standard_id, bool(final), final)


def _line(row: sa.Row[Any], zone: tzinfo) -> CallLine:
    signed = row.state in SIGNED
    started: datetime | None = row.started_at
    assert started is not None, "calls of a period have a start"
    return CallLine(
        key=row.id,
        call_id=row.call_id,
        agent=intern(row.agent_id or row.agent_name or ""),
        agent_name=intern(row.agent_name or ""),
        customer=row.customer_name or "",
        team=intern(row.team or ""),
        campaign=intern(row.campaign or ""),
        region=intern(row.region or ""),
        day=started.astimezone(zone).date(),
        outcome=row.outcome,
        duration=row.duration or 0.0,
        details=row.details,
        scored=row.card is not None,
        standard=intern(row.standard_id or ""),
        counted=row.reviewed if signed else row.card,
        lowest=row.lowest,
        highest=row.highest,
        pending=row.pending,
        grade=row.grade,
        fails=row.fails or 0,
        fatals=row.fatals or 0,
        signed=signed,
        final_score=row.final_score if signed else None,
        final_grade=row.final_grade if signed else None,
        final_fatal=row.final_fatal if signed else None,
        final_items=row.final_items if signed else None,
    )
