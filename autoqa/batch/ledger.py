"""The ledger: what is to be done, who does it, and what became of it.

Transitions (docs/batch.md draws them)::

    waiting ── claim ──► running ── finish ──► done
       ▲                    │ fail, may pass, attempts left (after a pause)
       ├────────────────────┤ lost: the owner died or its lease ran out
       │                    ▼
       └──── retry ─────── dead   fail that cannot pass, or once too often

Every transition names the state it starts from (and the token of the claim), so that of two processes one
wins, whatever dies in between.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from autoqa.batch.failure import BLAMELESS, Failure
from autoqa.batch.owner import Owner
from autoqa.store import Store
from autoqa.store.tables import JobKind, JobRow, JobState

MAX_LOSSES = 10
"""Workers that may vanish with a call before the call itself is suspected."""

BACKOFF = 4
"""Each pause is this many times the one before."""

_LEAST, _MOST = 0.8, 1.2
"""Pauses vary, so that calls which failed together do not come back together."""


class LeaseLostError(Exception):
    """Another process has the job now; what was done for it here must not be kept."""


@dataclass(frozen=True)
class Ticket:
    """A claimed job."""

    job_id: int
    token: str
    kind: JobKind
    recording_id: int
    transcript_id: int | None


@dataclass(frozen=True)
class Terms:
    """``lease`` and ``pause`` (before the first retry) in seconds; ``attempts`` failures make a job dead."""

    lease: float
    pause: float
    attempts: int

    @property
    def longest_pause(self) -> float:
        """Seconds that a job may have to wait for its next try."""
        return self.pause * float(BACKOFF) ** max(0, self.attempts - 1) * _MOST


class Ledger:
    """The jobs of a store, as seen by one process of one run."""

    def __init__(self, store: Store, run_id: int, terms: Terms) -> None:
        self.store = store
        self.run_id = run_id
        self.terms = terms
        self.me = Owner.me()

    def claim(self, limit: int = 1) -> list[Ticket]:
        """Take up to ``limit`` waiting jobs, the longest waiting first. One that would wait longer than any
        pause was entered before the clock was set back: it waits no more."""
        now = datetime.now(UTC)
        token = uuid4().hex
        mine = {"owner": str(self.me), "token": token, "worked_run_id": self.run_id}
        times = {"now": now, "lease_until": self._lease(now), "started_at": now}
        times["beyond"] = now + timedelta(seconds=self.terms.longest_pause)
        with self.store.statement() as connection:
            rows = connection.execute(_CLAIM, {**mine, **times, "most": limit}).all()
        return [Ticket(row[0], token, row[1], row[2], row[3]) for row in sorted(rows)]

    def heartbeat(self, tickets: Sequence[Ticket]) -> None:
        """Hold on to jobs that are still being worked on."""
        if not tickets:
            return
        with self.store.write() as session:
            for ticket in tickets:
                session.execute(_HELD, _holding(ticket, lease_until=self._lease(datetime.now(UTC))))

    def listened(self, session: Session, ticket: Ticket, transcript_id: int) -> None:
        """Listening is done; within the transaction that keeps the transcript.

        Raises:
            LeaseLostError: roll back.
        """
        self._must(session, _holding(ticket, transcript_id=transcript_id))

    def finish(self, session: Session, ticket: Ticket, audio_seconds: float | None) -> None:
        """The job is done; within the transaction that keeps its result.

        Raises:
            LeaseLostError: roll back.
        """
        done = {"state": JobState.DONE, "finished_at": datetime.now(UTC), "audio_seconds": audio_seconds}
        clean = {"lease_until": None, "error_code": None, "error": None}
        self._must(session, _holding(ticket, **done, **clean))

    def fail(self, ticket: Ticket, failure: Failure) -> JobState:
        """The job could not be done: again later, or dead. Returns the state it is in now.

        Raises:
            LeaseLostError: it is someone else's now.
        """
        now = datetime.now(UTC)
        with self.store.write() as session:
            counted = sa.select(JobRow.attempts, JobRow.losses).where(JobRow.id == ticket.job_id)
            attempts, losses = session.execute(counted).one()
            blamed = failure.attempts != BLAMELESS
            attempts, losses = attempts + blamed, losses + (not blamed)
            dead = attempts >= min(self.terms.attempts, failure.attempts) if blamed else losses >= MAX_LOSSES
            pause = self.terms.pause * BACKOFF ** max(0, attempts - 1) * random.uniform(_LEAST, _MOST)
            values = {
                "state": JobState.DEAD if dead else JobState.WAITING,
                "attempts": attempts,
                "losses": losses,
                "available_at": now + timedelta(seconds=pause),
                "finished_at": now if dead else None,
                "error_code": failure.code,
                "error": failure.text,
            }
            self._must(session, _holding(ticket, **values, lease_until=None))
        return JobState.DEAD if dead else JobState.WAITING

    def give_back(self, tickets: Sequence[Ticket]) -> None:
        """Put jobs back untried, because this process is to end."""
        with self.store.write() as session:
            for ticket in tickets:
                session.execute(_HELD, _holding(ticket, state=JobState.WAITING, lease_until=None))

    def recover(self, held: Collection[str] | None = None) -> int:
        """Put back the jobs of dead processes and of leases that ran out. Returns how many.

        Those of this process stay: it is late with its heartbeat, but alive. Where the tokens that it holds
        are given, others in its name are put back: the database went away between claim and answer.
        """
        now = datetime.now(UTC)
        query = sa.select(JobRow.id, JobRow.token, JobRow.owner, JobRow.lease_until, JobRow.losses)
        with self.store.read() as session:
            running = session.execute(query.where(JobRow.state == JobState.RUNNING)).all()
        lost = [row for row in running if self._is_lost(row, now, held)]
        if not lost:
            return 0
        with self.store.write() as session:
            for row in lost:
                values: dict[str, object] = {"state": JobState.WAITING, "available_at": now}
                if row.losses + 1 >= MAX_LOSSES:
                    text = f"its worker vanished {MAX_LOSSES} times while it had this call"
                    values = {"state": JobState.DEAD, "finished_at": now, "error_code": "lost", "error": text}
                mine = (JobRow.id == row.id, JobRow.token == row.token, JobRow.state == JobState.RUNNING)
                session.execute(
                    sa.update(JobRow).where(*mine).values(**values, losses=row.losses + 1, lease_until=None)
                )
        return len(lost)

    def _is_lost(self, row: Any, now: datetime, held: Collection[str] | None) -> bool:
        if row.owner == str(self.me):
            return held is not None and row.token not in held
        return bool(row.lease_until < now) or Owner.parse(row.owner).is_dead(self.me)

    def any_open(self) -> bool:
        """Whether some job, of whichever run, is waiting (pauses included) or running."""
        with self.store.read() as session:
            return any(
                session.scalar(sa.select(JobRow.id).where(JobRow.state == state).limit(1)) is not None
                for state in OPEN
            )

    def _lease(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self.terms.lease)

    @staticmethod
    def _must(session: Session, change: Mapping[str, object]) -> None:
        changed: CursorResult[Any] = session.connection().execute(_HELD, change)
        if changed.rowcount != 1:
            raise LeaseLostError


OPEN = (JobState.WAITING, JobState.RUNNING)

_JOBS = JobRow.bare()
# Built once: building such a statement costs more than the database does.

_CLAIM = (
    sa.update(_JOBS)
    .where(
        _JOBS.c.id.in_(
            sa.select(_JOBS.c.id)
            .where(
                _JOBS.c.state == JobState.WAITING,
                sa.or_(
                    _JOBS.c.available_at <= sa.bindparam("now"),
                    _JOBS.c.available_at > sa.bindparam("beyond"),
                ),
            )
            .order_by(_JOBS.c.available_at, _JOBS.c.id)
            .limit(sa.bindparam("most"))
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
    )
    .values(state=JobState.RUNNING)
    .returning(_JOBS.c.id, _JOBS.c.kind, _JOBS.c.recording_id, _JOBS.c.transcript_id)
)

_HELD = sa.update(_JOBS).where(
    _JOBS.c.id == sa.bindparam("held_job"),
    _JOBS.c.token == sa.bindparam("held_by"),
    _JOBS.c.state == JobState.RUNNING,
)
"""A change of a job that applies only while the claim stands."""


def _holding(ticket: Ticket, **values: object) -> dict[str, object]:
    return {"held_job": ticket.job_id, "held_by": ticket.token, **values}
