"""Searching what was said, and findings by rule and severity."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from autoqa.store import spoken

revision = "0004"
down_revision = "0003"

_AT_ONCE = 500


def upgrade() -> None:
    connection = op.get_bind()
    spoken.create(connection)
    table = sa.table("transcripts", *(sa.column(name) for name in ("id", "recording_id", "text")))
    newest = sa.select(sa.func.max(table.c.id)).group_by(table.c.recording_id)
    numbers = sorted(connection.scalars(newest))
    for first in range(0, len(numbers), _AT_ONCE):
        some = table.c.id.in_(numbers[first : first + _AT_ONCE])
        rows = connection.execute(sa.select(table.c.recording_id, table.c.text).where(some))
        spoken.add(connection, [(row.recording_id, row.text) for row in rows])

    for name, column, where in (
        ("ix_findings_flagged", "rule", sa.text("status IN ('fail', 'unsure')")),
        ("ix_findings_failed", "severity", sa.text("status = 'fail'")),
    ):
        columns = [column, "scorecard_id"]
        op.create_index(name, "findings", columns, sqlite_where=where, postgresql_where=where)
