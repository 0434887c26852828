"""Searching what was said, and findings by rule and severity."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from autoqa.store import spoken

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    spoken.create(op.get_bind())  # 0005 fills it
    for name, column, where in (
        ("ix_findings_flagged", "rule", sa.text("status IN ('fail', 'unsure')")),
        ("ix_findings_failed", "severity", sa.text("status = 'fail'")),
    ):
        columns = [column, "scorecard_id"]
        op.create_index(name, "findings", columns, sqlite_where=where, postgresql_where=where)
