"""``python -m benchmarks.batch [WHAT…]``: what the nightly batch costs beside recognition.

workers   wall time of the sample calls with one worker and with two, in turn, twice
share     ledger, store and rules against listening, a call (from the run with one worker)
claims    claims a second in a ledger of a million jobs, SQLite and PostgreSQL (where installed)
known     a run over 100,000 recordings that are all known

Prints figures; asserts nothing. Needs a quiet machine: give --quick for a tenth of the size.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from autoqa.batch.ledger import Ledger, Terms
from autoqa.store import Store, open_store
from autoqa.store.tables import JobKind, JobRow, JobState, RecordingRow, RunRow, TranscriptRow
from samples.demo import CALLS
from tests.postgres import programs, running

TERMS = Terms(lease=60, pause=20, attempts=3)
CHUNK = 20_000


@dataclass(frozen=True)
class Size:
    """``copies`` of each sample call, ``jobs`` in the ledger, ``claims`` measured, ``known`` recordings."""

    copies: int = 2
    jobs: int = 1_000_000
    claims: int = 3_000
    known: int = 100_000


def batch(folder: Path, url: str, *more: str) -> float:
    """Seconds that a whole ``autoqa batch`` takes, its start included."""
    command = [
        sys.executable,
        "-m",
        "autoqa",
        "batch",
        str(folder),
        "--db",
        url,
        "--model",
        "embedded",
        *more,
    ]
    began = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    return time.monotonic() - began


def workers(folder: Path, size: Size) -> None:
    inbox = folder / "calls"
    inbox.mkdir()
    for path in sorted(CALLS.glob("*.wav")):
        for copy in range(size.copies):
            target = inbox / f"{path.stem}-{copy}.wav"
            target.write_bytes(path.read_bytes() + bytes(2 * copy))  # another content, the same sound
            shutil.copy(path.with_suffix(".meta.json"), target.with_suffix(".meta.json"))
    times: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(2):
        for count in (1, 2):
            url = f"sqlite:///{folder / f'{count}-{turn}.db'}"
            times[count].append(batch(inbox, url, "--workers", str(count)))
    one, two = min(times[1]), min(times[2])
    audio = _audio(folder / "1-0.db")
    print(f"workers: {audio:.0f} s of audio; 1 worker {one:.1f} s, 2 workers {two:.1f} s, {one / two:.2f} ×")


def share(folder: Path, size: Size) -> None:
    if not (folder / "1-0.db").exists():
        workers(folder, size)
    store = open_store(f"sqlite:///{folder / '1-0.db'}")
    query = sa.select(JobRow.started_at, JobRow.finished_at, TranscriptRow.seconds).join(
        TranscriptRow, TranscriptRow.id == JobRow.transcript_id
    )
    with store.read() as session:
        rows = session.execute(query.order_by(JobRow.id)).all()[1:]  # the first one loads model and rules
    listening = sum(row.seconds for row in rows)
    whole = sum((row.finished_at - row.started_at).total_seconds() for row in rows)
    other = whole - listening
    print(
        f"share: listening {1000 * listening / len(rows):.0f} ms a call, ledger, store and rules "
        f"{1000 * other / len(rows):.0f} ms, {100 * other / listening:.2f} %"
    )


def claims(folder: Path, size: Size) -> None:
    with databases(folder) as urls:
        for url in urls:
            store = open_store(url)
            ledger = _filled(store, size.jobs)
            began = time.monotonic()
            for _ in range(size.claims):
                ledger.claim()
            took = time.monotonic() - began
            kind = store.engine.dialect.name
            print(f"claims: {kind}, {size.jobs} jobs: {size.claims / took:.0f} claims a second, one process")
            store.close()


def known(folder: Path, size: Size) -> None:
    inbox = folder / "known"
    for number in range(size.known):
        path = inbox / f"{number // 1000:03}" / f"{number:06}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%d" % number)
    url = f"sqlite:///{folder / 'known.db'}"
    store = open_store(url)
    _enter(inbox, url)
    with store.write() as session:
        session.execute(sa.update(JobRow).values(state=JobState.DONE))
    print(f"known: {size.known} known recordings in {batch(inbox, url):.1f} s, the program's start included")


def _enter(inbox: Path, url: str) -> None:
    """Enter all without working on any."""
    from autoqa.batch.discovery import Discovery
    from autoqa.batch.entering import Work
    from autoqa.config import Settings

    store = open_store(url)
    ledger = _filled(store, 0)
    work = Work(ledger.run_id, datetime.now(UTC), "new", "embedded", "rules", "standard")
    discovery = Discovery(store, Settings(), work, [str(inbox)], {})
    discovery.run()
    assert discovery.error is None


def _filled(store: Store, jobs: int) -> Ledger:
    now = datetime.now(UTC)
    with store.write() as session:
        run = RunRow(started_at=now, owner="benchmark", options={})
        session.add(run)
        session.flush()
    for first in range(1, jobs + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, jobs + 1))
        with store.write() as session:
            recordings = [
                {"id": n, "sha256": f"{n:064x}", "bytes": 1, "transcript_only": False, "first_seen": now}
                for n in numbers
            ]
            session.execute(sa.insert(RecordingRow), recordings)
            common = {
                "kind": JobKind.DECODE,
                "run_id": run.id,
                "state": JobState.WAITING,
                "available_at": now,
            }
            rows = [{"key": str(n), "recording_id": n, "attempts": 0, "losses": 0, **common} for n in numbers]
            session.execute(sa.insert(JobRow), rows)
    return Ledger(store, run.id, TERMS)


@contextlib.contextmanager
def databases(folder: Path) -> Iterator[list[str]]:
    urls = [f"sqlite:///{folder / 'claims.db'}"]
    bin_dir = programs()
    if bin_dir is None:
        yield urls
        return
    with running(bin_dir) as server:
        yield [*urls, server.new_database()]


def _audio(database: Path) -> float:
    store = open_store(f"sqlite:///{database}")
    with store.read() as session:
        return session.scalar(sa.select(sa.func.sum(JobRow.audio_seconds))) or 0.0


PARTS = {"workers": workers, "share": share, "claims": claims, "known": known}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch", description=__doc__)
    parser.add_argument("what", nargs="*", help=", ".join(PARTS), default=list(PARTS))
    parser.add_argument("--quick", action="store_true", help="a tenth of the size")
    asked = parser.parse_args()
    size = Size(copies=1, jobs=100_000, claims=500, known=10_000) if asked.quick else Size()
    with tempfile.TemporaryDirectory(prefix="autoqa-benchmark-") as folder:
        for name in asked.what:
            PARTS[name](Path(folder), size)


if __name__ == "__main__":
    main()
