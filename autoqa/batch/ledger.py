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
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.batch.failure import Failure
from autoqa.batch.owner import Owner
from autoqa.store import Store
from autoqa.store.tables import JobKind, JobRow, JobState

MAX_LOSSES = 10
"""Workers that may vanish with a call before the call itself is suspected."""

BACKOFF = 4
"""Each pause is this many times the one before."""


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


class Ledger:
    """The jobs of a store, as seen by one process of one run."""

    def __init__(self, store: Store, run_id: int, terms: Terms) -> None:
        self.store = store
        self.run_id = run_id
        self.terms = terms
        self.me = Owner.me()

    def claim(self, limit: int = 1) -> list[Ticket]:
        """Take up to ``limit`` waiting jobs, the longest waiting first."""
        now = datetime.now(UTC)
        token = uuid4().hex
        waiting = (
            sa.select(JobRow.id)
            .where(JobRow.state == JobState.WAITING, JobRow.available_at <= now)
            .order_by(JobRow.available_at, JobRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        take = (
            sa.update(JobRow)
            .where(JobRow.id.in_(waiting.scalar_subquery()))
            .values(
                state=JobState.RUNNING,
                owner=str(self.me),
                token=token,
                lease_until=self._lease(now),
                started_at=now,
                worked_run_id=self.run_id,
            )
            .returning(JobRow.id, JobRow.kind, JobRow.recording_id, JobRow.transcript_id)
            .execution_options(synchronize_session=False)
        )
        with self.store.write() as session:
            rows = session.execute(take).all()
        return [Ticket(row[0], token, row[1], row[2], row[3]) for row in sorted(rows)]

    def heartbeat(self, tickets: Sequence[Ticket]) -> None:
        """Hold on to jobs that are still being worked on."""
        if not tickets:
            return
        with self.store.write() as session:
            for ticket in tickets:
                session.execute(_held(ticket).values(lease_until=self._lease(datetime.now(UTC))))

    def listened(self, session: Session, ticket: Ticket, transcript_id: int) -> None:
        """Listening is done; within the transaction that keeps the transcript.

        Raises:
            LeaseLostError: roll back.
        """
        self._must(session, _held(ticket).values(transcript_id=transcript_id))

    def finish(self, session: Session, ticket: Ticket, audio_seconds: float | None) -> None:
        """The job is done; within the transaction that keeps its result.

        Raises:
            LeaseLostError: roll back.
        """
        done = {"state": JobState.DONE, "finished_at": datetime.now(UTC), "audio_seconds": audio_seconds}
        self._must(session, _held(ticket).values(**done, lease_until=None, error_code=None, error=None))

    def fail(self, ticket: Ticket, failure: Failure) -> JobState:
        """The job could not be done: again later, or dead. Returns the state it is in now.

        Raises:
            LeaseLostError: it is someone else's now.
        """
        now = datetime.now(UTC)
        with self.store.write() as session:
            attempts = (session.scalar(sa.select(JobRow.attempts).where(JobRow.id == ticket.job_id)) or 0) + 1
            dead = attempts >= min(self.terms.attempts, failure.attempts)
            pause = self.terms.pause * BACKOFF ** (attempts - 1) * random.uniform(0.8, 1.2)
            values = {
                "state": JobState.DEAD if dead else JobState.WAITING,
                "attempts": attempts,
                "available_at": now + timedelta(seconds=pause),
                "finished_at": now if dead else None,
                "error_code": failure.code,
                "error": failure.text,
            }
            self._must(session, _held(ticket).values(**values, lease_until=None))
        return JobState.DEAD if dead else JobState.WAITING

    def give_back(self, tickets: Sequence[Ticket]) -> None:
        """Put jobs back untried, because this process is to end."""
        with self.store.write() as session:
            for ticket in tickets:
                session.execute(_held(ticket).values(state=JobState.WAITING, lease_until=None))

    def recover(self) -> int:
        """Put back the jobs of dead processes and of leases that ran out. Returns how many.

        Those of this process stay: it is late with its heartbeat, but alive.
        """
        now = datetime.now(UTC)
        running = sa.select(JobRow.id, JobRow.token, JobRow.owner, JobRow.lease_until, JobRow.losses)
        with self.store.read() as session:
            held = session.execute(running.where(JobRow.state == JobState.RUNNING)).all()
        others = [row for row in held if row.owner != str(self.me)]
        lost = [row for row in others if row.lease_until < now or Owner.parse(row.owner).is_dead(self.me)]
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
    def _must(session: Session, change: sa.Update) -> None:
        changed = session.execute(change.returning(JobRow.id)).all()
        if len(changed) != 1:
            raise LeaseLostError


OPEN = (JobState.WAITING, JobState.RUNNING)


def _held(ticket: Ticket) -> sa.Update:
    """A change of a job that applies only while the claim stands."""
    mine = (JobRow.id == ticket.job_id, JobRow.token == ticket.token, JobRow.state == JobState.RUNNING)
    return sa.update(JobRow).where(*mine).execution_options(synchronize_session=False)
