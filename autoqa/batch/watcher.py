"""Who is told how a run goes: a bar on a terminal, a log, a file of metrics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from autoqa.batch.failure import Failure
from autoqa.batch.ledger import Ticket
from autoqa.batch.worker import Done
from autoqa.store.tables import JobState


class Watcher(Protocol):
    def done(self, ticket: Ticket, done: Done) -> None:
        """A call was scored by this process."""

    def failed(self, ticket: Ticket, failure: Failure, state: JobState) -> None:
        """A call could not be done; ``state`` tells whether it will be tried again."""

    def tick(self) -> None:
        """Called several times a second; return at once."""


class Watchers:
    """Several as one."""

    def __init__(self, watchers: Sequence[Watcher]) -> None:
        self._all = watchers

    def done(self, ticket: Ticket, done: Done) -> None:
        for watcher in self._all:
            watcher.done(ticket, done)

    def failed(self, ticket: Ticket, failure: Failure, state: JobState) -> None:
        for watcher in self._all:
            watcher.failed(ticket, failure, state)

    def tick(self) -> None:
        for watcher in self._all:
            watcher.tick()
