"""Showing how a batch goes: a bar on a terminal, JSON lines elsewhere, a file for Prometheus where asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autoqa.batch.failure import Failure
from autoqa.batch.ledger import Ticket
from autoqa.batch.log import JsonLog
from autoqa.batch.metrics import Metrics
from autoqa.batch.standing import open_count
from autoqa.batch.summary import Summary
from autoqa.batch.watcher import Watcher, Watchers
from autoqa.batch.worker import Done
from autoqa.cli import say
from autoqa.cli.options import human
from autoqa.config import Settings
from autoqa.errors import AutoqaError
from autoqa.store import Store
from autoqa.store.tables import JobState

_COUNT_S = 2.0
"""Seconds between two counts of the ledger."""


class Bar:
    """A progress bar with rate and remaining time."""

    def __init__(self, store: Store, progress: Progress) -> None:
        self._store = store
        self._progress = progress
        self._task = progress.add_task("calls", total=None, speed="")
        self._began = time.monotonic()
        self._counted = 0.0
        self._finished = 0
        self._audio = 0.0

    def done(self, _ticket: Ticket, done: Done) -> None:
        self._finished += 1
        self._audio += done.audio_seconds

    def failed(self, ticket: Ticket, failure: Failure, state: JobState) -> None:
        self._finished += state is JobState.DEAD
        outcome = "given up" if state is JobState.DEAD else "will be tried again"
        self._progress.console.print(f"job {ticket.job_id} {outcome}: {failure.text}", markup=False)

    def tick(self) -> None:
        now = time.monotonic()
        if now - self._counted < _COUNT_S:
            return
        self._counted = now
        total = self._finished + open_count(self._store)
        speed = f"{self._audio / (now - self._began):.1f} × real time"
        self._progress.update(self._task, completed=self._finished, total=total, speed=speed)


class BatchWatcher(Watchers):
    """All who watch a run of the command line."""

    def __init__(self, watchers: list[Watcher], metrics: Metrics | None) -> None:
        super().__init__([*watchers, *([metrics] if metrics else [])])
        self._metrics = metrics

    def problem(self, error: AutoqaError) -> None:
        """A file or row of the inbox could not be used."""
        say(f"autoqa: {error}")

    def ended(self, summary: Summary) -> None:
        if self._metrics is not None:
            self._metrics.ended(summary)


@contextmanager
def watching(store: Store, settings: Settings) -> Iterator[BatchWatcher]:
    """Watch for as long as the block lasts."""
    metrics = Metrics(store, settings.metrics) if settings.metrics is not None else None
    console = human()
    if not console.is_terminal:
        yield BatchWatcher([JsonLog(store, say)], metrics)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    more = (TextColumn("{task.fields[speed]}"), TimeRemainingColumn())
    with Progress(*columns, *more, console=console, transient=True) as progress:
        yield BatchWatcher([Bar(store, progress)], metrics)
