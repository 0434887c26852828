"""Calls and their metadata."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.store.columns import number_of
from autoqa.store.tables import CallRow
from autoqa.types import Call

_CALLS = CallRow.bare()
_NUMBER = sa.select(_CALLS.c.id).where(_CALLS.c.recording_id == sa.bindparam("of_recording"))
_ADD = sa.insert(_CALLS)
_CHANGE = sa.update(_CALLS).where(_CALLS.c.id == sa.bindparam("known"))
_COLUMNS = (
    *("agent_id", "agent_name", "customer_name", "campaign", "team", "region"),
    *("direction", "outcome", "hung_up_by"),
)


def put_call(
    session: Session, recording_id: int, call: Call, *, name: str, duration: float | None, zone: tzinfo
) -> int:
    """Enter the call of a recording, or bring its metadata up to date. Returns the number of the call.

    Args:
        name: the id of a call whose metadata gives none.
        duration: seconds, None where not known.
        zone: that of ``started_at`` where it names none.
    """
    connection = session.connection()
    values: dict[str, Any] = {column: getattr(call, column) for column in _COLUMNS}
    values["call_id"] = call.id or name
    values["started_at"] = _zoned(call.started_at, zone)
    values["details"] = call.model_dump(mode="json", exclude_none=True)
    if duration is not None:
        values["duration"] = duration
    number: int | None = connection.scalar(_NUMBER, {"of_recording": recording_id})
    if number is not None:
        connection.execute(_CHANGE, {"known": number, **values})
        return number
    first = {"recording_id": recording_id, "first_seen": datetime.now(UTC), "given": {}}
    return number_of(connection.execute(_ADD, {**first, **values}))


def call_of(session: Session, recording_id: int) -> CallRow | None:
    """The call of a recording, None before it was heard."""
    return session.scalars(sa.select(CallRow).where(CallRow.recording_id == recording_id)).first()


def metadata_of(row: CallRow) -> Call:
    """The metadata as it was given."""
    return Call.model_validate(row.details)


def _zoned(moment: datetime | None, zone: tzinfo) -> datetime | None:
    return moment.replace(tzinfo=zone) if moment is not None and moment.tzinfo is None else moment
