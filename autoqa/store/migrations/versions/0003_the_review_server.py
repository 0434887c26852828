"""The review server."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from autoqa.store.columns import Json, Key, Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "web_sessions",
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_web_sessions_user_id"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_web_sessions"),
    )
    op.create_index("ix_web_sessions_user_id", "web_sessions", ["user_id"])
    op.create_index("ix_web_sessions_expires_at", "web_sessions", ["expires_at"])
    op.create_table(
        "assignment_rules",
        sa.Column("id", Key, nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("agent_id", sa.Text(), nullable=True),
        sa.Column("band", sa.Integer(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("created_by", Key, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_assignment_rules_user_id"),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="fk_assignment_rules_created_by"),
        sa.PrimaryKeyConstraint("id", name="pk_assignment_rules"),
    )
    op.add_column("reviews", sa.Column("band", sa.Integer(), nullable=False, server_default="9"))
    op.add_column("reviews", sa.Column("rank", sa.Double(), nullable=False, server_default="0"))
    op.add_column("reviews", sa.Column("final_items", Json, nullable=True))
    op.create_index("ix_reviews_state_band_rank", "reviews", ["state", "band", "rank", "call_id"])
    open_ = sa.text("state IN ('draft', 'in_review')")
    op.create_index(
        "ix_reviews_open", "reviews", ["band", "rank", "call_id"], sqlite_where=open_, postgresql_where=open_
    )
    op.create_index("ix_reviews_scorecard_id", "reviews", ["scorecard_id"])
