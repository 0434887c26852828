"""Bringing a database to the tables of this version."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from autoqa.errors import UsageError
from autoqa.store.engine import WRITE

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 0x6175746F7161  # "autoqa": two programs that start at once migrate one after the other


def migrate(engine: sa.Engine, revision: str = "head") -> None:
    """Apply the migrations that are missing, all or none.

    Raises:
        UsageError: the database cannot be reached or was made by a newer version.
    """
    try:
        if revision == "head" and revision_of(engine) == newest_revision():
            return
        _upgrade(engine, revision)
    except OperationalError as error:
        cause = str(error.orig).strip().splitlines()[0]
        raise UsageError(
            engine.url.render_as_string(hide_password=True),
            f"cannot be opened ({cause})",
            "Check --db, that the database is up, and that you may write there",
        ) from None


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
                engine.url.render_as_string(hide_password=True),
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
