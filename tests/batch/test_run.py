"""New recordings are scored, known ones are not, whichever way they come."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from autoqa.batch.summary import Summary
from autoqa.config import Settings
from autoqa.errors import UsageError
from autoqa.pipeline import Workshop, judge_heard
from autoqa.store import Store, heard_of
from autoqa.store.tables import CallRow, FindingRow, LocationRow, ScorecardRow, TranscriptRow
from autoqa.trust.table import RuleTrust, TrustTable
from autoqa.types.as_json import to_json
from tests.batch.calls import inbox, short_call
from tests.batch.recognizers import WEIGHTS
from tests.batch.small_rules import small_rules

Batch = Callable[..., tuple[Summary, Store]]


def _decodes(log: Path) -> int:
    return len(log.read_text("utf-8").splitlines())


def _counts(summary: Summary) -> tuple[int, int, int, int, int]:
    return summary.seen, summary.new, summary.done, summary.failed, summary.skipped


def test_a_second_run_finds_nothing_to_do(
    batch: Batch, database_url: str, tmp_path: Path, decode_log: Path
) -> None:
    folder = inbox(tmp_path / "in", 3)
    shutil.copy(folder / "call-0001.wav", folder / "copy.wav")
    first, _ = batch(folder, url=database_url)
    again, store = batch(folder, url=database_url)
    assert _counts(first) == (4, 3, 3, 0, 1)
    assert _counts(again) == (4, 0, 0, 0, 4)
    assert _decodes(decode_log) == 3
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count(LocationRow.id))) == 4
        assert session.scalar(sa.select(sa.func.count(ScorecardRow.id)).where(ScorecardRow.current)) == 3


def test_what_comes_later_is_found_and_a_replaced_file_is_new(
    batch: Batch, tmp_path: Path, decode_log: Path
) -> None:
    folder = inbox(tmp_path / "in", 2)
    batch(folder)
    (folder / "deeper").mkdir()
    short_call(folder / "deeper" / "late.wav", 77)
    short_call(folder / "call-0000.wav", 78)
    summary, _ = batch(folder)
    assert _counts(summary) == (3, 2, 2, 0, 1)
    assert _decodes(decode_log) == 4


def test_new_rules_judge_again_without_listening_and_older_scorecards_stay(
    batch: Batch, database_url: str, tmp_path: Path, decode_log: Path
) -> None:
    folder = inbox(tmp_path / "in", 2)
    batch(folder, url=database_url)
    rules = small_rules(tmp_path / "new-rules", greeting="你好")
    plain, _ = batch(folder, url=database_url, rules=rules)
    assert plain.done == 0
    rescored, store = batch(url=database_url, rules=rules, mode="rescore")
    assert _counts(rescored) == (2, 2, 2, 0, 0)
    same, _ = batch(url=database_url, rules=rules, mode="rescore")
    assert same.done == 0
    back, _ = batch(url=database_url, mode="rescore")
    assert back.done == 2
    assert _decodes(decode_log) == 2
    with store.read() as session:
        rows = session.execute(
            sa.select(ScorecardRow.rules_version, ScorecardRow.current).order_by(ScorecardRow.id)
        ).all()
    assert [row.current for row in rows] == [True, True, False, False]
    assert len({row.rules_version for row in rows}) == 2


def test_redo_listens_again_and_keeps_both_transcripts(
    batch: Batch, tmp_path: Path, decode_log: Path
) -> None:
    folder = inbox(tmp_path / "in", 2)
    batch(folder)
    summary, store = batch(folder, mode="redo")
    assert summary.done == 2
    assert _decodes(decode_log) == 4
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count(TranscriptRow.id))) == 4
        assert session.scalar(sa.select(sa.func.count(ScorecardRow.id)).where(ScorecardRow.current)) == 2


def test_what_the_sidecar_says_now_counts_when_judging_again(batch: Batch, tmp_path: Path) -> None:
    folder = inbox(tmp_path / "in", 1)
    batch(folder)
    (folder / "call-0000.meta.json").write_text(json.dumps({"agent_id": "7", "outcome": "sold"}))
    _, store = batch(folder, mode="rescore", rules=small_rules(tmp_path / "new", greeting="你好"))
    with store.read() as session:
        call = session.scalars(sa.select(CallRow)).one()
        assert (call.call_id, call.agent_id, call.outcome) == ("call-0000", "7", "sold")


def test_a_transcript_beside_the_recording_spares_listening(
    batch: Batch, tmp_path: Path, decode_log: Path
) -> None:
    folder = inbox(tmp_path / "in", 1)
    transcript = {"segments": [{"start": 0.1, "end": 0.5, "text": "您好", "role": "agent"}]}
    (folder / "call-0000.json").write_text(json.dumps(transcript))
    (folder / "alone.json").write_text(json.dumps({**transcript, "duration": 0.6}))
    summary, store = batch(folder)
    assert _counts(summary) == (2, 2, 2, 0, 0)
    assert _decodes(decode_log) == 0
    with store.read() as session:
        assert set(session.scalars(sa.select(TranscriptRow.asr_key))) == {"imported"}


def test_a_wrong_setting_ends_the_run_and_loses_nothing(batch: Batch, tmp_path: Path) -> None:
    folder = inbox(tmp_path / "in", 2)
    with pytest.raises(UsageError):
        batch(folder, scorecard="no-such-standard")
    with pytest.raises(UsageError, match="does not exist"):
        batch(tmp_path / "nowhere")
    summary, _ = batch(folder)
    assert summary.done == 2


def test_verdicts_are_believed_as_far_as_was_measured_of_the_model(batch: Batch, tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    table = TrustTable(
        model_sha256=WEIGHTS, weights={}, intercept=2.0, other=RuleTrust(threshold=0.5), fitted_on="a test"
    )
    (model / "trust.json").write_text(table.model_dump_json(), "utf-8")
    _, store = batch(inbox(tmp_path / "in", 1), model=str(model))
    with store.read() as session:
        findings = session.scalars(sa.select(FindingRow)).all()
    assert [finding.confidence for finding in findings] == [0.881, 0.881]


def test_a_call_is_judged_the_same_from_its_stored_transcript(batch: Batch, tmp_path: Path) -> None:
    folder = inbox(tmp_path / "in", 1)
    (folder / "call-0000.meta.json").write_text('{"agent_id": "7", "started_at": "2026-03-01T09:00:00"}')
    _, store = batch(folder)
    with store.read() as session:
        transcript = session.scalars(sa.select(TranscriptRow).options(sa.orm.undefer("*"))).one()
        card = session.scalars(sa.select(ScorecardRow).options(sa.orm.undefer("*"))).one()
    settings = Settings(rules=tmp_path / "rules", scorecard="small", db="sqlite://")
    workshop = Workshop(settings)
    again = judge_heard(heard_of(transcript), *workshop.in_force(), workshop.tables)
    assert to_json(again) == card.document
