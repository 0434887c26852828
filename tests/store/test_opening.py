"""Databases that cannot be opened: each is told in one line with its URL, the cause and what to do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from autoqa.cli import main
from autoqa.errors import UsageError
from autoqa.store import open_store
from tests.postgres import Postgres, programs, running
from tests.rights import obey_rights


@pytest.fixture(scope="module")
def guarded() -> Iterator[Postgres]:
    """A server with one database that ``anna`` enters with a password, ``bert`` without one but with no right
    to make tables, and nobody else but its owner."""
    bin_dir = programs()
    if bin_dir is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with running(bin_dir) as server:
        url = server.new_database()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE ROLE anna LOGIN PASSWORD 'right'")
            connection.execute("CREATE ROLE bert LOGIN")
            row = connection.execute("SHOW hba_file").fetchone()
        assert row is not None
        rules = (("tester", "trust"), ("anna", "scram-sha-256"), ("bert", "trust"))
        lines = (f"host all {user} 127.0.0.1/32 {way}\n" for user, way in rules)
        Path(row[0]).write_text("".join(lines), "ascii")
        server.restart()
        yield server


def _told(url: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The one line of a command on a database that cannot be opened."""
    with pytest.raises(SystemExit) as ended:
        main(["batch", "status", "--db", url])
    lines = capsys.readouterr().err.splitlines()
    assert ended.value.code == 2
    assert len(lines) == 1
    return lines[0]


@pytest.mark.parametrize(
    ("user", "name", "cause", "mend"),
    [
        ("anna:wrong", "postgres", "password authentication failed", "Correct the user or the password"),
        ("anna", "postgres", "no password", "PGPASSWORD"),
        ("bert:wrong", "nowhere", 'database "nowhere" does not exist', "createdb"),
        ("bert:wrong", "postgres", "permission denied for schema public", "GRANT ALL ON SCHEMA public"),
        ("carl:wrong", "postgres", "no pg_hba.conf entry", "Let this user and address in"),
        ("tester", "postgres?nonsense=1", 'invalid connection option "nonsense"', "after the ?"),
        ("tester", "postgres?options=-cdefault_transaction_read_only%3Don", "read-only", "primary server"),
    ],
)
def test_a_server_that_lets_nobody_in_says_why(
    guarded: Postgres, capsys: pytest.CaptureFixture[str], user: str, name: str, cause: str, mend: str
) -> None:
    line = _told(f"postgresql://{user}@127.0.0.1:{guarded.port}/{name}", capsys)
    shown = user.replace("wrong", "***")
    assert line.startswith(f"autoqa: postgresql://{shown}@127.0.0.1:{guarded.port}/{name.partition('?')[0]}")
    assert cause in line
    assert mend in line
    assert "wrong" not in line


def test_an_unknown_role_is_told(postgres: Postgres, capsys: pytest.CaptureFixture[str]) -> None:
    line = _told(postgres.new_database().replace("tester", "nobody:wrong"), capsys)
    assert 'role "nobody" does not exist' in line
    assert "createuser" in line
    assert "wrong" not in line


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://anna:secret@127.0.0.1:1/autoqa",
        "postgresql://127.0.0.1:1/autoqa?user=anna&password=secret",
    ],
)
def test_a_refused_connection_is_told(capsys: pytest.CaptureFixture[str], url: str) -> None:
    line = _told(url, capsys)
    assert "refused" in line
    assert "See that the server is up" in line
    assert "secret" not in line


@pytest.mark.parametrize(
    "url",
    [
        "autoqa.db",
        "mysql://root@localhost/x",
        "sqlite+aiosqlite:///x.db",
        "postgresql://anna:secret@localhost:port/autoqa",
        "postgresql://anna:sec@secret@localhost/autoqa",
    ],
)
def test_an_unusable_url_is_told(capsys: pytest.CaptureFixture[str], url: str) -> None:
    assert "sec" not in _told(url, capsys)


def test_a_file_that_is_no_database_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "calls.db"
    file.write_text("agent_id,customer\n" * 100, "ascii")
    line = _told(f"sqlite:///{file}", capsys)
    assert f"sqlite:///{file}: cannot be opened (file is not a database). Name another file" in line
    (tmp_path / "folder.db").mkdir()
    assert "in a folder where you may write" in _told(f"sqlite:///{tmp_path / 'folder.db'}", capsys)


def test_a_damaged_database_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "calls.db"
    open_store(f"sqlite:///{file}").close()
    content = bytearray(file.read_bytes())
    content[100:4096] = b"\x55" * 3996
    file.write_bytes(content)
    line = _told(f"sqlite:///{file}", capsys)
    assert "malformed" in line
    assert "last copy" in line


def test_a_database_that_another_program_holds_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autoqa.store.engine.BUSY_S", 0.1)
    file = tmp_path / "calls.db"
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(UsageError, match=r"database is locked\)\. Another program"):
        open_store(f"sqlite:///{file}")
    other.close()


@pytest.mark.skipif(sys.platform != "linux", reason="rights are taken from root by prctl(2)")
def test_a_database_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    file = tmp_path / "calls.db"
    open_store(f"sqlite:///{file}").close()
    file.chmod(0o444)
    command = [sys.executable, "-m", "autoqa", "batch", str(tmp_path), "--db", f"sqlite:///{file}"]
    done = subprocess.run(command, preexec_fn=obey_rights, capture_output=True, text=True)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"autoqa: sqlite:///{file}: cannot be opened (")
    assert "Give write permission" in done.stderr


def test_a_server_that_takes_no_changes_is_read_but_not_written(postgres: Postgres) -> None:
    url = postgres.new_database()
    open_store(url, writing=True).close()
    standby = f"{url}?options=-cdefault_transaction_read_only%3Don"
    open_store(standby).close()
    with pytest.raises(UsageError, match=r"read-only transaction\)\. Name the primary server"):
        open_store(standby, writing=True)
