"""What is older than allowed is named first, and removed only then."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.batch.retention import plan, remove
from autoqa.batch.summary import Summary
from autoqa.config import Settings
from autoqa.store import Store, current_scorecard, latest_transcript, spoken
from autoqa.store.tables import AuditRow, CallRow, FindingRow, ScorecardRow
from autoqa.types import Scorecard, Transcript
from tests.batch.calls import inbox

Batch = Callable[..., tuple[Summary, Store]]
DAY = timedelta(days=1)


def _calls(batch: Batch, folder: Path, now: datetime) -> Store:
    """One call of 40 days ago and one of today."""
    inbox(folder, 2)
    for number, age in enumerate((40, 0)):
        told = {"customer_name": "王先生", "phone": "13800000000", "agent_id": "7", "agent_name": "李红"}
        started = (now - age * DAY).isoformat()
        path = folder / f"call-{number:04}.meta.json"
        path.write_text(json.dumps({**told, "started_at": started}), "utf-8")
    return batch(folder)[1]


def _call(session: Session, name: str) -> CallRow:
    return session.scalars(sa.select(CallRow).where(CallRow.call_id == name)).one()


def test_nothing_is_removed_without_asking_and_only_what_is_old(batch: Batch, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    folder = tmp_path / "in"
    store = _calls(batch, folder, now)
    settings = Settings(
        keep_audio_days=30, keep_transcript_days=30, keep_personal_days=30, copies=str(folder)
    )
    assert list(plan(store, Settings(), now)) == []
    elsewhere = Settings(keep_audio_days=30, copies=str(tmp_path / "i"))
    assert list(plan(store, elsewhere, now)) == []
    removals = list(plan(store, settings, now))
    assert [removal.kind for removal in removals] == ["audio", "transcript", "personal"]
    assert all("call-0000" in removal.what for removal in removals)
    assert (folder / "call-0000.wav").exists()
    for removal in removals:
        remove(store, removal)
    assert list(plan(store, settings, now)) == []
    assert not (folder / "call-0000.wav").exists()
    assert (folder / "call-0001.wav").exists()
    with store.read() as session:
        old, new = _call(session, "call-0000"), _call(session, "call-0001")
        transcript = latest_transcript(session, old.recording_id)
        assert transcript is not None
        assert (transcript.transcript, transcript.dialogue, transcript.text) == (None, None, "")
        kept = latest_transcript(session, new.recording_id)
        assert kept is not None
        said = spoken.recordings_with(session, kept.text.splitlines()[0].partition(": ")[2][:4])
        assert said is not None
        assert list(session.scalars(said)) == [new.recording_id]
        card = current_scorecard(session, old.id)
        assert card is not None
        assert card.document is None
        assert card.awarded >= 0
        quotes = session.scalars(sa.select(FindingRow.quote).where(FindingRow.call_id == old.id))
        assert set(quotes) == {""}
        assert (old.customer_name, old.agent_id) == (None, "7")
        assert new.customer_name == "王先生"
        log = session.scalars(sa.select(AuditRow.subject).order_by(AuditRow.id)).all()
        assert log == [f"{removal.kind}:{removal.row}" for removal in removals]


def test_forgetting_a_person_leaves_a_scorecard_that_can_be_read(batch: Batch, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    store = _calls(batch, tmp_path / "in", now)
    for removal in plan(store, Settings(keep_personal_days=30), now):
        remove(store, removal)
    with store.read() as session:
        old = _call(session, "call-0000")
        card = current_scorecard(session, old.id)
        assert card is not None
        transcript = latest_transcript(session, old.recording_id)
        assert transcript is not None
        whole = f"{card.document}{transcript.transcript}{old.details}{old.given}"
        assert "王先生" not in whole
        assert "13800000000" not in whole
        assert Scorecard.model_validate_json(card.document or "").call.agent_id == "7"
        assert Transcript.model_validate_json(transcript.transcript or "").call.id == "call-0000"
        names = session.scalars(sa.select(ScorecardRow.document).where(ScorecardRow.call_id != old.id)).all()
        assert all("王先生" in (name or "") for name in names)
