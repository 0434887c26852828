"""Words of one and two characters have entries of their own in the index of what was said."""

from __future__ import annotations

from alembic import op

from autoqa.store import spoken

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    spoken.rebuild(op.get_bind())
