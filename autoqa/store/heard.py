"""Keeping what was heard, so that a call can be judged again without recognising it again."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from autoqa.errors import TranscriptError
from autoqa.pipeline import Heard
from autoqa.store import spoken
from autoqa.store.columns import number_of
from autoqa.store.tables import TranscriptRow
from autoqa.types import CallAudio, Dialogue, Transcript

_PAYLOAD = [
    undefer(column) for column in (TranscriptRow.transcript, TranscriptRow.dialogue, TranscriptRow.audio)
]
_ADD = sa.insert(TranscriptRow.bare())


def add_transcript(
    session: Session, recording_id: int, heard: Heard, *, asr_key: str, seconds: float | None = None
) -> int:
    """Keep a transcript with its dialogue and the facts of its sound. Returns its number.

    Args:
        asr_key: names the recogniser that a recording need not be heard by twice.
        seconds: what listening took.
    """
    asr = heard.transcript.asr
    text = "\n".join(f"{turn.role.value}: {turn.text}" for turn in heard.dialogue.turns)
    spoken.replace(session, recording_id, text)
    values = {
        "recording_id": recording_id,
        "asr_key": asr_key,
        "engine": asr.engine if asr else None,
        "model": asr.model if asr else None,
        "model_sha256": asr.model_sha256 if asr else None,
        "transcript": heard.transcript.model_dump_json(),
        "dialogue": heard.dialogue.model_dump_json(),
        "audio": heard.audio.model_dump_json() if heard.audio else None,
        "text": text,
        "seconds": seconds,
        "created_at": datetime.now(UTC),
    }
    return number_of(session.connection().execute(_ADD, values))


def heard_of(row: TranscriptRow) -> Heard:
    """What was heard, as it was; ``recording`` is None.

    Raises:
        TranscriptError: retention removed it.
    """
    if row.transcript is None or row.dialogue is None:
        raise TranscriptError(
            f"transcript {row.id}", "was removed by retention", "Decode the recording again: batch --redo"
        )
    return Heard(
        transcript=Transcript.model_validate_json(row.transcript),
        dialogue=Dialogue.model_validate_json(row.dialogue),
        audio=CallAudio.model_validate_json(row.audio) if row.audio is not None else None,
        recording=None,
    )


def latest_transcript(session: Session, recording_id: int) -> TranscriptRow | None:
    """The newest transcript of a recording, payload included."""
    newest = sa.select(TranscriptRow).where(TranscriptRow.recording_id == recording_id)
    return session.scalars(newest.order_by(TranscriptRow.id.desc()).limit(1).options(*_PAYLOAD)).first()


def stored_transcript(session: Session, transcript_id: int) -> TranscriptRow:
    """A transcript by its number, payload included."""
    return session.get_one(TranscriptRow, transcript_id, options=_PAYLOAD)
