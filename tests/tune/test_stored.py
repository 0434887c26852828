"""`autoqa tune --db`: stored calls and the inspectors' verdicts, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from autoqa.cli import cli
from autoqa.errors import UsageError
from autoqa.store import Store, add_transcript, open_store, put_call
from autoqa.store.tables import (
    CallRow,
    LabelRow,
    RecordingRow,
    SampleCallRow,
    SampleRow,
    ScorecardRow,
    UserRow,
    VerdictRow,
)
from autoqa.tune.corpus import entries_in
from autoqa.tune.stored import stored_entries, stored_labels
from autoqa.types import Status
from tests.tune.making import call, labels_csv, rules_dir

RULE = "money.private"
ROUNDED = 5e-5
"""Shares are printed with four digits."""
NOW = datetime(2026, 11, 2, tzinfo=UTC)
GUILTY, CLEAN = "您把三百块钱转给我就行", "这个业务每月三块钱"
SAID = {
    **{f"flag{n}": (GUILTY, Status.FAIL if n < 4 else Status.PASS) for n in range(6)},
    **{f"quiet{n}": (CLEAN, Status.FAIL if n == 0 else Status.PASS) for n in range(6)},
}
"""Six flags, two of them wrong, and six calls without one, of which one holds a violation nobody saw."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rules_dir(tmp_path / "rules")
    for number, (name, (sentence, _)) in enumerate(SAID.items()):
        lines = ["A: 您好我是华声公司的客服代表", "C: 你说", f"A: {sentence}", "C: 知道了"]
        call(tmp_path / "calls", name, lines, agent=f"70{number % 2}", day=f"2026-11-0{2 + number % 3}")
    return tmp_path


@pytest.fixture
def store(folder: Path, database_url: str) -> Store:
    """The calls of the folder, and as many more without a verdict. Verdicts on the first; of those without a
    flag ``quiet0`` and ``quiet1`` were drawn with a chance of a tenth, the others heard for other reasons."""
    opened = open_store(database_url)
    with opened.write() as session:
        session.add(UserRow(login="ann", name="安宁", role="inspector", password_hash="", created_at=NOW))
        session.flush()
        for number, entry in enumerate(entries_in(folder / "calls") * 2):
            heard = entry.open()
            row = RecordingRow(sha256=f"{number:064d}", bytes=1, first_seen=NOW)
            session.add(row)
            session.flush()
            known = heard.transcript.call
            if number >= len(SAID):
                known = known.model_copy(update={"id": f"{known.id}-later"})
            kept = put_call(session, row.id, known, name="x", duration=10.0, zone=UTC)
            transcript = add_transcript(session, row.id, heard, asr_key="x")
            if known.id in SAID:
                _judged(session, kept, transcript, SAID[known.id][1])
        sample = {"plan": "x", "options": {}, "seed": 1, "period_start": NOW, "period_end": NOW}
        draw = SampleRow(**sample, drawn_by="test", drawn_at=NOW)
        session.add(draw)
        session.flush()
        for name in ("quiet0", "quiet1"):
            key = session.query(CallRow).filter_by(call_id=name).one().id
            session.add(SampleCallRow(sample_id=draw.id, call_id=key, stratum="random", inclusion=0.1))
    return opened


def _judged(session: Any, call: int, transcript: int, status: Status) -> None:
    texts = ("standard_id", "standard_title", "standard_version", "rules_version", "autoqa_version")
    figures = ("max", "decided", "awarded", "pending", "lowest", "highest")
    card = ScorecardRow(
        call_id=call,
        transcript_id=transcript,
        score_key="x",
        current=True,
        **dict.fromkeys(texts, "x"),
        **dict.fromkeys(figures, 0.0),
        fatals=0,
        fails=0,
        unsures=0,
        created_at=NOW,
        document_sha256="",
    )
    session.add(card)
    session.flush()
    session.add(
        VerdictRow(
            call_id=call,
            scorecard_id=card.id,
            rule=RULE,
            status=status,
            reason="",
            user_id=1,
            current=True,
            created_at=NOW,
        )
    )


def run(*arguments: str, folder: Path) -> dict[str, Any]:
    given = ["tune", *arguments, "--rules", str(folder / "rules"), "--format", "json"]
    ran = CliRunner().invoke(cli, given, obj={"debug": False}, standalone_mode=False)
    assert ran.exception is None
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_the_database_says_what_the_files_say(store: Store, database_url: str, folder: Path) -> None:
    """Counts are the same; recall over all calls is not, because the draw is known."""
    rows = [{"call_id": name, "rule": RULE, "status": status.value} for name, (_, status) in SAID.items()]
    labels = labels_csv(folder / "labels.csv", rows)
    stored = run("eval", "--db", database_url, folder=folder)["rules"][RULE]
    files = ["--labels", str(labels), "--transcripts", str(folder / "calls")]
    read = run("eval", *files, folder=folder)["rules"][RULE]
    for figure in ("tp", "fp", "fn", "tn", "unsure", "precision", "recall", "kappa"):
        assert stored[figure] == read[figure]
    assert (stored["tp"], stored["fp"], stored["fn"], stored["tn"]) == (4, 2, 1, 5)
    assert stored["calls"] == 24
    # 12 flags, 4/6 of them right: 8. 12 others, half of the drawn ones violations: 6.
    assert stored["recall_corrected"] == pytest.approx(8 / (8 + 6), abs=ROUNDED)
    assert read["recall_corrected"] == pytest.approx(4 / (4 + 1), abs=ROUNDED)


def test_labels_of_a_file_on_stored_calls(store: Store, database_url: str, folder: Path) -> None:
    labels = labels_csv(folder / "few.csv", [{"call_id": "flag0", "rule": RULE, "status": "fail"}])
    found = run("eval", "--db", database_url, "--labels", str(labels), folder=folder)["rules"][RULE]
    assert (found["labelled"], found["tp"]) == (1, 1)


def test_sweep_weighs_by_the_draw(store: Store, database_url: str, folder: Path) -> None:
    """The miss was drawn with a chance of a tenth: it stands for half of the calls that were not heard for
    other reasons (12 - 4), each costing 5; each of the two false flags stands for two."""
    found = run("sweep", RULE, "--param", "min_confidence=0:0.5:0.5", "--db", database_url, folder=folder)
    assert (found["stored"], found["calls"]) == (24, 12)
    assert found["cost_now"] == pytest.approx(5 * (12 - 4) / 2 + 1 * 2 * 2)


def test_suggest_and_diff_read_the_database(store: Store, database_url: str, folder: Path) -> None:
    found = run("suggest", RULE, "--db", database_url, folder=folder)
    assert (found["before"]["fp"], found["before"]["fn"]) == (2, 1)
    rules = str(folder / "rules")
    given = ["tune", "diff", rules, rules, "--db", database_url, "--fail-if", f"recall({RULE}) < 0.9"]
    ran = CliRunner().invoke(cli, given, obj={"debug": False}, standalone_mode=False)
    assert ran.exception is None
    assert ran.return_value == 1, "recall is 0.8"


def test_calls_of_the_same_id_are_told_apart(store: Store, database_url: str) -> None:
    with store.write() as session:
        first, second = session.query(CallRow).order_by(CallRow.id).limit(2)
        second.call_id = first.call_id
        session.add(
            LabelRow(
                call_key="elsewhere",
                rule=RULE,
                status=Status.PASS,
                labeller="bob",
                note="",
                source="x",
                added_at=NOW,
            )
        )
        keys = first.id, second.id
        name = first.call_id
    names = [entry.name for entry in stored_entries(database_url)]
    assert names[:2] == [f"{name}#{key}" for key in keys]
    labels = stored_labels(database_url).labels
    assert {f"{name}#{key}" for key in keys} <= {label.call_id for label in labels}
    assert "elsewhere" in {label.call_id for label in labels}


def test_an_empty_database_says_so(new_database: Callable[[], str]) -> None:
    url = new_database()
    with pytest.raises(UsageError, match="holds no transcript"):
        stored_entries(url)
    with pytest.raises(UsageError, match="holds no human verdict"):
        stored_labels(url)
