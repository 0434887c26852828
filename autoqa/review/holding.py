"""Holding a call, so that two people do not judge the same one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.review.rights import Person
from autoqa.store import note
from autoqa.store.tables import ReviewRow, ReviewState, UserRow

HOLDABLE = (ReviewState.DRAFT, ReviewState.IN_REVIEW)


@dataclass(frozen=True)
class Hold:
    """Whether the call is this person's to judge now, otherwise whose; and until when."""

    mine: bool
    by: str = ""
    until: datetime | None = None


def take(session: Session, call_id: int, person: Person, minutes: float) -> Hold:
    """Take or renew the hold on an open call; one statement, so that of two who come at once one gets it."""
    now = datetime.now(UTC)
    free = sa.or_(
        ReviewRow.locked_by.is_(None), ReviewRow.locked_by == person.id, ReviewRow.locked_until < now
    )
    review = sa.select(ReviewRow).where(ReviewRow.call_id == call_id)
    before = session.scalars(review).first()
    if before is None or before.state not in HOLDABLE:
        return Hold(False)
    opened = before.opened_at is None
    until = now + timedelta(minutes=minutes)
    done = session.execute(
        sa.update(ReviewRow)
        .where(ReviewRow.call_id == call_id, ReviewRow.state.in_(HOLDABLE), free)
        .values(
            locked_by=person.id,
            locked_until=until,
            state=ReviewState.IN_REVIEW,
            opened_at=before.opened_at or now,
        )
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    if done.rowcount:  # type: ignore[attr-defined]
        if opened:
            note(session, person.login, "open", f"call:{call_id}")
        return Hold(True, until=until)
    row = session.scalars(review).one()
    holder = session.get(UserRow, row.locked_by) if row.locked_by else None
    return Hold(False, holder.name if holder else "", row.locked_until)


def holds(session: Session, call_id: int, person: Person) -> bool:
    """Whether the person holds the call now."""
    row = session.get(ReviewRow, call_id)
    return (
        row is not None
        and row.locked_by == person.id
        and row.locked_until is not None
        and row.locked_until >= datetime.now(UTC)
    )


def release(session: Session, call_id: int, person: Person, until: datetime) -> None:
    """Let others have the call, where the hold is still the one that ends at ``until``: a page that goes
    away must not end the hold of the page that came after it."""
    same = (ReviewRow.call_id == call_id, ReviewRow.locked_by == person.id, ReviewRow.locked_until == until)
    session.execute(sa.update(ReviewRow).where(*same).values(locked_by=None, locked_until=None))
