"""Calls are found by what was said in them, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from autoqa.store import Store, add_transcript, open_store, spoken
from autoqa.store.engine import WRITE, open_engine
from autoqa.store.migrate import migrate
from autoqa.store.tables import RecordingRow
from tests.store.talk import heard_call


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = open_store(database_url)
    yield opened
    opened.close()


def _said(store: Store, *texts: str) -> int:
    """Number of a new recording in which that was said."""
    with store.write() as session:
        count = session.scalar(sa.select(sa.func.count()).select_from(RecordingRow))
        row = RecordingRow(sha256=f"{count:064x}", bytes=1, first_seen=datetime.now(UTC))
        session.add(row)
        session.flush()
        add_transcript(session, row.id, heard_call(*texts), asr_key="test")
        return row.id


def _found(store: Store, wanted: str) -> list[int]:
    with store.read() as session:
        query = spoken.recordings_with(session, wanted)
        assert query is not None
        return sorted(session.scalars(query))


@pytest.mark.parametrize(
    "wanted",
    [
        *("您", "同", "同意", "意开通", "同意开通来电名片", "吗"),  # any length, also the last of a turn
        *("来电 三十", "三十　同意", "APP", "ａｐｐ", "同意，开通"),  # several words; width, case, marks
        *("開通", "來電名片"),  # traditional characters
        *("9.9元", "“同意”", "同意*", "app OR"),  # what the query language of a database could trip over
    ],
)
def test_a_word_is_found_where_it_was_said(store: Store, wanted: str) -> None:
    number = _said(store, "您好，同意开通来电名片吗", "多少钱？三十块，下个App", "9.9元OR三十")
    _said(store, "喂", "不需要")
    assert _found(store, wanted) == [number]


@pytest.mark.parametrize("wanted", ["不同意", "吗多少", "agent", "同意 没有", "下个APK", "''", "9.8元"])
def test_what_was_not_said_is_not_found(store: Store, wanted: str) -> None:
    _said(store, "您好，同意开通来电名片吗", "多少钱？三十块，下个App", "9.9元")
    with store.read() as session:
        query = spoken.recordings_with(session, wanted)
        assert query is None or list(session.scalars(query)) == []


def test_a_newer_transcript_takes_the_place_of_the_older(store: Store) -> None:
    number = _said(store, "您同意吗", "好的")
    with store.write() as session:
        add_transcript(session, number, heard_call("您同意呢", "号的"), asr_key="better")
    assert (_found(store, "意吗"), _found(store, "好的")) == ([], [])
    assert (_found(store, "您同意"), _found(store, "号的")) == ([number], [number])
    with store.write() as session:
        spoken.replace(session, number, "")
    assert _found(store, "您同意") == []


@pytest.mark.parametrize("released", ["0003", "0004"])
def test_stored_transcripts_are_entered_when_the_index_is_made(database_url: str, released: str) -> None:
    engine = open_engine(database_url)
    migrate(engine, released)
    now: object = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            now = "2026-11-20T09:30:00.000000Z"
        recordings, transcripts = (
            sa.Table(name, sa.MetaData(), autoload_with=connection) for name in ("recordings", "transcripts")
        )
        known = {"sha256": "0" * 64, "bytes": 7, "transcript_only": False, "first_seen": now}
        number = connection.execute(sa.insert(recordings).values(**known)).inserted_primary_key[0]
        for text in ("agent: 旧的说法", "agent: 新的说法\ncustomer: 嗯"):
            heard = {"recording_id": number, "asr_key": "test", "text": text, "created_at": now}
            connection.execute(sa.insert(transcripts).values(**heard))
        if released == "0004":
            spoken.add(connection, [(number, "agent: 旧的说法")])
    store = open_store(database_url)
    assert (_found(store, "新的"), _found(store, "旧的")) == ([number], [])
    store.close()
