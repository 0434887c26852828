"""A database that does not answer, or cannot be written: waited for a while, then said plainly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from autoqa.errors import StoreError

OUTAGES = (OperationalError, InterfaceError)
"""What a driver raises when the server is gone, the disk is full or the file may not be written."""

_MENDS = {
    "full": "Free some space on the disk of the database",
    "i/o error": "Look at the disk of the database: it may be full, or a quota reached",
    "readonly": "Give write permission to the database file and its folder",
    "read-only": "Give write permission to the database file and its folder",
    "locked": "Another program has held the database for a minute: see which one",
}
_AGAIN = "What is done is kept: run the same command again, and it goes on"

Result = TypeVar("Result")


def store_error(error: DBAPIError) -> StoreError:
    """``error`` in plain words."""
    cause = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    mend = next((said for word, said in _MENDS.items() if word in cause.lower()), "See that it is up")
    return StoreError("database", f"cannot be used ({cause})", f"{mend}. {_AGAIN}")


def patiently(seconds: float, work: Callable[[], Result], stopping: threading.Event | None = None) -> Result:
    """Do ``work``, again and again while the database is away, for at most so many seconds. What of it was
    committed is done twice: ``work`` must bear that.

    Raises:
        StoreError: it stayed away, or ``stopping`` was set.
    """
    end = time.monotonic() + seconds
    pause = stopping or threading.Event()
    while True:
        try:
            return work()
        except OUTAGES as error:
            if pause.is_set() or time.monotonic() >= end:
                raise store_error(error) from error
            pause.wait(min(1.0, seconds / 10))
