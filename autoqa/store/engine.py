"""The database behind a URL: SQLite in one file, or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from autoqa.errors import UsageError

BUSY_S = 60
"""How long a writer waits for another one on SQLite."""

WRITE = "autoqa_write"
"""Execution option of connections that will write."""


def open_engine(url: str) -> sa.Engine:
    """Connect lazily; an SQLite file's folder is made if missing.

    Raises:
        UsageError: the URL cannot be used, or the driver of PostgreSQL is not installed.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise _no_url(url) from None
    if "@" in (parsed.host or ""):  # of the password: it ended at the first @
        raise _no_url(url)
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        return _sqlite(parsed)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "postgresql+psycopg":
        raise UsageError(parsed.drivername, "is not supported as a database", "Use SQLite or PostgreSQL")
    try:
        return sa.create_engine(parsed, pool_pre_ping=True)
    except ModuleNotFoundError:
        raise UsageError(
            "PostgreSQL", "its driver is not installed", "pip install 'autoqa[postgres]'"
        ) from None


def _sqlite(url: sa.URL) -> sa.Engine:
    file = url.database
    if file and file != ":memory:":
        try:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                Path(file).parent, f"cannot be made ({error.strerror})", "Name a folder you may write to"
            ) from None
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_S, "isolation_level": None})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _record: object) -> None:
    """WAL lets readers and one writer go on side by side; with it NORMAL loses nothing but, at a power cut,
    the last moments, which are simply done again."""
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    """A writer takes its lock at once: a transaction that reads first and writes later could not be let in
    when another wrote meanwhile, however long it waits."""
    immediate = connection.get_execution_options().get(WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def shown(url: sa.URL) -> str:
    """``url`` as people wrote it, without its password."""
    query = {name: value for name, value in url.query.items() if name != "password"}
    name = url.drivername.partition("+")[0]
    return url.set(drivername=name, query=query).render_as_string(hide_password=True)


def _no_url(url: str) -> UsageError:
    scheme, _, rest = url.partition("://")
    return UsageError(
        f"{scheme}://…@{rest.rpartition('@')[2]}" if "@" in rest else url,
        "is not a database URL",
        "Write sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/NAME, in a password %40 for @, "
        "%2F for /, %3A for : and %25 for %",
    )
