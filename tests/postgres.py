"""A PostgreSQL server of the tests' own: made with Debian's ``initdb``, on a free port, by a user that is not
root."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

_COUNTER = count()
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


def programs() -> Path | None:
    """Folder of ``initdb`` and ``pg_ctl``, None where PostgreSQL is not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


class Postgres:
    """A running server. ``control`` asks its ``pg_ctl`` for something."""

    def __init__(self, port: int, control: Callable[..., None]) -> None:
        self.port = port
        self._control = control

    def restart(self) -> None:
        """End it, connections and all, and start it again."""
        self._control("-m", "fast", "restart")

    def new_database(self) -> str:
        """URL of an empty database."""
        name = f"autoqa_{next(_COUNTER)}"
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self._dsn(name)

    def _dsn(self, name: str) -> str:
        return f"postgresql://tester@127.0.0.1:{self.port}/{name}"


@contextmanager
def running(bin_dir: Path) -> Iterator[Postgres]:
    """Start a server with data in a temporary folder of its own; stop it at the end."""
    with TemporaryDirectory(prefix="autoqa-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        data = folder / "data"
        if (user := _user()) is not None:
            shutil.chown(folder, user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        _run(bin_dir / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {port} -h 127.0.0.1 -k {folder} " + " ".join(f"-c {setting}" for setting in _QUICK)
        control = partial(_run, bin_dir / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options)
        control("start")
        try:
            yield Postgres(port, control)
        finally:
            control("-m", "immediate", "stop")


def _run(*command: object) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        user=_user(),
        group=pwd.getpwnam(_user()).pw_gid if _user() else None,
        extra_groups=[] if _user() else None,
        cwd="/",
        stdout=subprocess.DEVNULL,  # the server keeps what it inherits open
        stderr=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, command


def _user() -> str | None:
    """Whom to run as: oneself, but ``postgres`` for root, whom PostgreSQL refuses."""
    return "postgres" if os.geteuid() == 0 else None
