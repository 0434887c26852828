"""Calls of a database that an inspector went through and signed, as the review pages do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.pipeline import Workshop
from autoqa.review.case import Case, load_case
from autoqa.review.rights import Person
from autoqa.review.signing import sign
from autoqa.review.triage import triage
from autoqa.review.verdicts import Said, record
from autoqa.store import Store
from autoqa.store.tables import CallRow, ReviewRow, UserRole, UserRow
from autoqa.types import Status


def inspector(session: Session) -> Person:
    """Whoever signs."""
    row = session.scalars(sa.select(UserRow).where(UserRow.login == "ann")).first()
    if row is None:
        known = {"login": "ann", "name": "安宁", "role": UserRole.INSPECTOR, "password_hash": ""}
        row = UserRow(**known, created_at=datetime.now(UTC))
        session.add(row)
        session.flush()
    return Person.of(row)


def sign_call(store: Store, workshop: Workshop, key: int, said: Sequence[Said] = ()) -> ReviewRow:
    """Record ``said``, take what is still open as met, sign; the call must be in the store."""
    triage(store, 0.0)
    with store.write() as session:
        person = inspector(session)
        for one in said:
            record(session, _case(session, workshop, key), one, person)
            session.flush()
        for item in _case(session, workshop, key).open_items:
            met = Said("item", item.now.id, Status.PASS, reason="听过，合格")
            record(session, _case(session, workshop, key), met, person)
            session.flush()
        sign(session, _case(session, workshop, key), person)
        return session.get_one(ReviewRow, key)


def _case(session: Session, workshop: Workshop, key: int) -> Case:
    case = load_case(session, workshop, session.get_one(CallRow, key))
    assert case is not None
    return case
