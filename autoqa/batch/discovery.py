"""Going through the inbox while calls are already being worked on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice

import sqlalchemy as sa

from autoqa.batch.entering import Work, enter_found, enter_stored, known_places
from autoqa.batch.inbox import Found, Wanted, find
from autoqa.batch.settle import still_written
from autoqa.batch.shelf import Shelf
from autoqa.config import Settings
from autoqa.errors import AudioError, AutoqaError
from autoqa.store import Store
from autoqa.store.outage import patiently
from autoqa.store.tables import RecordingRow
from autoqa.types import Call

CHUNK = 500
"""Recordings entered in one transaction."""

_READERS = 4


class Discovery(threading.Thread):
    """Finds, hashes and enters recordings. ``error`` is what ended it early; ``problems`` are files and rows
    that could not be used, each with its reason; the counts are those of the contract's summary."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        work: Work,
        inbox: Sequence[str],
        told: Mapping[str, Call],
        shelf: Shelf,
        tell: Callable[[AutoqaError], None] | None = None,
    ) -> None:
        super().__init__(name="discovery", daemon=True)
        self.store = store
        self.settings = settings
        self.work = work
        self.inbox = inbox
        self.told = told
        self.shelf = shelf
        self.seen = self.new = self.resumed = self.growing = 0
        self._tell = tell
        self.problems: list[AutoqaError] = []
        self.error: Exception | None = None
        self.stopping = threading.Event()

    @property
    def skipped(self) -> int:
        """Seen before and dealt with, or the same content as another file."""
        return self.seen - self.new - self.resumed

    def run(self) -> None:
        try:
            if self.inbox:
                self._look()
            elif self.work.mode != "new":
                self._go_through_store()
        except Exception as error:
            self.error = error

    def _look(self) -> None:
        usable = self._usable(find(self.inbox, Wanted(self.settings), self.told))
        with ThreadPoolExecutor(_READERS, thread_name_prefix="reader") as readers:
            while (found := list(islice(usable, CHUNK))) and not self.stopping.is_set():
                patiently(self.settings.lease, partial(self._enter, found, readers), self.stopping)

    def _enter(self, found: Sequence[Found], readers: ThreadPoolExecutor) -> None:
        first_look = time.monotonic()
        known = known_places(self.store, found)
        fresh = [item for item in found if item.url not in known]
        hashes = readers.map(self._hash, fresh)
        complete = [(item, sha256) for item, sha256 in zip(fresh, hashes, strict=True) if sha256 is not None]
        settled = [pair for pair in complete if not still_written(pair[0], first_look)]
        self.growing += len(complete) - len(settled)
        told = [(item, known[item.url]) for item in found if item.url in known and item.call is not None]
        entered = enter_found(self.store, self.work, known.values(), settled, told)
        self.seen += len(known) + len(settled)
        self.new += entered.new
        self.resumed += entered.resumed

    def _hash(self, item: Found) -> str | None:
        try:
            return self.shelf.sha256_of(item.url, item.bytes)
        except OSError as error:
            self._problem(AudioError(item.url, f"cannot be read ({error})", "Check its rights"))
            return None

    def _problem(self, error: AutoqaError) -> None:
        self.problems.append(error)
        if self._tell is not None:
            self._tell(error)

    def _usable(self, items: Iterable[Found | AutoqaError]) -> Iterator[Found]:
        for item in items:
            if isinstance(item, AutoqaError):
                self._problem(item)
            else:
                yield item

    def _go_through_store(self) -> None:
        last = 0
        while not self.stopping.is_set():
            query = sa.select(RecordingRow.id).where(RecordingRow.id > last).order_by(RecordingRow.id)
            with self.store.read() as session:
                numbers = session.scalars(query.limit(CHUNK)).all()
            if not numbers:
                return
            entered = enter_stored(self.store, self.work, numbers)
            self.seen += len(numbers)
            self.new += entered.new
            self.resumed += entered.resumed
            last = numbers[-1]
