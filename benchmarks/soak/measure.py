"""What processes hold and what lies on the disk (Linux)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from autoqa.store import Store


@dataclass(frozen=True)
class Process:
    """``kind``: ``batch`` (the run itself), ``worker``, ``decoder`` (reads recordings for a worker) or
    ``helper`` (what Python starts to fork workers from). ``mb`` is memory of its own, without what is mapped
    from files; ``handles`` counts open files."""

    pid: int
    kind: str
    mb: float
    handles: int


def family() -> list[Process]:
    """This process and everything below it."""
    parents = dict(_parents())
    here = os.getpid()
    return [
        process for pid in parents if _below(pid, here, parents) and (process := _look(pid, here, parents))
    ]


def database_bytes(store: Store) -> int:
    """Size of the database, without SQLite's log of what is not yet merged into it."""
    pages = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    query = pages if store.is_sqlite else "SELECT pg_database_size(current_database())"
    with store.read() as session:
        return int(session.scalar(sa.text(query)) or 0)


def files_in(folder: Path) -> int:
    """How many files lie in and below it."""
    return sum(path.is_file() for path in folder.rglob("*"))


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _text(entry / "stat")):
            yield int(entry.name), int(stat.rpartition(")")[2].split()[1])


def _below(pid: int, top: int, parents: dict[int, int]) -> bool:
    while pid not in (top, 0):
        pid = parents.get(pid, 0)
    return pid == top


def _look(pid: int, here: int, parents: dict[int, int]) -> Process | None:
    """None when it has ended meanwhile."""
    place = Path("/proc") / str(pid)
    memory = [line.split()[1] for line in _text(place / "status").splitlines() if line.startswith("RssAnon")]
    try:
        handles = len(os.listdir(place / "fd"))  # noqa: PTH208  (names are enough)
    except OSError:
        return None
    if not memory:
        return None
    return Process(pid, _kind(place, pid, here, parents), int(memory[0]) / 1000, handles)


def _kind(place: Path, pid: int, here: int, parents: dict[int, int]) -> str:
    if pid == here:
        return "batch"
    command = _text(place / "cmdline")
    if "decoder_child" in command:
        return "decoder"
    return "worker" if "forkserver" in command and parents[pid] != here else "helper"


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""
