"""Recordings calls results and the ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from autoqa.store.columns import Json, Key, Moment, Packed

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", Key, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("transcript_only", sa.Boolean(), nullable=False),
        sa.Column("duration", sa.Double(), nullable=True),
        sa.Column("channels", sa.Integer(), nullable=True),
        sa.Column("sample_rate", sa.Integer(), nullable=True),
        sa.Column("first_seen", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recordings"),
        sa.UniqueConstraint("sha256", name="uq_recordings_sha256"),
    )
    op.create_index("ix_recordings_first_seen", "recordings", ["first_seen"])

    op.create_table(
        "runs",
        sa.Column("id", Key, nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("options", Json, nullable=False),
        sa.Column("summary", Json, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_started_at", "runs", ["started_at"])

    op.create_table(
        "calls",
        sa.Column("id", Key, nullable=False),
        sa.Column("recording_id", Key, nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=True),
        sa.Column("agent_name", sa.Text(), nullable=True),
        sa.Column("customer_name", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("direction", sa.String(20), nullable=True),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("hung_up_by", sa.Text(), nullable=True),
        sa.Column("duration", sa.Double(), nullable=True),
        sa.Column("details", Json, nullable=False),
        sa.Column("given", Json, nullable=False),
        sa.Column("first_seen", Moment(), nullable=False),
        sa.Column("forgotten_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name="fk_calls_recording_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
        sa.UniqueConstraint("recording_id", name="uq_calls_recording_id"),
    )
    op.create_index("ix_calls_agent_id_started_at", "calls", ["agent_id", "started_at"])
    op.create_index("ix_calls_call_id", "calls", ["call_id"])
    op.create_index("ix_calls_first_seen", "calls", ["first_seen"])
    op.create_index("ix_calls_started_at", "calls", ["started_at"])
    op.create_index("ix_calls_team_started_at", "calls", ["team", "started_at"])

    op.create_table(
        "locations",
        sa.Column("id", Key, nullable=False),
        sa.Column("recording_id", Key, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.Column("first_seen", Moment(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name="fk_locations_recording_id"),
        sa.PrimaryKeyConstraint("id", name="pk_locations"),
        sa.UniqueConstraint("url", name="uq_locations_url"),
    )
    op.create_index("ix_locations_recording_id", "locations", ["recording_id"])

    op.create_table(
        "transcripts",
        sa.Column("id", Key, nullable=False),
        sa.Column("recording_id", Key, nullable=False),
        sa.Column("asr_key", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("model_sha256", sa.Text(), nullable=True),
        sa.Column("transcript", Packed(), nullable=True),
        sa.Column("dialogue", Packed(), nullable=True),
        sa.Column("audio", Packed(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name="fk_transcripts_recording_id"),
        sa.PrimaryKeyConstraint("id", name="pk_transcripts"),
    )
    op.create_index("ix_transcripts_created_at", "transcripts", ["created_at"])
    op.create_index("ix_transcripts_recording_id", "transcripts", ["recording_id"])

    op.create_table(
        "jobs",
        sa.Column("id", Key, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("recording_id", Key, nullable=False),
        sa.Column("run_id", Key, nullable=False),
        sa.Column("worked_run_id", Key, nullable=True),
        sa.Column("transcript_id", Key, nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("available_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("losses", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("lease_until", Moment(), nullable=True),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("audio_seconds", sa.Double(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name="fk_jobs_recording_id"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_jobs_run_id"),
        sa.ForeignKeyConstraint(["worked_run_id"], ["runs.id"], name="fk_jobs_worked_run_id"),
        sa.ForeignKeyConstraint(["transcript_id"], ["transcripts.id"], name="fk_jobs_transcript_id"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("key", name="uq_jobs_key"),
    )
    op.create_index("ix_jobs_recording_id_state", "jobs", ["recording_id", "state"])
    op.create_index("ix_jobs_worked_run_id", "jobs", ["worked_run_id"])
    op.create_index("ix_jobs_state_available_at", "jobs", ["state", "available_at", "id"])

    op.create_table(
        "scorecards",
        sa.Column("id", Key, nullable=False),
        sa.Column("call_id", Key, nullable=False),
        sa.Column("transcript_id", Key, nullable=False),
        sa.Column("score_key", sa.String(length=64), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("standard_id", sa.Text(), nullable=False),
        sa.Column("standard_title", sa.Text(), nullable=False),
        sa.Column("standard_version", sa.Text(), nullable=False),
        sa.Column("rules_version", sa.Text(), nullable=False),
        sa.Column("autoqa_version", sa.Text(), nullable=False),
        sa.Column("max", sa.Double(), nullable=False),
        sa.Column("decided", sa.Double(), nullable=False),
        sa.Column("awarded", sa.Double(), nullable=False),
        sa.Column("pending", sa.Double(), nullable=False),
        sa.Column("lowest", sa.Double(), nullable=False),
        sa.Column("highest", sa.Double(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("fatals", sa.Integer(), nullable=False),
        sa.Column("fails", sa.Integer(), nullable=False),
        sa.Column("unsures", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("document", Packed(), nullable=True),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_scorecards_call_id"),
        sa.ForeignKeyConstraint(["transcript_id"], ["transcripts.id"], name="fk_scorecards_transcript_id"),
        sa.PrimaryKeyConstraint("id", name="pk_scorecards"),
        sa.UniqueConstraint("call_id", "score_key", name="uq_scorecards_call_id_score_key"),
    )
    op.create_index("ix_scorecards_created_at", "scorecards", ["created_at"])
    op.create_index(
        "uq_scorecards_current",
        "scorecards",
        ["call_id"],
        unique=True,
        sqlite_where=sa.text("current"),
        postgresql_where=sa.text("current"),
    )

    op.create_table(
        "findings",
        sa.Column("id", Key, nullable=False),
        sa.Column("scorecard_id", Key, nullable=False),
        sa.Column("call_id", Key, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("severity", sa.String(20), nullable=False),
        sa.Column("role", sa.String(20), nullable=True),
        sa.Column("start", sa.Double(), nullable=True),
        sa.Column("end", sa.Double(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("cause", sa.String(20), nullable=True),
        sa.Column("trial", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_findings_call_id"),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecards.id"], name="fk_findings_scorecard_id"),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
    )
    op.create_index("ix_findings_rule_status", "findings", ["rule", "status"])
    op.create_index("ix_findings_scorecard_id", "findings", ["scorecard_id"])

    op.create_table(
        "scorecard_items",
        sa.Column("id", Key, nullable=False),
        sa.Column("scorecard_id", Key, nullable=False),
        sa.Column("call_id", Key, nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("max", sa.Double(), nullable=False),
        sa.Column("awarded", sa.Double(), nullable=True),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("mode", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(20), nullable=True),
        sa.Column("fatal", sa.Text(), nullable=True),
        sa.Column("findings", Json, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_scorecard_items_call_id"),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecards.id"], name="fk_scorecard_items_scorecard_id"),
        sa.PrimaryKeyConstraint("id", name="pk_scorecard_items"),
    )
    op.create_index("ix_scorecard_items_scorecard_id", "scorecard_items", ["scorecard_id"])
