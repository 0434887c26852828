"""The Ray engine: on each share of the cluster sits a station, an actor that takes calls from the ledger in
PostgreSQL like a batch of its own. Ray places stations and tells when one is gone; it never holds a call, so
nodes may join and leave at any time, and a lost station's calls go back by their leases."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import ray
import sqlalchemy as sa

from autoqa.batch.failure import Failure
from autoqa.batch.ledger import Ledger, Terms, Ticket
from autoqa.batch.local import LocalEngine
from autoqa.batch.machine import cores, memory_limit
from autoqa.batch.watcher import Watcher, Watchers
from autoqa.batch.worker import Done
from autoqa.config import Settings
from autoqa.errors import UsageError
from autoqa.store import open_store
from autoqa.store.tables import JobRow, JobState

_TICK_S = 0.5
_RECOVER_S = 5.0


class Station:
    """Runs on one share of the cluster: one worker process that takes call after call."""

    def __init__(self, settings: Settings, run_id: int, terms: Terms) -> None:
        self._settings = settings
        self._ledger = Ledger(open_store(settings.db), run_id, terms)
        self._more = True

    def run(self) -> None:
        """Returns when no job is open and :meth:`no_more` was called."""
        share = max(1, int(cores() / max(self._settings.ray_cpus, 0.01)))
        threads = self._settings.threads or max(1, int(self._settings.ray_cpus))
        LocalEngine(
            self._settings.model_copy(update={"threads": threads}),
            self._ledger,
            Watchers([]),
            workers=1,
            memory_limit=memory_limit(self._settings, share),
        ).run(lambda: self._more)

    def no_more(self) -> None:
        """Everything was found: stop when the ledger is empty."""
        self._more = False


class RayEngine:
    """Keeps as many stations as were asked for, or as the cluster has room for."""

    def __init__(self, settings: Settings, ledger: Ledger, watcher: Watcher) -> None:
        if ledger.store.is_sqlite:
            raise UsageError(
                "engine ray", "cannot share an SQLite file", "Give --db postgresql://USER@HOST/NAME"
            )
        self.settings = settings
        self.ledger = ledger
        self.watcher = watcher
        self._stations: dict[Any, Any] = {}
        self._told = False
        self._recovered = 0.0
        self._reported = datetime.now(UTC)

    def run(self, more_to_come: Callable[[], bool]) -> None:
        """See :class:`autoqa.batch.run.Engine`.

        Raises:
            UsageError: the cluster cannot be reached, or every call would fail.
        """
        started_here = _join(self.settings.ray_address)
        try:
            while self._step(more_to_come()):
                pass
            self._report()
        finally:
            for station in self._stations.values():
                ray.kill(station)
            if started_here:
                ray.shutdown()

    def _step(self, coming: bool) -> bool:
        if time.monotonic() - self._recovered >= _RECOVER_S:
            self._recovered = time.monotonic()
            self.ledger.recover()
        if coming or self.ledger.any_open():
            self._fill()
        elif not self._stations:
            return False
        if not coming and not self._told:
            self._told = True
            for station in self._stations.values():
                station.no_more.remote()
        self._settle()
        self._report()
        self.watcher.tick()
        return True

    def _fill(self) -> None:
        """Stations for nodes that joined, and in place of those that are gone. Ray starts them where there is
        room."""
        share = {"num_cpus": self.settings.ray_cpus, "num_gpus": self.settings.ray_gpus}
        while len(self._stations) < (self.settings.workers or self._room()):
            actor: Any = ray.remote(Station)
            station = actor.options(max_concurrency=2, max_restarts=0, **share).remote(
                self.settings, self.ledger.run_id, self.ledger.terms
            )
            if self._told:
                station.no_more.remote()
            self._stations[station.run.remote()] = station

    def _room(self) -> int:
        there: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
        wanted = {"CPU": self.settings.ray_cpus, "GPU": self.settings.ray_gpus}
        return max(1, min(int(there.get(kind, 0) / share) for kind, share in wanted.items() if share))

    def _settle(self) -> None:
        if not self._stations:
            time.sleep(_TICK_S)
            return
        ended, _ = ray.wait(list(self._stations), num_returns=1, timeout=_TICK_S)
        for run in ended:
            del self._stations[run]
            try:
                ray.get(run)
            except ray.exceptions.RayTaskError as error:
                cause = error.cause
                if isinstance(cause, UsageError):
                    raise cause from None
                raise
            except ray.exceptions.RayActorError:
                continue

    def _report(self) -> None:
        """Tell the watcher what stations finished since the last time."""
        query = sa.select(JobRow).where(
            JobRow.worked_run_id == self.ledger.run_id, JobRow.finished_at > self._reported
        )
        with self.ledger.store.read() as session:
            finished = session.scalars(query.order_by(JobRow.finished_at)).all()
        for job in finished:
            assert job.finished_at is not None
            self._reported = job.finished_at
            ticket = Ticket(job.id, job.token or "", job.kind, job.recording_id, job.transcript_id)
            if job.state is JobState.DONE:
                took = (job.finished_at - job.started_at).total_seconds() if job.started_at else 0.0
                self.watcher.done(ticket, Done(job.audio_seconds or 0.0, took))
            elif job.state is JobState.DEAD:
                failure = Failure(job.error_code or "", job.error or "", job.attempts)
                self.watcher.failed(ticket, failure, job.state)


def _join(address: str | None) -> bool:
    """Join the cluster; True when there was none and one was started on this machine for the run."""
    if ray.is_initialized():
        return False
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing leaves the building
    quiet: dict[str, Any] = {"include_dashboard": False, "log_to_driver": False, "configure_logging": False}
    if address is not None:
        try:
            ray.init(address=address, log_to_driver=False, configure_logging=False)
        except (ConnectionError, ValueError) as error:
            raise UsageError(
                f"Ray cluster {address}", f"cannot be joined ({error})", "Check --ray-address"
            ) from None
        return True
    try:
        ray.init(address="auto", log_to_driver=False, configure_logging=False)
    except ConnectionError:
        ray.init(**quiet)
    return True
