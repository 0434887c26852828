"""The ledger of the nightly batch, and its runs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from autoqa.store.columns import Key, word_of
from autoqa.store.tables.base import Table


class JobState(StrEnum):
    """See docs/batch.md for the transitions. ``waiting`` jobs may be claimed from ``available_at`` on;
    ``running`` ones belong to their ``owner`` until ``lease_until``."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class JobKind(StrEnum):
    """``decode`` listens and judges, ``rescore`` judges the stored transcript."""

    DECODE = "decode"
    RESCORE = "rescore"


class JobRow(Table):
    """One piece of work. ``key`` (content, model, rules, standard, and for work asked for anew its run) makes
    it exist once. ``token`` changes with every claim: whoever lost the lease cannot finish the job.
    ``attempts`` counts failures of the call itself, ``losses`` workers that vanished while they had it.
    ``transcript_id`` is set once listening is done, so that no later claim listens again."""

    __tablename__ = "jobs"
    __table_args__ = (
        sa.Index("ix_jobs_state_available_at", "state", "available_at", "id"),
        sa.Index("ix_jobs_recording_id_state", "recording_id", "state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[JobKind] = mapped_column(word_of(JobKind))
    recording_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("recordings.id"))
    run_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("runs.id"))
    """The run that entered it; any run may do it."""
    worked_run_id: Mapped[int | None] = mapped_column(Key, sa.ForeignKey("runs.id"), index=True)
    """The run that claimed it last."""
    transcript_id: Mapped[int | None] = mapped_column(Key, sa.ForeignKey("transcripts.id"))
    state: Mapped[JobState] = mapped_column(word_of(JobState))
    available_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    losses: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None]
    token: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    audio_seconds: Mapped[float | None]
    error_code: Mapped[str | None]
    error: Mapped[str | None]


class RunRow(Table):
    """One ``autoqa batch``: what was asked, and its summary as JSON once it ended."""

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    owner: Mapped[str]
    options: Mapped[dict[str, Any]]
    summary: Mapped[dict[str, Any] | None]
