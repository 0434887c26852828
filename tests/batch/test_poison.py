"""Poison among good calls: only the poison fails, each with its reason."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from autoqa.batch.ledger import Ticket
from autoqa.batch.run import run_batch
from autoqa.batch.standing import counts, failures, revive
from autoqa.batch.summary import Summary
from autoqa.batch.watcher import Watchers
from autoqa.batch.worker import Done
from autoqa.config import Settings
from autoqa.errors import RecognitionError
from autoqa.store import Store, open_store
from tests.batch.calls import inbox, short_call
from tests.batch.small_rules import small_rules

Batch = Callable[..., tuple[Summary, Store]]


def test_only_the_poison_fails_each_with_its_reason(batch: Batch, tmp_path: Path, decode_log: Path) -> None:
    folder = inbox(tmp_path / "in", 6)
    for number, name in enumerate(("crash", "hang", "memory", "bug", "flaky")):
        short_call(folder / f"{name}.wav", 100 + number)
    (folder / "damaged.wav").write_text("不是录音\n" * 50, "utf-8")
    (folder / "empty.wav").touch()
    short_call(folder / "call-x.wav", 200)
    (folder / "call-x.meta.json").write_text("{not json")
    summary, store = batch(
        folder,
        recognizer="tests.batch.recognizers:poisoned",
        time_limit=15,
        memory_limit=3000,
        attempts=3,
    )
    dead = {Path(job.url).stem: job for job in failures(store)}
    assert {name: job.code for name, job in dead.items()} == {
        "crash": "crash",
        "hang": "time-limit",
        "memory": "memory",
        "bug": "internal",
        "damaged": "audio",
        "empty": "audio",
        "call-x": "metadata",
    }
    assert "SIGSEGV" in dead["crash"].error
    assert "15 s" in dead["hang"].error
    assert "call-x.meta.json" in dead["call-x"].error
    assert "KeyError" in dead["bug"].error
    assert {name: job.attempts for name, job in dead.items() if job.attempts > 1} == {
        "crash": 2,
        "hang": 2,
        "memory": 2,
    }
    assert (summary.done, summary.failed) == (7, 7)
    assert summary.failures == {
        "audio": 2,
        "crash": 1,
        "internal": 1,
        "memory": 1,
        "metadata": 1,
        "time-limit": 1,
    }
    (folder / "call-x.meta.json").write_text('{"agent_id": "7"}')
    assert revive(store, code="metadata") == 1
    again, _ = batch()
    assert again.done == 1
    assert counts(store) == {"waiting": 0, "running": 0, "done": 8, "dead": 6}


def test_a_worker_that_dies_between_two_calls_costs_none(tmp_path: Path, decode_log: Path) -> None:
    """As when the system is short of memory and ends whoever holds most."""

    class Killer(Watchers):
        def done(self, ticket: Ticket, done: Done) -> None:
            os.kill(int(decode_log.with_suffix(".pid").read_text()), signal.SIGKILL)

    settings = Settings(
        db=f"sqlite:///{tmp_path / 'batch.db'}",
        recognizer="tests.batch.recognizers:known",
        out=decode_log,
        rules=small_rules(tmp_path / "rules"),
        scorecard="small",
        workers=1,
        retry_delay=0,
    )
    summary = run_batch(open_store(settings.db), settings, [str(inbox(tmp_path / "in", 3))], Killer([]))
    assert (summary.done, summary.failed) == (3, 0)
    assert len(set(decode_log.read_text("ascii").split())) == 3


def test_workers_that_never_live_to_do_a_call_end_the_run(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autoqa.batch.worker.start", _die)
    with pytest.raises(RecognitionError, match="before one of them had done a call"):
        batch(inbox(tmp_path / "in", 1), workers=1)


def _die(*_: object) -> None:
    os._exit(3)
