"""JSON lines for whoever collects logs: one for each call, and one now and then for the whole."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime

from autoqa.batch.failure import Failure
from autoqa.batch.ledger import Ticket
from autoqa.batch.standing import open_count
from autoqa.batch.worker import Done
from autoqa.store import Store
from autoqa.store.tables import JobState

_EVERY_S = 30.0


class JsonLog:
    """Writes through ``say``, a line each time."""

    def __init__(self, store: Store, say: Callable[[str], None]) -> None:
        self._store = store
        self._say = say
        self._began = self._last = time.monotonic()
        self._calls = 0
        self._audio = 0.0

    def done(self, ticket: Ticket, done: Done) -> None:
        self._calls += 1
        self._audio += done.audio_seconds
        figures = {"audio_seconds": round(done.audio_seconds, 2), "seconds": round(done.seconds, 3)}
        self._line("done", job=ticket.job_id, kind=ticket.kind.value, **figures)

    def failed(self, ticket: Ticket, failure: Failure, state: JobState) -> None:
        event = "failed" if state is JobState.DEAD else "retry"
        self._line(event, job=ticket.job_id, code=failure.code, error=failure.text)

    def tick(self) -> None:
        now = time.monotonic()
        if now - self._last < _EVERY_S:
            return
        self._last = now
        left = open_count(self._store)
        rate = self._calls / (now - self._began)
        self._line(
            "progress",
            done=self._calls,
            open=left,
            calls_per_second=round(rate, 3),
            audio_speed=round(self._audio / (now - self._began), 2),
            eta_seconds=round(left / rate) if rate else None,
        )

    def _line(self, event: str, **values: object) -> None:
        line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **values}
        self._say(json.dumps(line, ensure_ascii=False))
