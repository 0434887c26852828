"""How the ledger stands: for `autoqa batch status`, `failures` and `retry`, and for whoever watches a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from autoqa.batch.ledger import OPEN
from autoqa.store import Store
from autoqa.store.tables import JobRow, JobState, LocationRow, RunRow


@dataclass(frozen=True)
class DeadJob:
    """A call that was given up. ``url`` is a place where its recording was seen."""

    job_id: int
    url: str
    code: str
    error: str
    attempts: int
    finished_at: datetime | None


def counts(store: Store) -> dict[str, int]:
    """Jobs by state, every state named."""
    query = sa.select(JobRow.state, sa.func.count()).group_by(JobRow.state)
    with store.read() as session:
        found = {row[0]: int(row[1]) for row in session.execute(query)}
    return {state.value: found.get(state, 0) for state in JobState}


def open_count(store: Store) -> int:
    """Jobs that wait or are being worked on."""
    with store.read() as session:
        return session.scalar(sa.select(sa.func.count()).where(JobRow.state.in_(OPEN))) or 0


def last_runs(store: Store, limit: int = 5) -> list[dict[str, Any]]:
    """The newest runs, newest first, as JSON values; ``summary`` is None of one that did not end (yet)."""
    query = sa.select(RunRow).order_by(RunRow.id.desc()).limit(limit)
    with store.read() as session:
        return [
            {
                "run": row.id,
                "started_at": row.started_at.isoformat(),
                "finished_at": row.finished_at.isoformat() if row.finished_at else None,
                "summary": row.summary,
            }
            for row in session.scalars(query)
        ]


def failures(store: Store, code: str | None = None) -> list[DeadJob]:
    """Calls that were given up, the newest last."""
    place = sa.select(sa.func.min(LocationRow.url)).where(LocationRow.recording_id == JobRow.recording_id)
    query = sa.select(JobRow, place.scalar_subquery()).where(JobRow.state == JobState.DEAD)
    if code is not None:
        query = query.where(JobRow.error_code == code)
    with store.read() as session:
        return [
            DeadJob(
                job.id,
                url or "",
                job.error_code or "",
                job.error or "",
                job.attempts + job.losses,
                job.finished_at,
            )
            for job, url in session.execute(query.order_by(JobRow.finished_at, JobRow.id))
        ]


def revive(store: Store, jobs: Sequence[int] = (), code: str | None = None) -> int:
    """Give dead jobs a new life, all of them unless some are named or a cause is. Returns how many."""
    change = sa.update(JobRow).where(JobRow.state == JobState.DEAD)
    if jobs:
        change = change.where(JobRow.id.in_(jobs))
    if code is not None:
        change = change.where(JobRow.error_code == code)
    values = {
        "state": JobState.WAITING,
        "attempts": 0,
        "losses": 0,
        "available_at": datetime.now(UTC),
        "finished_at": None,
    }
    with store.write() as session:
        return len(session.execute(change.values(**values).returning(JobRow.id)).all())
