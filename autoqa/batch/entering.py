"""Entering what was found into the store and the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from autoqa import __version__
from autoqa.batch.inbox import Found
from autoqa.batch.ledger import OPEN
from autoqa.store import Store
from autoqa.store.tables import (
    CallRow,
    JobKind,
    JobRow,
    JobState,
    LocationRow,
    RecordingRow,
    ScorecardRow,
    Table,
    TranscriptRow,
)

Mode = Literal["new", "rescore", "redo"]

_LOCK = 0x6175746F7162  # runs that enter jobs at the same time do so one after the other


@dataclass(frozen=True)
class Work:
    """What a run asks for. ``asr_key`` names the recogniser, ``rules_version`` and ``standard`` the judge."""

    run_id: int
    started_at: datetime
    mode: Mode
    asr_key: str
    rules_version: str
    standard: str

    def key(self, sha256: str) -> str:
        """Names the work on one content: entered once, whoever finds it how often."""
        versions = f"{self.asr_key}\n{self.rules_version}\n{self.standard}"
        key = f"decode:{sha256}:{hashlib.sha256(versions.encode()).hexdigest()[:16]}"
        return f"{key}:redo{self.run_id}" if self.mode == "redo" else key


@dataclass(frozen=True)
class Entered:
    """Of the recordings looked at: ``new`` got a job, ``resumed`` had an open one already."""

    new: int
    resumed: int


def known_places(store: Store, found: Sequence[Found]) -> dict[str, int]:
    """URL → recording of those that lie unchanged where they were seen before."""
    stamps = {item.url: item.stamp for item in found}
    query = sa.select(LocationRow.url, LocationRow.stamp, LocationRow.recording_id)
    with store.read() as session:
        rows = session.execute(query.where(LocationRow.url.in_(stamps))).all()
    return {row.url: row.recording_id for row in rows if row.stamp == stamps[row.url]}


def enter_found(
    store: Store,
    work: Work,
    known: Iterable[int],
    fresh: Sequence[tuple[Found, str]],
    told: Sequence[tuple[Found, int]] = (),
) -> Entered:
    """Enter recordings with their places, and the jobs that ``work`` asks of them, in one transaction.

    Args:
        known: recordings found where they were before.
        fresh: what is new at its place, with its hash.
        told: known recordings of which a manifest tells something; it counts when they are judged anew.
    """
    with store.write() as session:
        _one_at_a_time(session)
        ids = _recordings(session, fresh) if fresh else {}
        new = [(item, ids[sha256]) for item, sha256 in fresh if item.call is not None]
        _tell(session, [*new, *(told if work.mode != "new" else ())])
        return _jobs(session, work, {*known, *ids.values()})


def enter_stored(store: Store, work: Work, recordings: Sequence[int]) -> Entered:
    """Enter the jobs that ``work`` asks of recordings that are in the store."""
    with store.write() as session:
        _one_at_a_time(session)
        return _jobs(session, work, set(recordings))


def _one_at_a_time(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def _recordings(session: Session, fresh: Sequence[tuple[Found, str]]) -> dict[str, int]:
    """Hash → number; a place that was known with another content now holds this one."""
    now = datetime.now(UTC)
    rows = {
        sha256: {
            "sha256": sha256,
            "bytes": item.bytes,
            "transcript_only": item.is_transcript,
            "first_seen": now,
        }
        for item, sha256 in fresh
    }
    _insert(session, RecordingRow, list(rows.values()))
    query = sa.select(RecordingRow.sha256, RecordingRow.id).where(RecordingRow.sha256.in_(rows))
    ids = {row.sha256: row.id for row in session.execute(query)}
    urls = [item.url for item, _ in fresh]
    session.execute(sa.delete(LocationRow).where(LocationRow.url.in_(urls)))
    places = {
        item.url: {"recording_id": ids[sha256], "url": item.url, "stamp": item.stamp, "first_seen": now}
        for item, sha256 in fresh
    }
    session.execute(sa.insert(LocationRow), list(places.values()))
    return ids


def _tell(session: Session, told: Sequence[tuple[Found, int]]) -> None:
    """Keep what a manifest says of calls; of duplicates the first one found counts."""
    now = datetime.now(UTC)
    rows: dict[int, dict[str, Any]] = {}
    for item, recording_id in told:
        assert item.call is not None
        given = item.call.model_dump(mode="json", exclude_none=True)
        name = item.call.id or item.name.rpartition(".")[0]
        row = {"call_id": name, "details": given, "given": given, "first_seen": now}
        rows.setdefault(recording_id, {"recording_id": recording_id, **row})
    if rows:
        add = _adding(session, CallRow)
        newer = add.on_conflict_do_update(index_elements=["recording_id"], set_={"given": add.excluded.given})
        session.execute(newer, list(rows.values()))


def _jobs(session: Session, work: Work, recordings: set[int]) -> Entered:
    if not recordings:
        return Entered(0, 0)
    jobs = sa.select(JobRow.recording_id, JobRow.state).where(JobRow.recording_id.in_(recordings))
    states: dict[int, set[JobState]] = {}
    for row in session.execute(jobs):
        states.setdefault(row.recording_id, set()).add(row.state)
    busy = {number for number, kinds in states.items() if kinds & set(OPEN)}
    idle = recordings - busy
    wanted = _decodes(session, work, idle, states) + _rescores(session, work, idle)
    if wanted:
        now = datetime.now(UTC)
        common = {"run_id": work.run_id, "state": JobState.WAITING, "available_at": now}
        _insert(session, JobRow, [{**common, "attempts": 0, "losses": 0, **job} for job in wanted])
    return Entered(len(wanted), len(busy))


def _decodes(
    session: Session, work: Work, idle: set[int], states: dict[int, set[JobState]]
) -> list[dict[str, Any]]:
    """Recordings that nobody has worked on; for ``redo`` all but those done since this run began."""
    wanted = {number for number in idle if number not in states}
    if work.mode == "redo":
        since = sa.select(TranscriptRow.recording_id).where(
            TranscriptRow.recording_id.in_(idle), TranscriptRow.created_at >= work.started_at
        )
        wanted = idle - set(session.scalars(since))
    query = sa.select(RecordingRow.id, RecordingRow.sha256).where(RecordingRow.id.in_(wanted))
    return [
        {"key": work.key(row.sha256), "kind": JobKind.DECODE, "recording_id": row.id}
        for row in session.execute(query.order_by(RecordingRow.id))
    ]


def _rescores(session: Session, work: Work, idle: set[int]) -> list[dict[str, Any]]:
    """Recordings with a transcript whose current scorecard is of other rules, another standard or another
    version of the program."""
    if work.mode != "rescore":
        return []
    up_to_date = (
        sa.select(CallRow.recording_id)
        .join(ScorecardRow, ScorecardRow.call_id == CallRow.id)
        .where(
            CallRow.recording_id.in_(idle),
            ScorecardRow.current,
            ScorecardRow.rules_version == work.rules_version,
            ScorecardRow.standard_id == work.standard,
            ScorecardRow.autoqa_version == __version__,
        )
    )
    heard = sa.select(TranscriptRow.recording_id).where(
        TranscriptRow.recording_id.in_(idle), TranscriptRow.transcript.is_not(None)
    )
    numbers = sorted(set(session.scalars(heard)) - set(session.scalars(up_to_date)))
    return [
        {"key": f"rescore:{number}:{work.run_id}", "kind": JobKind.RESCORE, "recording_id": number}
        for number in numbers
    ]


def _insert(session: Session, table: type[Table], rows: list[dict[str, Any]]) -> None:
    """Add rows; those that are there already are left as they are."""
    session.execute(_adding(session, table).on_conflict_do_nothing(), rows)


def _adding(session: Session, table: type[Table]) -> postgresql.Insert | sqlite.Insert:
    """Both databases know ``ON CONFLICT``, each by an insert of its own."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(table) if on_postgresql else sqlite.insert(table)
