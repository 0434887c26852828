"""Calls of a period out of the database, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.report.period.fatal import Counted, Violation, violations_of
from autoqa.sampling.period import Period
from autoqa.store.tables import CallRow, ReviewRow, ReviewState, ScorecardRow
from autoqa.types import Outcome

SIGNED = (ReviewState.SIGNED, ReviewState.APPEALED, ReviewState.SETTLED)
"""States in which a person has signed a final score."""


@dataclass(frozen=True)
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
    violations: tuple[Violation, ...] = field(default=())


def call_lines(session: Session, period: Period, zone: tzinfo) -> list[CallLine]:
    """Every call that started in ``period``, oldest first."""
    start, end = period.bounds(zone)
    query = (
        sa.select(CallRow, ScorecardRow, ReviewRow)
        .outerjoin(ScorecardRow, sa.and_(ScorecardRow.call_id == CallRow.id, ScorecardRow.current))
        .outerjoin(ReviewRow, ReviewRow.call_id == CallRow.id)
        .where(CallRow.started_at >= start, CallRow.started_at < end)
        .order_by(CallRow.started_at, CallRow.id)
    )
    rows = session.execute(query).all()
    violations = violations_of(session, list(filter(None, map(_counted, rows))), end)
    return [_line(call, card, review, zone, violations) for call, card, review in rows]


def _counted(row: tuple[CallRow, ScorecardRow | None, ReviewRow | None]) -> Counted | None:
    call, card, review = row
    if card is None:
        return None
    if review is None or review.state not in SIGNED or review.final_items is None:
        return Counted(call.id, card.id, card.standard_id, card.fatals > 0, None)
    final = review.final_items["fatal"]
    return Counted(call.id, review.scorecard_id, card.standard_id, bool(final), final)


def _line(
    call: CallRow,
    card: ScorecardRow | None,
    review: ReviewRow | None,
    zone: tzinfo,
    violations: Mapping[int, tuple[Violation, ...]],
) -> CallLine:
    signed = review is not None and review.state in SIGNED
    final = review if signed else None
    started: datetime | None = call.started_at
    assert started is not None, "calls of a period have a start"
    return CallLine(
        key=call.id,
        call_id=call.call_id,
        agent=call.agent_id or call.agent_name or "",
        agent_name=call.agent_name or "",
        customer=call.customer_name or "",
        team=call.team or "",
        campaign=call.campaign or "",
        region=call.region or "",
        day=started.astimezone(zone).date(),
        outcome=call.outcome,
        duration=call.duration or 0.0,
        details=call.details,
        scored=card is not None,
        standard=card.standard_id if card is not None else "",
        counted=final.scorecard_id if final is not None else card.id if card is not None else None,
        lowest=card.lowest if card is not None else None,
        highest=card.highest if card is not None else None,
        pending=card.pending if card is not None else None,
        grade=card.grade if card is not None else None,
        fails=card.fails if card is not None else 0,
        fatals=card.fatals if card is not None else 0,
        signed=signed,
        final_score=final.final_score if final is not None else None,
        final_grade=final.final_grade if final is not None else None,
        final_fatal=final.final_fatal if final is not None else None,
        final_items=final.final_items if final is not None else None,
        violations=violations.get(call.id, ()),
    )
