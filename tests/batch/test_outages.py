"""What happens around a night: clocks that jump, disks that fill, databases that go away, models that change.
Each is survived, or ends the run in one clear line, and the next run goes on."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from autoqa.asr.models import open_dir
from autoqa.batch.standing import counts
from autoqa.batch.summary import Summary
from autoqa.batch.work import Bench
from autoqa.config import Settings
from autoqa.errors import StoreError, UsageError
from autoqa.resources import embedded_model_dir
from autoqa.store import Store, open_store
from autoqa.store.outage import patiently
from autoqa.store.tables import TranscriptRow
from tests.batch.calls import entered, inbox, short_call
from tests.batch.small_rules import small_rules
from tests.postgres import Postgres
from tests.rights import obey_rights

Batch = Callable[..., tuple[Summary, Store]]


@pytest.mark.parametrize("jump", [timedelta(days=-1), timedelta(hours=-1), timedelta(days=1)])
def test_a_clock_that_is_set_holds_nothing_up(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    """Calls are entered by the clock of before and claimed by that of after."""

    class Jumped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + jump

    monkeypatch.setattr("autoqa.batch.ledger.datetime", Jumped)
    summary, store = batch(inbox(tmp_path / "in", 2), workers=1, retry_delay=20)
    assert (summary.done, summary.failed) == (2, 0)
    assert counts(store)["done"] == 2


def test_a_full_disk_ends_the_run_and_the_next_one_goes_on(batch: Batch, tmp_path: Path) -> None:
    folder = inbox(tmp_path / "in", 12)
    batch(inbox(tmp_path / "first", 1), workers=1)
    grown = max(path.stat().st_size for path in tmp_path.glob("batch.db*"))
    with _files_of_at_most(grown + 40_000), pytest.raises(StoreError, match="run the same command again"):
        batch(folder, workers=1, lease=1)
    _, store = batch(folder, workers=1)
    assert counts(store) == {"waiting": 0, "running": 0, "done": 12, "dead": 0}


def test_connections_that_are_cut_lose_no_call_and_do_none_twice(
    batch: Batch, postgres: Postgres, tmp_path: Path, decode_log: Path
) -> None:
    url = postgres.new_database()
    open_store(url).close()
    with _cutting(url) as cut:
        summary, store = batch(inbox(tmp_path / "in", 12), url=url)
    assert cut
    assert (summary.done, summary.failed) == (12, 0)
    assert counts(store) == {"waiting": 0, "running": 0, "done": 12, "dead": 0}
    assert len(set(decode_log.read_text("ascii").split())) == 12


@pytest.mark.skipif(sys.platform != "linux", reason="rights are taken from root by prctl(2)")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0o555)
    command = [sys.executable, "-m", "autoqa", "batch", str(tmp_path), "--db"]
    for database in (locked / "new.db", locked / "sub" / "new.db"):
        done = subprocess.run(
            [*command, f"sqlite:///{database}"], preexec_fn=obey_rights, capture_output=True, text=True
        )
        assert done.returncode == 2
        assert done.stderr.startswith("autoqa: ")
        assert str(locked) in done.stderr
        assert "may write" in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_model_swapped_for_a_broken_one_stops_the_run_and_no_call_is_blamed(
    batch: Batch, tmp_path: Path
) -> None:
    model, folder = tmp_path / "model", tmp_path / "in"
    shutil.copytree(embedded_model_dir(), model)
    settings = {"recognizer": None, "model": str(model), "workers": 1}
    batch(inbox(folder, 1), **settings)
    weights = model / "model.bin"
    whole = weights.read_bytes()
    weights.write_bytes(whole[: len(whole) // 2])
    short_call(folder / "second.wav", 99)
    with pytest.raises(UsageError, match="model"):
        batch(folder, **settings)
    weights.write_bytes(whole)
    summary, store = batch(folder, **settings)
    assert (summary.done, summary.failed) == (1, 0)
    assert counts(store) == {"waiting": 0, "running": 0, "done": 2, "dead": 0}


def test_each_transcript_names_the_model_that_was_loaded(tmp_path: Path) -> None:
    """Another model is put into the folder when a worker has loaded the first one: it goes on with that, and
    says so; a worker that starts afterwards takes the new one, and says so."""
    model = tmp_path / "model"
    shutil.copytree(embedded_model_dir(), model)
    weights = model / "model.bin"
    first = open_dir(model, "model").sha256
    settings = Settings(
        db=f"sqlite:///{tmp_path / 'batch.db'}",
        model=str(model),
        rules=small_rules(tmp_path / "rules"),
        scorecard="small",
    )
    ledger = entered(inbox(tmp_path / "in", 3), settings)
    bench = Bench(settings, ledger.store, ledger)
    assert bench.workshop.recognizer
    changed = bytearray(weights.read_bytes())
    changed[len(changed) // 2] ^= 1
    replaced = tmp_path / "other.bin"
    replaced.write_bytes(changed)
    replaced.replace(weights)
    second = open_dir(model, "model").sha256
    bench.do(*ledger.claim())
    bench.do(*ledger.claim())
    Bench(settings, ledger.store, ledger).do(*ledger.claim())
    with ledger.store.read() as session:
        query = sa.select(TranscriptRow.model_sha256, TranscriptRow.asr_key).order_by(TranscriptRow.id)
        said = [tuple(row) for row in session.execute(query)]
    assert first != second
    assert said == [(sha256, f"faster-whisper:model:{sha256[:16]}") for sha256 in (first, first, second)]


def test_patience_ends() -> None:
    tries = []

    def away() -> None:
        tries.append(datetime.now(UTC))
        raise OperationalError("", None, Exception("server closed the connection"))

    with pytest.raises(StoreError, match="server closed"):
        patiently(0.05, away)
    assert len(tries) > 1


@contextmanager
def _files_of_at_most(size: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes: to SQLite that is a disk without space."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def _cutting(url: str) -> Iterator[list[int]]:
    """The server ends every connection to the database of ``url``, ten times, half a second apart."""
    cut: list[int] = []
    stop = threading.Event()

    def run() -> None:
        others = (
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        with psycopg.connect(url, autocommit=True) as connection:
            while len(cut) < 10 and not stop.wait(0.5):
                row = connection.execute(others).fetchone()
                if row is not None and row[0]:
                    cut.append(row[0])

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield cut
    finally:
        stop.set()
        thread.join()
