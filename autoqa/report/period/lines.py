"""Calls of a period out of the database, one line each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.sampling.period import Period
from autoqa.store.tables import CallRow, FindingRow, ReviewRow, ReviewState, ScorecardRow, SupplementRow
from autoqa.types import Outcome, Status

SIGNED = (ReviewState.SIGNED, ReviewState.APPEALED, ReviewState.SETTLED)
"""States in which a person has signed a final score."""


@dataclass(frozen=True)
class Violation:
    """A fatal item that fails without points of its own, such as S04's. ``label``: 一级违规 and the like."""

    item: str
    title: str
    label: str
    remedied: bool


@dataclass(frozen=True)
class CallLine:
    """One call. Figures of the scorecard are None before it was scored, ``final`` ones before it was signed;
    ``duration`` in seconds."""

    key: int
    call_id: str
    agent: str
    agent_name: str
    team: str
    campaign: str
    region: str
    day: date
    outcome: Outcome | None
    duration: float
    details: Mapping[str, Any]
    scored: bool
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
    violations = _violations(session, [card.id for _, card, _ in rows if card is not None and card.fatals])
    return [_line(call, card, review, zone, violations) for call, card, review in rows]


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
        team=call.team or "",
        campaign=call.campaign or "",
        region=call.region or "",
        day=started.astimezone(zone).date(),
        outcome=call.outcome,
        duration=call.duration or 0.0,
        details=call.details,
        scored=card is not None,
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
        violations=violations.get(card.id, ()) if card is not None else (),
    )


def _violations(session: Session, cards: list[int]) -> dict[int, tuple[Violation, ...]]:
    """Fatal items that fail, by scorecard, out of the scorecards' documents; with whether a later call
    remedied each (by the item or by a rule behind it)."""
    found: dict[int, tuple[Violation, ...]] = {}
    remedies: dict[int, set[str]] = defaultdict(set)
    for call, rule in session.execute(sa.select(SupplementRow.call_id, SupplementRow.rule)):
        remedies[call].add(rule)
    for chunk in (cards[start : start + 500] for start in range(0, len(cards), 500)):
        rules: dict[int, dict[str, str]] = defaultdict(dict)
        failing = sa.select(FindingRow.scorecard_id, FindingRow.key, FindingRow.rule).where(
            FindingRow.scorecard_id.in_(chunk), FindingRow.status == Status.FAIL
        )
        for card, key, rule in session.execute(failing):
            rules[card][key] = rule
        documents = sa.select(ScorecardRow.id, ScorecardRow.call_id, ScorecardRow.document)
        for card, call, document in session.execute(documents.where(ScorecardRow.id.in_(chunk))):
            fatal = json.loads(document)["fatal"] if document else ()
            found[card] = tuple(
                _violation(one, rules[card], remedies[call]) for one in fatal if one["status"] == "fail"
            )
    return found


def _violation(fatal: Mapping[str, Any], rules: Mapping[str, str], remedies: set[str]) -> Violation:
    behind = {rules[key] for key in fatal["findings"] if key in rules}
    remedied = bool(remedies & {fatal["item"], *behind})
    return Violation(fatal["item"], fatal["title"], fatal["effect"], remedied)
