"""One run of the nightly batch."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol

import sqlalchemy as sa

from autoqa.asr.registry import recognizer_key
from autoqa.batch.discovery import Discovery
from autoqa.batch.entering import Mode, Work
from autoqa.batch.ledger import Ledger, Terms
from autoqa.batch.local import LocalEngine
from autoqa.batch.machine import for_worker, memory_limit, worker_count
from autoqa.batch.names import NamePattern
from autoqa.batch.owner import Owner
from autoqa.batch.shelf import Shelf, new_shelf
from autoqa.batch.summary import Summary, summary_of
from autoqa.batch.watcher import Watcher
from autoqa.config import Settings
from autoqa.errors import AutoqaError
from autoqa.pipeline import Workshop
from autoqa.store import Store
from autoqa.store.outage import patiently
from autoqa.store.tables import RunRow
from autoqa.types import Call


class Engine(Protocol):
    """Works on the ledger's jobs."""

    def run(self, more_to_come: Callable[[], bool]) -> None:
        """Returns when no job is open and ``more_to_come`` says no."""


def run_batch(
    store: Store,
    settings: Settings,
    inbox: Sequence[str],
    watcher: Watcher,
    *,
    mode: Mode = "new",
    told: Mapping[str, Call] | None = None,
    problem: Callable[[AutoqaError], None] | None = None,
) -> Summary:
    """Find what is in the inbox, score what is new, finish what an earlier run left open.

    Args:
        inbox: folders, files, manifests, URLs; none: only what is open, or with ``rescore`` and ``redo`` the
            whole store.
        mode: ``new`` scores recordings that never were, ``rescore`` judges stored transcripts by the rules of
            now, ``redo`` listens again.
        told: metadata by base name.
        problem: told of each file or row of the inbox that cannot be used.

    Raises:
        UsageError: wrong settings, rules, model or inbox; nothing was lost.
        StoreError: the database went away for longer than a lease; what was done is kept.
    """
    began = time.monotonic()
    workshop = Workshop(settings)
    ruleset = workshop.ruleset()
    standard = ruleset.standard(workshop.scorecard)
    asr_key = recognizer_key(settings)
    if settings.file_pattern is not None:
        NamePattern(settings.file_pattern)  # a mistake in it should not be found by every worker
    run = patiently(settings.lease, lambda: _begin(store, inbox, mode, settings))
    work = Work(run.id, run.started_at, mode, asr_key, ruleset.version, standard.id)
    terms = Terms(lease=settings.lease, pause=settings.retry_delay, attempts=settings.attempts)
    ledger = Ledger(store, run.id, terms)
    patiently(settings.lease, ledger.recover)
    with _politely(), new_shelf(settings.fetched_mb << 20 if settings.engine == "local" else 0) as shelf:
        discovery = Discovery(store, settings, work, inbox, told or {}, shelf, problem)
        discovery.start()
        try:
            _engine(settings, ledger, watcher, shelf).run(discovery.is_alive)
        finally:
            discovery.stopping.set()
            discovery.join()
    if discovery.error is not None:
        raise discovery.error
    return patiently(settings.lease, lambda: _finish(store, run.id, discovery, time.monotonic() - began))


def _finish(store: Store, run_id: int, discovery: Discovery, seconds: float) -> Summary:
    summary = summary_of(store, run_id, discovery, seconds)
    with store.write() as session:
        done = {"finished_at": datetime.now(UTC), "summary": summary.as_dict()}
        session.execute(sa.update(RunRow).where(RunRow.id == run_id).values(**done))
    return summary


def _engine(settings: Settings, ledger: Ledger, watcher: Watcher, shelf: Shelf) -> Engine:
    if settings.engine == "ray":
        from autoqa.batch.on_ray import RayEngine

        return RayEngine(settings, ledger, watcher)
    workers = worker_count(settings)
    return LocalEngine(
        for_worker(settings, workers),
        ledger,
        watcher,
        workers=workers,
        memory_limit=memory_limit(settings, workers),
        shelf=shelf.folder,
    )


def _begin(store: Store, inbox: Sequence[str], mode: Mode, settings: Settings) -> RunRow:
    options = {
        "inbox": list(inbox),
        "mode": mode,
        "settings": settings.model_dump(mode="json", exclude={"db"}, exclude_defaults=True),
    }
    row = RunRow(started_at=datetime.now(UTC), owner=str(Owner.me()), options=options)
    with store.write() as session:
        session.add(row)
    return row


@contextmanager
def _politely() -> Iterator[None]:
    """SIGTERM ends the run as Ctrl-C does: what it holds goes back to the ledger. SIGIO, which a file lease
    may send, is ignored."""
    if threading.current_thread() is not threading.main_thread() or sys.platform == "win32":
        yield
        return

    before = {
        signal.SIGTERM: signal.signal(signal.SIGTERM, signal.default_int_handler),
        signal.SIGIO: signal.signal(signal.SIGIO, signal.SIG_IGN),
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
