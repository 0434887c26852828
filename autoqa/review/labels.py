"""What people decided, as ``labels.csv``."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.store.tables import CallRow, UserRow, VerdictRow
from autoqa.text.masking import Cover
from autoqa.types import Label

COLUMNS = ("call_id", "rule", "status", "start", "end", "labeller", "note", "points")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def labels(
    session: Session, since: datetime | None, until: datetime | None, *, team: str | None, personal: bool
) -> Iterator[Label]:
    """Verdicts that still count, given from ``since`` to before ``until``, oldest first. Where two calls have
    the same id at the centre, our number stands behind it.

    Args:
        team: only calls of this team; None for all.
        personal: leave personal numbers and names in the notes.
    """
    same = sa.select(CallRow.call_id).group_by(CallRow.call_id).having(sa.func.count() > 1)
    ambiguous = Counter(session.scalars(same))
    query = (
        sa.select(VerdictRow, CallRow, UserRow.login)
        .join(CallRow, CallRow.id == VerdictRow.call_id)
        .join(UserRow, UserRow.id == VerdictRow.user_id)
        .where(VerdictRow.current)
        .order_by(VerdictRow.id)
    )
    if since is not None:
        query = query.where(VerdictRow.created_at >= since)
    if until is not None:
        query = query.where(VerdictRow.created_at < until)
    if team is not None:
        query = query.where(CallRow.team == team)
    for row, call, login in session.execute(query):
        yield Label(
            call_id=f"{call.call_id}#{call.id}" if call.call_id in ambiguous else call.call_id,
            rule=row.rule,
            status=row.status,
            start=row.start,
            end=row.end,
            labeller=login,
            note=row.reason if personal else Cover.of(call.customer_name)(row.reason),
            points=row.points,
        )


def as_csv(rows: Iterator[Label]) -> str:
    """The rows as a file. Words that a spreadsheet would take for a formula get an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        facts = (row.call_id, row.rule, row.status.value, row.start, row.end)
        cells = (*facts, row.labeller, row.note, row.points)
        writer.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
