"""``autoqa batch`` as its user sees it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from autoqa.store import open_store
from autoqa.store.tables import AuditRow, RunRow, ScorecardRow
from samples.demo import CALLS
from tests.batch.calls import beginning, inbox, short_call
from tests.batch.small_rules import small_rules

Run = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An inbox of two calls, in a working directory of its own with settings for quick batches."""
    monkeypatch.chdir(tmp_path)
    settings = {
        "recognizer": "tests.batch.recognizers:quick",
        "out": str(tmp_path / "log"),
        "rules": str(small_rules(tmp_path / "rules")),
        "scorecard": "small",
        "workers": 2,
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    (tmp_path / "autoqa.toml").write_text("\n".join(lines), "utf-8")
    return inbox(tmp_path / "in", 2)


def test_the_last_object_is_that_of_the_contract(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "broken.wav").write_text("no sound")
    done = run("batch", folder, "--format", "json", "--metrics", "figures.prom")
    figures = json.loads(done.out.splitlines()[-1])
    assert done.code == 1
    assert list(figures) == ["seen", "new", "done", "failed", "skipped", "audio_seconds", "wall_seconds"]
    assert [figures[key] for key in ("seen", "new", "done", "failed", "skipped")] == [3, 3, 2, 1, 0]
    assert figures["audio_seconds"] == pytest.approx(1.2)
    log = [json.loads(line) for line in done.err.splitlines()]
    assert sorted(line["event"] for line in log) == ["done", "done", "failed"]
    text = (tmp_path / "figures.prom").read_text("utf-8")
    assert "autoqa_calls_done_total 2.0" in text
    assert 'autoqa_jobs{state="dead"} 1.0' in text
    assert 'autoqa_failures_total{code="audio"} 1.0' in text
    assert (tmp_path / "autoqa-data" / "autoqa.db").exists()
    with open_store("sqlite:///autoqa-data/autoqa.db").read() as session:
        kept = session.scalars(sa.select(RunRow)).one()
    assert kept.summary is not None
    assert kept.summary["failures"] == {"audio": 1}

    again = run("batch", folder)
    assert again.code == 0
    assert "1 calls were given up by earlier runs" in again.err
    assert run("batch", folder, "--strict").code == 1


def test_failures_are_listed_and_tried_again(run: Run, folder: Path) -> None:
    broken = folder / "broken.wav"
    broken.write_text("no sound")
    run("batch", folder)
    listed = run("batch", "failures")
    assert "broken.wav" in listed.out
    assert "audio" in listed.out
    (line,) = run("batch", "failures", "--format", "json").out.splitlines()
    assert json.loads(line)["code"] == "audio"
    assert run("batch", "failures", "--code", "crash", "--format", "json").out == ""
    assert run("batch", "retry", "--code", "crash").out.startswith("0 ")
    assert run("batch", "retry", json.loads(line)["job"]).out.startswith("1 ")
    status = run("batch", "status")
    assert "waiting  1" in status.out
    assert json.loads(run("batch", "status", "--format", "json").out)["jobs"]["done"] == 2
    retried = run("batch")
    assert retried.code == 1
    assert "given up by this run" in retried.out


def test_forgetting_says_what_it_would_remove(run: Run, folder: Path, tmp_path: Path) -> None:
    meta = {"started_at": "2020-01-01T09:00:00+08:00", "customer_name": "王先生"}
    (folder / "call-0000.meta.json").write_text(json.dumps(meta), "utf-8")
    run("batch", folder)
    assert run("batch", "forget").out.startswith("0 would be removed")
    with (tmp_path / "autoqa.toml").open("a", encoding="utf-8") as settings:
        settings.write("\nkeep_transcript_days = 365\n")
    said = run("batch", "forget")
    assert "call-0000" in said.out
    assert "1 would be removed" in said.out
    with open_store("sqlite:///autoqa-data/autoqa.db").read() as session:
        assert session.scalars(sa.select(AuditRow)).all() == []
    assert "1 removed" in run("batch", "forget", "--yes").out
    assert run("batch", "forget").out.startswith("0 ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere",), "does not exist"),
        (("in", "--rescore", "--redo"), "--redo"),
        (("in", "--pattern", "calls.wav"), "names no field"),
        (("in", "--engine", "ray"), "SQLite"),
        (("in", "--scorecard", "none"), "none"),
        (("in", "--metrics", "no/such/folder/x.prom"), "cannot be written"),
    ],
)
def test_wrong_usage_is_told(run: Run, folder: Path, arguments: tuple[str, ...], told: str) -> None:
    done = run("batch", *arguments)
    assert done.code == 2
    assert told in done.err


def test_a_folder_named_like_a_command_can_be_named(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "status").mkdir()
    short_call(tmp_path / "status" / "x.wav", 3)
    assert json.loads(run("batch", "./status", "--format", "json").out)["done"] == 1


def test_a_night_gives_what_scoring_by_hand_gives(run: Run, tmp_path: Path) -> None:
    """With the real model: the document in the store is what ``autoqa score`` prints."""
    call = tmp_path / "in" / "14-polite-refusal.wav"
    call.parent.mkdir()
    beginning(CALLS / call.name, call, 25)
    shutil.copy(CALLS / "14-polite-refusal.meta.json", call.parent)
    url = f"sqlite:///{tmp_path / 'night.db'}"
    options = ("--scorecard", "market-dept", "--model", "embedded")
    assert run("batch", call.parent, "--db", url, *options, "--workers", 1).code == 0
    with open_store(url).read() as session:
        document = session.scalars(sa.select(ScorecardRow.document)).one()
    # A process of its own, as by hand: models that other tests loaded into this one change the last digit.
    command = [sys.executable, "-m", "autoqa", "score", str(call), *options, "--format", "json"]
    by_hand = subprocess.run(command, check=True, capture_output=True, text=True)
    assert json.loads(document or "") == json.loads(by_hand.stdout)
