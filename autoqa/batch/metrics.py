"""Figures for Prometheus: a text file for node_exporter's textfile collector, always whole."""

from __future__ import annotations

import time
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, write_to_textfile

from autoqa.batch.failure import Failure
from autoqa.batch.ledger import Ticket
from autoqa.batch.standing import counts
from autoqa.batch.summary import Summary
from autoqa.batch.worker import Done
from autoqa.errors import UsageError
from autoqa.store import Store
from autoqa.store.tables import JobState

_EVERY_S = 15.0
_SECONDS = (0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600, 1800)


class Metrics:
    """Keeps the file up to date while a run goes on.

    Raises:
        UsageError: the file cannot be written.
    """

    def __init__(self, store: Store, path: Path) -> None:
        self._store = store
        self._path = path
        self._last = 0.0
        self._registry = registry = CollectorRegistry()
        self._jobs = Gauge("autoqa_jobs", "Jobs of the ledger by state", ["state"], registry=registry)
        self._calls = Counter("autoqa_calls_done", "Calls scored by this run", registry=registry)
        self._audio = Counter("autoqa_audio_seconds", "Audio scored by this run", registry=registry)
        self._failed = Counter(
            "autoqa_failures", "Failed tries of this run by cause", ["code"], registry=registry
        )
        self._seconds = Histogram(
            "autoqa_call_seconds", "Time that a call took", registry=registry, buckets=_SECONDS
        )
        self._success = Gauge(
            "autoqa_last_success_timestamp_seconds",
            "When a run last ended without failures",
            registry=registry,
        )
        self._end = Gauge("autoqa_last_run_timestamp_seconds", "When a run last ended", registry=registry)
        self.write()

    def done(self, _ticket: Ticket, done: Done) -> None:
        self._calls.inc()
        self._audio.inc(done.audio_seconds)
        self._seconds.observe(done.seconds)

    def failed(self, _ticket: Ticket, failure: Failure, _state: JobState) -> None:
        self._failed.labels(failure.code).inc()

    def tick(self) -> None:
        if time.monotonic() - self._last >= _EVERY_S:
            self.write()

    def ended(self, summary: Summary) -> None:
        """The run is over."""
        self._end.set_to_current_time()
        if not summary.failed:
            self._success.set_to_current_time()
        self.write()

    def write(self) -> None:
        self._last = time.monotonic()
        for state, count in counts(self._store).items():
            self._jobs.labels(state).set(count)
        try:
            write_to_textfile(str(self._path), self._registry)
        except OSError as error:
            raise UsageError(
                self._path,
                f"cannot be written ({error.strerror})",
                "Name a file in a folder you may write to",
            ) from None
