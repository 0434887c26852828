"""Keeping and forgetting: what has become older than the settings allow, and its removal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from autoqa.batch.places import absolute, file_system, is_remote
from autoqa.config import Settings
from autoqa.store import Store, note, spoken
from autoqa.store.tables import CallRow, FindingRow, LocationRow, ScorecardRow, TranscriptRow

ACTOR = "autoqa batch forget"

KEPT = ("id", "agent_id", "team", "campaign", "region", "direction", "started_at", "outcome", "hung_up_by")
"""Fields of a call that are no personal data of the customer. Names, numbers and fields of the centre's own
go."""


@dataclass(frozen=True)
class Removal:
    """One thing to remove. ``kind`` is ``audio``, ``transcript`` or ``personal``; ``row`` is the number of
    its location, transcript or call; ``what`` names it for people."""

    kind: str
    row: int
    what: str


def plan(store: Store, settings: Settings, now: datetime | None = None) -> Iterator[Removal]:
    """Everything that is older than the settings allow; removes nothing.

    The age of a call counts from its start, where that is not known from when it was first seen. Recordings
    are removed only inside the places that ``copies`` names.
    """
    moment = now or datetime.now(UTC)
    age = sa.func.coalesce(CallRow.started_at, CallRow.first_seen)
    with store.read() as session:
        if settings.keep_audio_days:
            query = (
                sa.select(LocationRow.id, LocationRow.url)
                .join(CallRow, CallRow.recording_id == LocationRow.recording_id)
                .where(age < moment - timedelta(settings.keep_audio_days), LocationRow.removed_at.is_(None))
            )
            copies = _copies(settings)
            for number, url in session.execute(query.order_by(LocationRow.id)):
                if any(url.startswith(place) for place in copies):
                    yield Removal("audio", number, url)
        if settings.keep_transcript_days:
            query = (
                sa.select(TranscriptRow.id, CallRow.call_id)
                .join(CallRow, CallRow.recording_id == TranscriptRow.recording_id)
                .where(
                    age < moment - timedelta(settings.keep_transcript_days),
                    TranscriptRow.removed_at.is_(None),
                )
            )
            for number, name in session.execute(query.order_by(TranscriptRow.id)):
                yield Removal("transcript", number, f"transcript {number} of call {name}, and its quotes")
        if settings.keep_personal_days:
            query = sa.select(CallRow.id, CallRow.call_id).where(
                age < moment - timedelta(settings.keep_personal_days), CallRow.forgotten_at.is_(None)
            )
            for number, name in session.execute(query.order_by(CallRow.id)):
                yield Removal("personal", number, f"names and own fields of call {name}")


def remove(store: Store, removal: Removal) -> None:
    """Remove one thing of a plan, with a line in the audit log.

    Raises:
        OSError: a recording cannot be removed; nothing was noted then.
    """
    if removal.kind == "audio":
        _delete(removal.what)
    with store.write() as session:
        step = {"audio": _forget_place, "transcript": _forget_transcript, "personal": _forget_person}
        step[removal.kind](session, removal.row, datetime.now(UTC))
        note(session, ACTOR, "forget", f"{removal.kind}:{removal.row}", what=removal.what)


def _forget_place(session: Session, number: int, now: datetime) -> None:
    session.execute(sa.update(LocationRow).where(LocationRow.id == number).values(removed_at=now))


def _forget_transcript(session: Session, number: int, now: datetime) -> None:
    """The text goes everywhere: from the transcript, from the search, from the documents made of it, and
    from quotes. Verdicts, seconds, points and hashes stay."""
    recording_id = session.get_one(TranscriptRow, number).recording_id
    newest = sa.select(sa.func.max(TranscriptRow.id)).where(TranscriptRow.recording_id == recording_id)
    if session.scalar(newest) == number:
        spoken.replace(session, recording_id, "")
    gone = {"transcript": None, "dialogue": None, "audio": None, "text": "", "removed_at": now}
    session.execute(sa.update(TranscriptRow).where(TranscriptRow.id == number).values(**gone))
    cards = sa.select(ScorecardRow.id).where(ScorecardRow.transcript_id == number)
    session.execute(sa.update(FindingRow).where(FindingRow.scorecard_id.in_(cards)).values(quote=""))
    session.execute(sa.update(ScorecardRow).where(ScorecardRow.transcript_id == number).values(document=None))


def _forget_person(session: Session, number: int, now: datetime) -> None:
    """From the call's columns and metadata, and from the copies of it in transcripts and documents. The hash
    of a document stays that of the one which was made."""
    row = session.get_one(CallRow, number)
    row.customer_name = row.agent_name = None
    row.details, row.given = _kept(row.details), _kept(row.given)
    row.forgotten_at = now
    transcripts = sa.select(TranscriptRow).where(
        TranscriptRow.recording_id == row.recording_id, TranscriptRow.transcript.is_not(None)
    )
    for transcript in session.scalars(transcripts.options(undefer(TranscriptRow.transcript))):
        data = json.loads(transcript.transcript or "{}")
        transcript.transcript = json.dumps({**data, "call": _kept(data["call"])}, ensure_ascii=False)
    cards = sa.select(ScorecardRow).where(ScorecardRow.call_id == number, ScorecardRow.document.is_not(None))
    for card in session.scalars(cards.options(undefer(ScorecardRow.document))):
        data = json.loads(card.document or "{}")
        inner = {**data["transcript"], "call": _kept(data["transcript"]["call"])}
        document = {**data, "call": _kept(data["call"]), "transcript": inner}
        card.document = json.dumps(document, ensure_ascii=False)


def _kept(call: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in call.items() if key in KEPT}


def _copies(settings: Settings) -> list[str]:
    """Places with a slash at their end, so that no other place begins alike."""
    named = (part.strip().rstrip("/") for part in settings.copies.split(",") if part.strip())
    return [f"{place if is_remote(place) else absolute(place)}/" for place in named]


def _delete(url: str) -> None:
    if not is_remote(url):
        Path(url).unlink(missing_ok=True)
        return
    system, path = file_system(url)
    if system.exists(path):
        system.rm_file(path)
