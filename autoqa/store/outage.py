"""A database that does not answer, or cannot be written: waited for a while, then said plainly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from autoqa.errors import StoreError, UsageError

OUTAGES = (OperationalError, InterfaceError)
"""What a driver raises when the server is gone, the disk is full or the file may not be written."""

_MENDS = {
    "full": "Free some space on the disk of the database",
    "i/o error": "Look at the disk of the database: it may be full, or a quota reached",
    "readonly": "Give write permission to the database file and its folder",
    "read-only": "Give write permission to the database file and its folder",
    "locked": "Another program has held the database for a minute: see which one",
}
_MENDS_OF_OPENING = {
    "pg_hba": "Let this user and address in: see pg_hba.conf of the server",
    "password authentication": "Correct the user or the password in --db (or in PGPASSWORD)",
    "no password": "Write the password into --db, or set PGPASSWORD",
    'role "': "Correct the user in --db, or make it: createuser USER",
    'database "': "Correct the name in --db, or make it: createdb NAME",
    "refused": "See that the server is up, and that host and port in --db are right",
    "resolve": "Correct the host in --db",
    "timeout": "See that the server is up, and that host and port in --db are right",
    "connection option": "Correct what stands after the ? in --db",
    "too many": "Raise max_connections of the server, or end programs that hold connections",
    "permission denied": "Let the user make tables there: GRANT ALL ON SCHEMA public TO USER",
    "read-only transaction": "Name the primary server in --db: this one takes no changes",
    "not a database": "Name another file in --db; if it was one, put its last copy back",
    "malformed": "Put its last copy back, or save what can be read: sqlite3 FILE .recover",
    "unable to open": "Name a file in --db, in a folder where you may write",
    **_MENDS,
}
"""Words of a server or of SQLite, and what then to do. A server that speaks another language gets the general
mend."""

_AGAIN = "What is done is kept: run the same command again, and it goes on"

Result = TypeVar("Result")


def store_error(error: DBAPIError) -> StoreError:
    """``error`` in plain words."""
    cause = _cause(error)
    return StoreError(
        "database", f"cannot be used ({cause})", f"{_mend(cause, _MENDS) or 'See that it is up'}. {_AGAIN}"
    )


def cannot_open(url: str, error: DBAPIError) -> UsageError:
    """What a driver said when a database was opened, in plain words; ``url`` without its password."""
    cause = _cause(error)
    general = "Check --db, that the database is up, and that you may write there"
    return UsageError(url, f"cannot be opened ({cause})", _mend(cause, _MENDS_OF_OPENING) or general)


def _cause(error: DBAPIError) -> str:
    """The driver's first line."""
    said = str(error.orig).strip()
    return said.splitlines()[0] if said else type(error.orig).__name__


def _mend(cause: str, mends: Mapping[str, str]) -> str | None:
    return next((mend for word, mend in mends.items() if word in cause.lower()), None)


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
