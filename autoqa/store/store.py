"""The door to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.store.engine import WRITE, open_engine
from autoqa.store.migrate import check_writable, migrate


class Store:
    """A database with the tables of this version. Open one a process; sessions are short."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(**{WRITE: True})

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the database. Rows stay usable after it ends, as far as they were
        loaded."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction: committed when the block ends, rolled back when it raises. On SQLite writers come
        one after the other, so keep it short."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def statement(self) -> Iterator[sa.Connection]:
        """For one statement that is a transaction of its own. PostgreSQL then is asked once and not three
        times, which on a network is most of what a short statement takes."""
        alone = {WRITE: True} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        with self.engine.execution_options(**alone).begin() as connection:
            yield connection

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        self.engine.dispose()


def open_store(url: str, *, writing: bool = False) -> Store:
    """Open a database, made and migrated where needed.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql://USER:PASSWORD@HOST/NAME``.
        writing: refuse a database that can only be read, before any work is done.

    Raises:
        UsageError: it cannot be used.
    """
    engine = open_engine(url)
    migrate(engine)
    if writing:
        check_writable(engine)
    return Store(engine)
