"""From every released schema up, on both databases, and the models say what the migrations made."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import autoqa.store.migrations.versions as versions
from autoqa.errors import UsageError
from autoqa.store import open_store
from autoqa.store.engine import WRITE, open_engine
from autoqa.store.migrate import migrate, newest_revision, revision_of
from autoqa.store.tables import Table

REVISIONS = sorted(path.name.split("_")[0] for path in Path(versions.__path__[0]).glob("[0-9]*_*.py"))


@pytest.mark.parametrize("released", REVISIONS)
def test_rows_of_every_older_schema_survive(database_url: str, released: str) -> None:
    engine = open_engine(database_url)
    migrate(engine, released)
    assert revision_of(engine) == released
    filled = {"sha256": "0" * 64, "bytes": 7, "transcript_only": False}
    with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        table = sa.Table("recordings", sa.MetaData(), autoload_with=connection)
        now = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
        moment = now if connection.dialect.name == "postgresql" else "2026-11-20T09:30:00.000000Z"
        connection.execute(sa.insert(table).values(first_seen=moment, **filled))
    store = open_store(database_url)
    with store.read() as session:
        row = session.execute(sa.select(Table.metadata.tables["recordings"])).one()
    assert (row.sha256, row.bytes, row.first_seen) == ("0" * 64, 7, now)
    assert revision_of(engine) == newest_revision()


def test_models_and_migrations_agree(database_url: str) -> None:
    engine = open_engine(database_url)
    migrate(engine)
    with engine.connect() as connection:
        opts = {"compare_type": True, "include_name": _is_modelled}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Table.metadata) == []


def _is_modelled(name: str | None, kind: str, parents: object) -> bool:
    """All but the index of what was said, which is another kind of table on each database."""
    return kind != "table" or not (name or "").startswith("spoken")


def test_two_that_start_at_once_migrate_once(database_url: str) -> None:
    failures: list[Exception] = []

    def start() -> None:
        try:
            open_store(database_url).close()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert revision_of(open_engine(database_url)) == newest_revision()


def test_a_newer_schema_is_refused(database_url: str) -> None:
    store = open_store(database_url)
    with store.write() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UsageError, match="another version"):
        open_store(database_url)
