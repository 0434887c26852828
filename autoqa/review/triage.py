"""What to hear next: every scored call gets a band and a rank in it, so that the queue is one index scan."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from autoqa.review.assignment import Dealer
from autoqa.store import Store
from autoqa.store.tables import (
    CallRow,
    FindingRow,
    ItemRow,
    RecordingRow,
    ReviewRow,
    ReviewState,
    SampleCallRow,
    SampleRow,
    ScorecardRow,
)
from autoqa.types import Cause, Outcome, Severity, Status


class Band(IntEnum):
    """Bands of the queue, most valuable first."""

    FATAL = 0
    DOUBT = 1
    CONSENT = 2
    FLAG = 3
    SAMPLE = 4
    REST = 9


HEAVY = 0.1
"""Share of the standard's points from which an item is heavy."""
LOW_CONFIDENCE = 0.8
"""Confidence below which a verdict of a heavy item is worth a second ear."""
SAMPLE_PLAN = "unflagged"
_DOUBTFUL = frozenset({Cause.LOW_CONFIDENCE, Cause.AMBIGUOUS, Cause.OVERLAP, Cause.NO_ROLES})
_WEIGHT = {Severity.FATAL: 8.0, Severity.MAJOR: 4.0, Severity.MINOR: 2.0, Severity.INFO: 1.0}
_CHUNK = 1000


@dataclass(frozen=True)
class Placed:
    """Where a call goes. Lower ranks come first within a band."""

    band: Band
    rank: float


def place(
    card: ScorecardRow, outcome: Outcome | None, findings: Sequence[FindingRow], items: Sequence[ItemRow]
) -> Placed:
    """Where a call goes by its findings; a call without any is ``REST`` and may be drawn as a sample."""
    counted = [finding for finding in findings if not finding.trial]
    fails = [finding for finding in counted if finding.status is Status.FAIL]
    worth = {key: item.max for item in items for key in item.findings}
    rank = -sum(_WEIGHT[finding.severity] * (finding.confidence or 0.5) for finding in fails)
    if card.fatals or any(finding.severity is Severity.FATAL for finding in fails):
        return Placed(Band.FATAL, rank)
    doubts = [finding for finding in counted if _is_doubtful(finding)]
    heavy = sum(worth.get(finding.key, 0.0) for finding in doubts)
    if doubts and max(worth.get(finding.key, 0.0) for finding in doubts) >= HEAVY * (card.max or 100):
        return Placed(Band.DOUBT, -heavy)
    consent = [
        f for f in counted if f.rule.startswith("consent.") and f.status in (Status.FAIL, Status.UNSURE)
    ]
    if outcome is Outcome.SOLD and consent:
        return Placed(Band.CONSENT, rank - len(consent))
    return Placed(Band.FLAG if fails else Band.REST, rank)


def _is_doubtful(finding: FindingRow) -> bool:
    if finding.status is Status.UNSURE:
        return finding.cause in _DOUBTFUL
    low = finding.confidence is not None and finding.confidence < LOW_CONFIDENCE
    return finding.status is Status.FAIL and low


def triage(store: Store, sample_rate: float) -> int:
    """Bring every current scorecard into the queue that is not there yet; returns how many.

    A call whose review is signed keeps the scorecard it was signed on. ``sample_rate`` is the share of
    unflagged calls that are drawn to be heard, by the hash of the recording: the same call is drawn whoever
    asks and however often.
    """
    with store.read() as session:
        # Looking needs no writer's lock, and mostly there is nothing to do.
        if session.execute(_due().limit(1)).first() is None:
            return 0
    done = 0
    while True:
        with store.write() as session:
            count = _triage_some(session, sample_rate)
        done += count
        if count < _CHUNK:
            return done


def _due() -> sa.Select[ScorecardRow, CallRow, str, ReviewRow]:
    """Current scorecards that the queue does not stand on, with call, hash of the recording, and review."""
    review = aliased(ReviewRow)
    waits = review.state.in_((ReviewState.DRAFT, ReviewState.IN_REVIEW))
    return (
        sa.select(ScorecardRow, CallRow, RecordingRow.sha256, review)
        .join(CallRow, CallRow.id == ScorecardRow.call_id)
        .join(RecordingRow, RecordingRow.id == CallRow.recording_id)
        .outerjoin(review, review.call_id == ScorecardRow.call_id)
        .where(
            ScorecardRow.current,
            sa.or_(review.call_id.is_(None), sa.and_(review.scorecard_id != ScorecardRow.id, waits)),
        )
    )


def _triage_some(session: Session, sample_rate: float) -> int:
    rows = session.execute(_due().order_by(ScorecardRow.id).limit(_CHUNK)).all()
    if not rows:
        return 0
    ids = [row[0].id for row in rows]
    findings: dict[int, list[FindingRow]] = defaultdict(list)
    for finding in session.scalars(sa.select(FindingRow).where(FindingRow.scorecard_id.in_(ids))):
        findings[finding.scorecard_id].append(finding)
    items: dict[int, list[ItemRow]] = defaultdict(list)
    for item in session.scalars(sa.select(ItemRow).where(ItemRow.scorecard_id.in_(ids))):
        items[item.scorecard_id].append(item)
    dealer = Dealer(session)
    drawn: list[int] = []
    for card, call, sha256, known in rows:
        placed = place(card, call.outcome, findings[card.id], items[card.id])
        if placed.band is Band.REST and _is_drawn(sha256, sample_rate):
            placed = Placed(Band.SAMPLE, float(int(sha256[:8], 16)))
            drawn.append(call.id)
        if known is None:
            known = ReviewRow(call_id=call.id, state=ReviewState.DRAFT)
            session.add(known)
        known.scorecard_id, known.band, known.rank = card.id, int(placed.band), placed.rank
        if known.assignee_id is None and placed.band is not Band.REST:
            seen = (Status.FAIL, Status.UNSURE)
            dealer.deal(known, call, {f.rule for f in findings[card.id] if f.status in seen})
    session.flush()
    _record_sample(session, drawn, sample_rate)
    return len(rows)


def _is_drawn(sha256: str, rate: float) -> bool:
    draw = hashlib.sha256(f"{SAMPLE_PLAN}:{sha256}".encode()).digest()
    return int.from_bytes(draw[:8]) < rate * 2**64


def _record_sample(session: Session, calls: Sequence[int], rate: float) -> None:
    """Write down who was drawn and with what probability, for the estimate of what no rule saw."""
    if not calls:
        return
    now = datetime.now(UTC)
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    same = sa.select(SampleRow).where(SampleRow.plan == SAMPLE_PLAN, SampleRow.period_start == day)
    sample = next((row for row in session.scalars(same) if row.options.get("rate") == rate), None)
    if sample is None:
        sample = SampleRow(
            plan=SAMPLE_PLAN,
            options={"rate": rate},
            seed=0,
            period_start=day,
            period_end=day + timedelta(days=1),
            drawn_by="autoqa review",
            drawn_at=now,
        )
        session.add(sample)
        session.flush()
    known = set(session.scalars(sa.select(SampleCallRow.call_id).where(SampleCallRow.sample_id == sample.id)))
    session.add_all(
        SampleCallRow(sample_id=sample.id, call_id=call, stratum="random", inclusion=rate)
        for call in calls
        if call not in known
    )
