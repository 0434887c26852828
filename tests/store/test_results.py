"""A call is judged again from what is stored, and the document stays byte for byte."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from autoqa.pipeline import Heard, judge_heard
from autoqa.resources import rules_dir
from autoqa.ruleset import RuleSet, load_ruleset
from autoqa.store import (
    Store,
    add_scorecard,
    add_transcript,
    current_scorecard,
    heard_of,
    latest_transcript,
    metadata_of,
    note,
    put_call,
)
from autoqa.store.tables import AuditRow, CallRow, FindingRow, ItemRow, RecordingRow, ScorecardRow
from autoqa.types import Call, Scorecard
from autoqa.types.as_json import to_json
from tests.store.talk import heard_call

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load_ruleset([rules_dir()])


@pytest.fixture(scope="module")
def heard() -> Heard:
    return heard_call("您好我是联通客服工号零零七", "好的你说", "这个业务每月十元您同意办理吗", "嗯")


def _judge(heard: Heard, ruleset: RuleSet, standard: str = "guoxin-shandong") -> Scorecard:
    return judge_heard(heard, ruleset, ruleset.standard(standard))


def _enter(session: Session, heard: Heard, sha256: str = "a" * 64) -> CallRow:
    recording = RecordingRow(sha256=sha256, bytes=1, first_seen=datetime.now(UTC))
    session.add(recording)
    session.flush()
    call = Call(id="c-1", agent_id="10086", started_at=datetime(2026, 11, 20, 9, 30), vip="yes")
    add_transcript(session, recording.id, heard, asr_key="ours", seconds=1.5)
    number = put_call(session, recording.id, call, name="file", duration=9.5, zone=ZONE)
    return session.get_one(CallRow, number)


def test_a_stored_call_is_judged_again_to_the_same_bytes(
    store: Store, heard: Heard, ruleset: RuleSet
) -> None:
    card = _judge(heard, ruleset)
    with store.write() as session:
        call = _enter(session, heard)
        transcript = latest_transcript(session, call.recording_id)
        assert transcript is not None
        add_scorecard(session, call.id, transcript.id, card)
    with store.read() as session:
        again = latest_transcript(session, call.recording_id)
        kept = current_scorecard(session, call.id)
        assert again is not None
        assert kept is not None
        assert heard_of(again) == heard
        assert to_json(_judge(heard_of(again), ruleset)) == kept.document == to_json(card)
        findings = session.scalars(sa.select(FindingRow).order_by(FindingRow.id)).all()
        assert [row.key for row in findings] == [finding.id for finding in card.findings]
        items = session.scalars(sa.select(ItemRow).order_by(ItemRow.id)).all()
        assert [(row.item, row.awarded) for row in items] == [(item.id, item.awarded) for item in card.items]
        assert len({row.fingerprint for row in findings}) == len(findings)


def test_a_later_scorecard_becomes_current_and_the_older_stays(
    store: Store, heard: Heard, ruleset: RuleSet
) -> None:
    with store.write() as session:
        call = _enter(session, heard)
        transcript = latest_transcript(session, call.recording_id)
        assert transcript is not None
        first = add_scorecard(session, call.id, transcript.id, _judge(heard, ruleset))
        second = add_scorecard(session, call.id, transcript.id, _judge(heard, ruleset, "market-dept"))
        same = add_scorecard(session, call.id, transcript.id, _judge(heard, ruleset, "market-dept"))
        assert second == same != first
    with store.read() as session:
        rows = session.execute(
            sa.select(ScorecardRow.standard_id, ScorecardRow.current).order_by(ScorecardRow.id)
        ).all()
        assert [tuple(row) for row in rows] == [("guoxin-shandong", False), ("market-dept", True)]


def test_the_database_itself_refuses_a_second_current_scorecard(
    store: Store, heard: Heard, ruleset: RuleSet
) -> None:
    with store.write() as session:
        call = _enter(session, heard)
        transcript = latest_transcript(session, call.recording_id)
        assert transcript is not None
        add_scorecard(session, call.id, transcript.id, _judge(heard, ruleset))
        add_scorecard(session, call.id, transcript.id, _judge(heard, ruleset, "market-dept"))
    with pytest.raises(IntegrityError), store.write() as session:
        session.execute(sa.update(ScorecardRow).values(current=True))


def test_metadata_keeps_its_own_fields_and_its_moment(store: Store, heard: Heard) -> None:
    with store.write() as session:
        call_id = _enter(session, heard).id
    with store.read() as session:
        row = session.get_one(CallRow, call_id)
        assert row.started_at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
        assert metadata_of(row).model_extra == {"vip": "yes"}
        assert row.call_id == "c-1"


def test_a_time_without_zone_is_refused(store: Store) -> None:
    with pytest.raises(sa.exc.StatementError, match="no zone"), store.write() as session:
        session.add(RecordingRow(sha256="b" * 64, bytes=1, first_seen=datetime(2026, 1, 1)))


def test_a_failed_transaction_leaves_nothing_not_even_its_audit_line(store: Store) -> None:
    def view_and_fail() -> None:
        with store.write() as session:
            note(session, "anna", "view", "call:1", seconds=3)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        view_and_fail()
    with store.write() as session:
        note(session, "anna", "sign", "call:1", before=None, after=92)
    with store.read() as session:
        lines = session.scalars(sa.select(AuditRow)).all()
        assert [(line.action, line.detail) for line in lines] == [("sign", {"before": None, "after": 92})]
