"""Bringing a database to the tables of this version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from autoqa.errors import UsageError
from autoqa.store.engine import WRITE, shown
from autoqa.store.outage import cannot_open

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 0x6175746F7161  # "autoqa": two programs that start at once migrate one after the other


def migrate(engine: sa.Engine, revision: str = "head") -> None:
    """Apply the migrations that are missing, all or none.

    Raises:
        UsageError: the database cannot be reached or used, or was made by a newer version.
    """
    with _told_plainly(engine):
        if revision == "head" and revision_of(engine) == newest_revision():
            return
        _upgrade(engine, revision)


def check_writable(engine: sa.Engine) -> None:
    """Try a statement that would write, of which nothing comes: reading may be allowed, writing not.

    Raises:
        UsageError: the database takes no changes, as a file without the right to write or a standby server.
    """
    nothing = sa.text("UPDATE alembic_version SET version_num = version_num WHERE 1 = 0")
    with _told_plainly(engine), engine.execution_options(**{WRITE: True}).begin() as connection:
        connection.execute(nothing)


@contextmanager
def _told_plainly(engine: sa.Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise cannot_open(shown(engine.url), error) from error


def _upgrade(engine: sa.Engine, revision: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, revision)
        except CommandError as error:
            raise UsageError(
                shown(engine.url),
                f"was made by another version of autoqa ({error})",
                "Use that version or a newer one",
            ) from None


def revision_of(engine: sa.Engine) -> str | None:
    """The newest migration applied; None for a database without any."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return revision


def newest_revision() -> str:
    """The migration that this version of the program needs (found by file names: the tool that migrates is
    slow to import, and most of the time there is nothing to do)."""
    return max(path.name.split("_")[0] for path in (_SCRIPTS / "versions").glob("[0-9]*_*.py"))
