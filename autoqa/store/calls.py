"""Calls and their metadata."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.store.tables import CallRow
from autoqa.types import Call

_COLUMNS = (
    *("agent_id", "agent_name", "customer_name", "campaign", "team", "region"),
    *("direction", "outcome", "hung_up_by"),
)


def put_call(
    session: Session, recording_id: int, call: Call, *, name: str, duration: float | None, zone: tzinfo
) -> CallRow:
    """Enter the call of a recording, or bring its metadata up to date.

    Args:
        name: the id of a call whose metadata gives none.
        duration: seconds, None where not known.
        zone: that of ``started_at`` where it names none.
    """
    row = call_of(session, recording_id)
    if row is None:
        row = CallRow(recording_id=recording_id, first_seen=datetime.now(UTC), details={}, given={})
        session.add(row)
    known: dict[str, Any] = {column: getattr(call, column) for column in _COLUMNS}
    for column, value in known.items():
        setattr(row, column, value)
    row.call_id = call.id or name
    row.started_at = _zoned(call.started_at, zone)
    row.duration = duration if duration is not None else row.duration
    row.details = call.model_dump(mode="json", exclude_none=True)
    session.flush()
    return row


def call_of(session: Session, recording_id: int) -> CallRow | None:
    """The call of a recording, None before it was heard."""
    return session.scalars(sa.select(CallRow).where(CallRow.recording_id == recording_id)).first()


def metadata_of(row: CallRow) -> Call:
    """The metadata as it was given."""
    return Call.model_validate(row.details)


def given_of(session: Session, recording_id: int) -> Call:
    """What a manifest said of the call of a recording; empty when none did."""
    given = session.scalar(sa.select(CallRow.given).where(CallRow.recording_id == recording_id))
    return Call.model_validate(given or {})


def _zoned(moment: datetime | None, zone: tzinfo) -> datetime | None:
    return moment.replace(tzinfo=zone) if moment is not None and moment.tzinfo is None else moment
