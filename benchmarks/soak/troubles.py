"""What happens in the middle of a night."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.soak import clock
from benchmarks.soak.measure import family
from tests.postgres import Postgres

_SMALL_DISK = 2_000_000_000  # bytes: nobody's real disk is filled up
_CUTS, _BETWEEN_S = 10, 1.0


@dataclass(frozen=True)
class Places:
    """``database`` is the folder of an SQLite file; ``model`` and ``rules`` are copies that may be
    changed."""

    database: Path
    model: Path
    rules: Path


class Trouble:
    """A quiet night, and what the others have in common."""

    name = "none"

    def before(self) -> None:
        """Before the run begins."""

    def strike(self) -> None:
        """Half of the calls are done."""

    def relieve(self) -> None:
        """The run has ended; also called when nothing is wrong any more."""


class ClockSet(Trouble):
    def __init__(self, hours: int) -> None:
        self.name = f"clock set by {hours:+} h"
        self.hours = hours

    def strike(self) -> None:
        clock.set_ahead(3600 * self.hours)

    def relieve(self) -> None:
        clock.set_ahead(0)


class FullDisk(Trouble):
    """Stays full until the run gives up."""

    name = "disk full"

    def __init__(self, places: Places) -> None:
        self.ballast = places.database / "ballast"

    def strike(self) -> None:
        with self.ballast.open("wb", buffering=0) as file:
            for size in (1_000_000, 4096):
                try:
                    while file.write(bytes(size)) == size:
                        pass
                except OSError:
                    continue

    def relieve(self) -> None:
        self.ballast.unlink(missing_ok=True)


class ReadOnly(Trouble):
    name = "folder read-only at the start"

    def __init__(self, places: Places) -> None:
        self.folder = places.database

    def before(self) -> None:
        self._allow(0o444, 0o555)

    def relieve(self) -> None:
        self._allow(0o644, 0o755)

    def _allow(self, files: int, folder: int) -> None:
        self.folder.chmod(0o755)
        for path in self.folder.iterdir():
            path.chmod(files)
        self.folder.chmod(folder)


class NewModel(Trouble):
    """The folder is replaced by one with other weights, and one worker dies, so that another starts."""

    name = "model replaced, a worker killed"

    def __init__(self, places: Places) -> None:
        self.model = places.model

    def strike(self) -> None:
        new, old = self.model.with_name("new"), self.model.with_name("old")
        shutil.copytree(self.model, new)
        weights = bytearray((new / "model.bin").read_bytes())
        weights[len(weights) // 2] ^= 1
        (new / "model.bin").write_bytes(weights)
        self.model.rename(old)
        new.rename(self.model)
        kill_a_worker()


class NewRules(Trouble):
    name = "rules changed, a worker killed"

    def __init__(self, places: Places) -> None:
        self.rule = places.rules / "opening" / "greeting.yaml"

    def strike(self) -> None:
        text = self.rule.read_text("utf-8")
        self.rule.write_text(text.replace("\ndescription: ", "\ndescription: （改过）", 1), "utf-8")
        kill_a_worker()


class CutConnections(Trouble):
    name = f"{_CUTS} times all connections cut"

    def __init__(self, url: str) -> None:
        self.url = url
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._cut, daemon=True)

    def strike(self) -> None:
        self.thread.start()

    def relieve(self) -> None:
        self.over.set()

    def _cut(self) -> None:
        others = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        for _ in range(_CUTS):
            with psycopg.connect(self.url) as connection:
                connection.execute(others)
            if self.over.wait(_BETWEEN_S):
                return


class ServerRestarted(Trouble):
    name = "PostgreSQL restarted"

    def __init__(self, server: Postgres) -> None:
        self.server = server

    def strike(self) -> None:
        threading.Thread(target=self.server.restart, daemon=True).start()


def kill_a_worker() -> None:
    os.kill(min(process.pid for process in family() if process.kind == "worker"), signal.SIGKILL)


def for_sqlite(places: Places) -> list[Trouble]:
    """Eight nights; what cannot be had here becomes a quiet one."""
    stat = os.statvfs(places.database)
    small = stat.f_frsize * stat.f_blocks < _SMALL_DISK
    clocks = [ClockSet(-24), ClockSet(48)] if clock.can_be_set() else [Trouble(), Trouble()]
    disk = FullDisk(places) if small else Trouble()
    return [Trouble(), *clocks, disk, ReadOnly(places), NewModel(places), NewRules(places), Trouble()]


def for_postgres(url: str, server: Postgres) -> list[Trouble]:
    return [Trouble(), CutConnections(url), ServerRestarted(server), Trouble()]
