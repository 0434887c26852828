"""What people decide."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from autoqa.store.columns import Json, Key, Moment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", Key, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_log"),
    )
    op.create_index("ix_audit_log_actor", "audit_log", ["actor"])
    op.create_index("ix_audit_log_at", "audit_log", ["at"])
    op.create_index("ix_audit_log_subject", "audit_log", ["subject"])

    op.create_table(
        "samples",
        sa.Column("id", Key, nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("options", Json, nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("period_start", Moment(), nullable=False),
        sa.Column("period_end", Moment(), nullable=False),
        sa.Column("drawn_by", sa.Text(), nullable=False),
        sa.Column("drawn_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_samples"),
    )
    op.create_table(
        "users",
        sa.Column("id", Key, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("last_login_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("login", name="uq_users_login"),
    )
    op.create_table(
        "calibrations",
        sa.Column("id", Key, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_by", Key, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="fk_calibrations_created_by"),
        sa.PrimaryKeyConstraint("id", name="pk_calibrations"),
    )
    op.create_table(
        "appeals",
        sa.Column("id", Key, nullable=False),
        sa.Column("call_id", Key, nullable=False),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("filed_by", Key, nullable=False),
        sa.Column("filed_at", Moment(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("decided_by", Key, nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_appeals_call_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name="fk_appeals_decided_by"),
        sa.ForeignKeyConstraint(["filed_by"], ["users.id"], name="fk_appeals_filed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_appeals"),
    )
    op.create_index("ix_appeals_call_id", "appeals", ["call_id"])

    op.create_table(
        "calibration_calls",
        sa.Column("calibration_id", Key, nullable=False),
        sa.Column("call_id", Key, nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["calibration_id"], ["calibrations.id"], name="fk_calibration_calls_calibration_id"
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_calibration_calls_call_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_calibration_calls_user_id"),
        sa.PrimaryKeyConstraint("calibration_id", "call_id", "user_id", name="pk_calibration_calls"),
    )
    op.create_table(
        "labels",
        sa.Column("id", Key, nullable=False),
        sa.Column("call_key", sa.Text(), nullable=False),
        sa.Column("call_id", Key, nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("start", sa.Double(), nullable=True),
        sa.Column("end", sa.Double(), nullable=True),
        sa.Column("labeller", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("points", sa.Double(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_labels_call_id"),
        sa.PrimaryKeyConstraint("id", name="pk_labels"),
    )
    op.create_index("ix_labels_call_key", "labels", ["call_key"])
    op.create_index("ix_labels_rule", "labels", ["rule"])

    op.create_table(
        "sample_calls",
        sa.Column("sample_id", Key, nullable=False),
        sa.Column("call_id", Key, nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("inclusion", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_sample_calls_call_id"),
        sa.ForeignKeyConstraint(["sample_id"], ["samples.id"], name="fk_sample_calls_sample_id"),
        sa.PrimaryKeyConstraint("sample_id", "call_id", name="pk_sample_calls"),
    )
    op.create_index("ix_sample_calls_call_id", "sample_calls", ["call_id"])

    op.create_table(
        "supplements",
        sa.Column("id", Key, nullable=False),
        sa.Column("call_id", Key, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("supplement_id", Key, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_by", Key, nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name="fk_supplements_added_by"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_supplements_call_id"),
        sa.ForeignKeyConstraint(["supplement_id"], ["calls.id"], name="fk_supplements_supplement_id"),
        sa.PrimaryKeyConstraint("id", name="pk_supplements"),
        sa.UniqueConstraint(
            "call_id", "rule", "supplement_id", name="uq_supplements_call_id_rule_supplement_id"
        ),
    )
    op.create_index("ix_supplements_call_id", "supplements", ["call_id"])

    op.create_table(
        "reviews",
        sa.Column("call_id", Key, autoincrement=False, nullable=False),
        sa.Column("scorecard_id", Key, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("assignee_id", Key, nullable=True),
        sa.Column("assigned_at", Moment(), nullable=True),
        sa.Column("locked_by", Key, nullable=True),
        sa.Column("locked_until", Moment(), nullable=True),
        sa.Column("opened_at", Moment(), nullable=True),
        sa.Column("signed_by", Key, nullable=True),
        sa.Column("signed_at", Moment(), nullable=True),
        sa.Column("final_score", sa.Double(), nullable=True),
        sa.Column("final_grade", sa.Text(), nullable=True),
        sa.Column("final_fatal", sa.Boolean(), nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["users.id"], name="fk_reviews_assignee_id"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_reviews_call_id"),
        sa.ForeignKeyConstraint(["locked_by"], ["users.id"], name="fk_reviews_locked_by"),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecards.id"], name="fk_reviews_scorecard_id"),
        sa.ForeignKeyConstraint(["signed_by"], ["users.id"], name="fk_reviews_signed_by"),
        sa.PrimaryKeyConstraint("call_id", name="pk_reviews"),
    )
    op.create_index("ix_reviews_assignee_id_state", "reviews", ["assignee_id", "state"])

    op.create_table(
        "verdicts",
        sa.Column("id", Key, nullable=False),
        sa.Column("call_id", Key, nullable=False),
        sa.Column("scorecard_id", Key, nullable=False),
        sa.Column("finding_id", Key, nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=True),
        sa.Column("machine_status", sa.String(20), nullable=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("points", sa.Double(), nullable=True),
        sa.Column("start", sa.Double(), nullable=True),
        sa.Column("end", sa.Double(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("calibration_id", Key, nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["calibration_id"], ["calibrations.id"], name="fk_verdicts_calibration_id"),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_verdicts_call_id"),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name="fk_verdicts_finding_id"),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecards.id"], name="fk_verdicts_scorecard_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_verdicts_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_verdicts"),
    )
    op.create_index("ix_verdicts_call_id", "verdicts", ["call_id"])
    op.create_index("ix_verdicts_created_at", "verdicts", ["created_at"])
    op.create_index("ix_verdicts_rule_status", "verdicts", ["rule", "status"])
