"""One worker process: loads the recogniser once, and does one call after the other."""

from __future__ import annotations

import os
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from autoqa.batch.failure import Failure, failure_of
from autoqa.batch.ledger import LeaseLostError, Ledger, Terms, Ticket
from autoqa.batch.owner import Owner
from autoqa.batch.work import Bench
from autoqa.config import Settings
from autoqa.errors import AutoqaError
from autoqa.store import Store
from autoqa.store.engine import open_engine

_WATCH_S = 0.2


@dataclass(frozen=True)
class Done:
    """``audio_seconds`` and ``seconds`` that the work took."""

    audio_seconds: float
    seconds: float


@dataclass(frozen=True)
class Stop:
    """Something is wrong that every further call would meet: the run must end."""

    subject: str
    cause: str
    mend: str


Outcome = Done | Failure | Stop | None
"""None: the lease was lost, nothing was kept."""


class _Here:
    """What this process has loaded."""

    bench: Bench | None = None


def start(
    settings: Settings, run_id: int, terms: Terms, memory_limit: int, batch: str, shelf: Path | None
) -> None:
    """Called once in a new worker process. ``memory_limit`` in bytes, 0 for none; ``batch`` is the ``Owner``
    that the worker belongs to; ``shelf`` as for :class:`Bench`."""
    _limit_memory(memory_limit)
    threading.Thread(target=_die_with, args=(Owner.parse(batch), os.getppid()), daemon=True).start()
    store = Store(open_engine(settings.db))  # the batch has migrated it; it may be away for the moment
    _Here.bench = Bench(settings, store, Ledger(store, run_id, terms), shelf)


def work(ticket: Ticket) -> Outcome:
    """Do one call and keep what came of it. Never raises: exceptions do not travel well between processes."""
    assert _Here.bench is not None
    began = time.monotonic()
    try:
        audio_seconds = _Here.bench.do(ticket)
    except LeaseLostError:
        return None
    except AutoqaError as error:
        if error.exit_code == 2:
            return Stop(error.subject, error.cause, error.mend)
        return failure_of(error)
    except Exception as error:
        return failure_of(error)
    return Done(audio_seconds, time.monotonic() - began)


def _limit_memory(limit: int) -> None:
    """Data segment and anonymous mappings of this process and what it starts; more raises MemoryError."""
    if limit and sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _die_with(batch: Owner, parent: int) -> None:
    """A batch that was killed leaves nobody working on: the next run takes its calls."""
    here = Owner.me()
    while os.getppid() == parent and not batch.is_dead(here):
        time.sleep(_WATCH_S)
    os._exit(1)
