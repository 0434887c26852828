"""What a run did, in figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from autoqa.batch.discovery import Discovery
from autoqa.store import Store
from autoqa.store.tables import JobRow, JobState


@dataclass(frozen=True)
class Summary:
    """Counts of one run.

    Attributes:
        seen: usable recordings in the inbox.
        new: of these, entered by this run.
        done: calls scored by this run, those that an earlier run had left open included.
        failed: calls given up by this run, and files that could not be read.
        skipped: seen, and dealt with before or the same content as another file.
        growing: still being written, left for the next run.
        audio_seconds: of the calls scored.
        wall_seconds: of the run.
        failures: how many for each cause.
        dead: calls of the whole ledger that are given up.
    """

    seen: int
    new: int
    done: int
    failed: int
    skipped: int
    growing: int
    audio_seconds: float
    wall_seconds: float
    failures: dict[str, int]
    dead: int

    @property
    def speed(self) -> float:
        """Seconds of audio a second."""
        return self.audio_seconds / self.wall_seconds if self.wall_seconds else 0.0

    def contract(self) -> dict[str, Any]:
        """The last object of ``--format json``."""
        whole = self.as_dict()
        return {
            key: whole[key]
            for key in ("seen", "new", "done", "failed", "skipped", "audio_seconds", "wall_seconds")
        }

    def as_dict(self) -> dict[str, Any]:
        rounded = {"audio_seconds": round(self.audio_seconds, 3), "wall_seconds": round(self.wall_seconds, 3)}
        return {**asdict(self), **rounded}


def summary_of(store: Store, run_id: int, discovery: Discovery, wall_seconds: float) -> Summary:
    """Counted in the ledger, so that it holds whichever process did the work."""
    mine = JobRow.worked_run_id == run_id
    with store.read() as session:
        row = session.execute(
            sa.select(sa.func.count(), sa.func.sum(JobRow.audio_seconds)).where(
                mine, JobRow.state == JobState.DONE
            )
        ).one()
        causes = session.execute(
            sa.select(JobRow.error_code, sa.func.count())
            .where(mine, JobRow.state == JobState.DEAD)
            .group_by(JobRow.error_code)
        ).all()
        dead = session.scalar(sa.select(sa.func.count()).where(JobRow.state == JobState.DEAD)) or 0
    failures = Counter({str(code): int(count) for code, count in causes})
    failures.update(problem.code for problem in discovery.problems)
    return Summary(
        seen=discovery.seen,
        new=discovery.new,
        done=row[0],
        failed=failures.total(),
        skipped=discovery.skipped,
        growing=discovery.growing,
        audio_seconds=float(row[1] or 0.0),
        wall_seconds=wall_seconds,
        failures=dict(sorted(failures.items())),
        dead=dead,
    )
