"""The local engine: a pool of processes, each with its own recogniser. A call that crashes, hangs or eats
memory costs its process and itself, nothing else (pebble kills and replaces the process)."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures import TimeoutError as TimedOut
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from multiprocessing.context import BaseContext
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from autoqa.batch import worker
from autoqa.batch.failure import BLAMELESS, Failure, crashed, timed_out
from autoqa.batch.ledger import LeaseLostError, Ledger, Ticket
from autoqa.batch.watcher import Watcher
from autoqa.config import Settings
from autoqa.errors import RecognitionError, StoreError, UsageError
from autoqa.store.outage import OUTAGES, patiently

_TICK_S = 0.2

HOPELESS = 5
"""Crashes (or lacks of memory) on end, none done before, after which the machine or the model is to blame and
not the calls."""


class LocalEngine:
    """Works on the ledger's jobs until none is open and nobody finds more."""

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        watcher: Watcher,
        *,
        workers: int,
        memory_limit: int,
        shelf: Path | None = None,
    ) -> None:
        self.settings = settings
        self.ledger = ledger
        self.watcher = watcher
        self.workers = workers
        self.memory_limit = memory_limit
        self.shelf = shelf
        self.held: dict[Future[worker.Outcome], Ticket] = {}
        self._pool = self._new_pool()
        self._collapses = 0
        self._renewals = 0
        self._any_done = False
        self._away_since = 0.0
        self._beat = time.monotonic()
        self._recovered = 0.0

    def run(self, more_to_come: Callable[[], bool]) -> None:
        """Returns when the ledger holds no open job and ``more_to_come`` says no.

        Raises:
            UsageError: something is wrong that every call would meet, such as a damaged model.
            RecognitionError: nothing but crashes.
            StoreError: the database stayed away.
        """
        try:
            while patiently(self.ledger.terms.lease, partial(self._step, more_to_come)):
                pass
        finally:
            held = list(self.held.values())
            _end(self._pool)
            with suppress(*OUTAGES):  # the next run sees that this process is dead
                self.ledger.give_back(held)

    def _new_pool(self) -> ProcessPool:
        """Its workers are started with the first call."""
        return ProcessPool(
            max_workers=self.workers,
            initializer=worker.start,
            initargs=(
                self.settings,
                self.ledger.run_id,
                self.ledger.terms,
                self.memory_limit,
                str(self.ledger.me),
                self.shelf,
            ),
            context=_context(),
        )

    def _step(self, more_to_come: Callable[[], bool]) -> bool:
        """One round; False when all is done."""
        coming = more_to_come()  # asked first: what it enters afterwards is seen by the next round
        if not self._pool.active:
            self._renew()
        self._keep_leases()
        free = self.workers - len(self.held)
        for ticket in self.ledger.claim(free) if free else ():
            try:
                job = self._pool.schedule(worker.work, args=(ticket,), timeout=self.settings.time_limit)
            except RuntimeError:  # it broke this moment: the next round renews it and puts the call back
                break
            self.held[job] = ticket
        self.watcher.tick()
        if self.held:
            done, _ = wait(self.held, timeout=_TICK_S, return_when=FIRST_COMPLETED)
            for future in done:
                self._settle(future, self.held.pop(future))
            return True
        if not coming and not self.ledger.any_open():
            return False
        time.sleep(_TICK_S)
        return True

    def _renew(self) -> None:
        """A worker that died while none was at a call (killed by the system, say) has broken the pool: all
        workers end, their calls go back, others begin."""
        lost, self.held = list(self.held.values()), {}
        _end(self._pool)
        self._pool = self._new_pool()
        self.ledger.give_back(lost)
        self._renewals += 1
        if self._renewals >= HOPELESS:
            raise RecognitionError(
                "autoqa batch",
                f"its workers ended {self._renewals} times on end before one of them had done a call",
                "See who ends them (memory may be short: take fewer workers). Run the same command again, "
                "and it goes on",
            )

    def _keep_leases(self) -> None:
        now = time.monotonic()
        if now - self._recovered >= min(self.ledger.terms.lease / 4, 5):
            self._recovered = now
            self.ledger.recover({ticket.token for ticket in self.held.values()})
        if now - self._beat >= self.ledger.terms.lease / 4:
            self._beat = now
            self.ledger.heartbeat(list(self.held.values()))

    def _settle(self, future: Future[worker.Outcome], ticket: Ticket) -> None:
        outcome = self._outcome(future)
        if isinstance(outcome, worker.Stop):
            self.ledger.give_back([ticket])
            raise UsageError(outcome.subject, outcome.cause, outcome.mend)
        if isinstance(outcome, Failure):
            try:
                state = self.ledger.fail(ticket, outcome)
            except LeaseLostError:
                return
            self.watcher.failed(ticket, outcome, state)
            self._lose_hope(outcome)
        elif outcome is not None:
            self._any_done = True
            self._renewals = 0
            self._away_since = 0.0
            self.watcher.done(ticket, outcome)

    def _outcome(self, future: Future[worker.Outcome]) -> worker.Outcome:
        try:
            return future.result()
        except TimedOut:
            return timed_out(self.settings.time_limit)
        except ProcessExpired as error:
            return crashed(error.exitcode)
        except BrokenProcessPool:
            return None  # the next round renews the pool; the call, which nobody holds now, is put back

    def _lose_hope(self, failure: Failure) -> None:
        if failure.attempts == BLAMELESS:
            self._wait_for_database(failure)
            return
        self._collapses = self._collapses + 1 if failure.code in ("crash", "memory") else 0
        if self._collapses >= HOPELESS and not self._any_done:
            raise RecognitionError(
                "autoqa batch",
                f"{self._collapses} tries on end collapsed and none was done (the last one {failure.text})",
                "Look at the model (autoqa models check), or take fewer workers. Then: autoqa batch retry",
            )

    def _wait_for_database(self, failure: Failure) -> None:
        """Workers that cannot reach or write the database, and none that can, for longer than a lease."""
        now = time.monotonic()
        self._away_since = self._away_since or now
        if now - self._away_since > self.ledger.terms.lease:
            mend = "See that it is up and has space. Run the same command again, and it goes on"
            raise StoreError("database", f"has failed every worker for a while: it {failure.text}", mend)


def _context() -> BaseContext:
    """Workers are forked from a process that has imported what they need and does nothing else: quick to
    start, quick to replace, and their code is in memory once."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["autoqa.batch.worker"])
    return context


def _end(pool: ProcessPool) -> None:
    """Kill what is still being worked on."""
    stop: Callable[[], None] = pool.stop
    stop()
    pool.join()
