"""Poison among good calls: only the poison fails, each with its reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from autoqa.batch.standing import counts, failures, revive
from autoqa.batch.summary import Summary
from autoqa.store import Store
from tests.batch.calls import inbox, short_call

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
