"""What is done for one job: listen and judge, or judge again what was heard before."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.asr.registry import key_of
from autoqa.batch.ledger import Ledger, Ticket
from autoqa.batch.names import NamePattern
from autoqa.batch.places import borrowed, is_remote
from autoqa.config import Settings
from autoqa.errors import AudioError
from autoqa.pipeline import CallSource, Heard, Workshop, judge_heard
from autoqa.pipeline.metadata import lies_there, read_sidecar, sidecar_of
from autoqa.store import (
    Store,
    add_scorecard,
    add_transcript,
    heard_of,
    latest_transcript,
    put_call,
)
from autoqa.store.heard import stored_transcript
from autoqa.store.tables import CallRow, JobKind, LocationRow, RecordingRow, TranscriptRow
from autoqa.types import Call

IMPORTED = "imported"
"""``asr_key`` of transcripts that came with the call."""

_RECORDINGS = RecordingRow.bare()
_PLACES = LocationRow.bare()
_CALLS = CallRow.bare()
_KNOWN = (
    sa.select(_RECORDINGS.c.sha256, _CALLS.c.given, _PLACES.c.url)
    .outerjoin_from(_RECORDINGS, _CALLS, _CALLS.c.recording_id == _RECORDINGS.c.id)
    .outerjoin(_PLACES, sa.and_(_PLACES.c.recording_id == _RECORDINGS.c.id, _PLACES.c.removed_at.is_(None)))
    .where(_RECORDINGS.c.id == sa.bindparam("of_recording"))
    .order_by(_PLACES.c.id)
)
_FACTS = sa.update(_RECORDINGS).where(_RECORDINGS.c.id == sa.bindparam("of_recording"))


@dataclass(frozen=True)
class Known:
    """What the store knows of a recording: the hash of its content, what a manifest said of its call, and
    where it was seen, oldest first, without copies that retention removed."""

    sha256: str
    given: Call
    urls: tuple[str, ...]

    @classmethod
    def of(cls, session: Session, recording_id: int) -> Known:
        rows = session.connection().execute(_KNOWN, {"of_recording": recording_id}).all()
        urls = tuple(row.url for row in rows if row.url is not None)
        return cls(rows[0].sha256, Call.model_validate(rows[0].given or {}), urls)


class Bench:
    """Does jobs with one recogniser and one set of rules. ``shelf``: folder in which objects may lie that
    were fetched already, named by their hash."""

    def __init__(self, settings: Settings, store: Store, ledger: Ledger, shelf: Path | None = None) -> None:
        self.settings = settings
        self.store = store
        self.ledger = ledger
        self.shelf = shelf
        self.workshop = Workshop(settings)
        self.pattern = NamePattern(settings.file_pattern) if settings.file_pattern else None

    def do(self, ticket: Ticket) -> float:
        """Do a job and keep its result. Listening and judging are kept one after the other: what was heard is
        not lost when judging fails or is killed.

        Returns:
            Seconds of audio of the call.

        Raises:
            LeaseLostError: nothing of it was kept.
            AutoqaError: the call cannot be scored, or the settings cannot be used.
        """
        self.workshop.in_force()
        kept = self._kept(ticket)
        if kept is None:
            transcript_id, heard = self._listen(ticket)
        else:
            transcript_id, heard = kept.id, self._with_metadata(heard_of(kept), ticket.recording_id)
        ruleset, standard = self.workshop.in_force(heard.transcript.call.campaign)
        card = judge_heard(heard, ruleset, standard, self.workshop.tables)
        with self.store.write() as session:
            self.ledger.finish(session, ticket, heard.dialogue.duration)
            call_id = put_call(
                session,
                ticket.recording_id,
                heard.transcript.call,
                name=str(heard.transcript.call.id),
                duration=heard.dialogue.duration,
                zone=self.settings.zone,
            )
            add_scorecard(session, call_id, transcript_id, card)
        return heard.dialogue.duration

    def _asr_key(self, source: CallSource, heard: Heard) -> str:
        """Who recognised it: the model that was really loaded, whatever lies in its folder by now."""
        asr = heard.transcript.asr
        if source.is_transcript or source.transcript is not None:
            return IMPORTED
        return self.settings.recognizer or (key_of(asr) if asr is not None else "")

    def _kept(self, ticket: Ticket) -> TranscriptRow | None:
        """The transcript of an earlier try of this job or, for ``rescore``, the newest one."""
        if ticket.kind is JobKind.RESCORE:
            with self.store.read() as session:
                return latest_transcript(session, ticket.recording_id)
        if ticket.transcript_id is None:
            return None
        with self.store.read() as session:
            return stored_transcript(session, ticket.transcript_id)

    def _listen(self, ticket: Ticket) -> tuple[int, Heard]:
        """Listen and keep what was heard; it is handed on as it would be read back."""
        with self.store.read() as session:
            known = Known.of(session, ticket.recording_id)
        fetched = self.shelf / known.sha256 if self.shelf is not None else None
        with borrowed(known.urls, fetched) as path:
            source = self._source(path, known.given)
            began = time.monotonic()
            heard = self.workshop.listen(source)
            seconds = time.monotonic() - began
        info = heard.audio.info if heard.audio is not None else None
        if info is not None and info.sha256 != known.sha256:
            raise AudioError(
                path, "has changed since it was found", "The next run takes it as a new recording"
            )
        with self.store.write() as session:
            transcript_id = add_transcript(
                session,
                ticket.recording_id,
                heard,
                asr_key=self._asr_key(source, heard),
                seconds=seconds,
            )
            self.ledger.listened(session, ticket, transcript_id)
            if info is not None:
                facts = info.model_dump(include={"duration", "channels", "sample_rate"})
                session.connection().execute(_FACTS, {"of_recording": ticket.recording_id, **facts})
        return transcript_id, replace(heard, recording=None)  # up to 230 MB of samples in two hours

    def _source(self, path: Path, given: Call) -> CallSource:
        """The recording with what lies beside it: ``call.meta.json``, and ``call.json`` as its transcript."""
        transcript = path.with_suffix(".json")
        beside = transcript if path.suffix.lower() != ".json" and lies_there(transcript) else None
        return CallSource(path=path, transcript=beside, call=self._told(path, given))

    def _told(self, path: Path, given: Call) -> Call:
        """What is known of a call, field by field: the manifest (``given``) wins over the sidecar, the
        sidecar over the file's name."""
        named = self.pattern.read(path.name) if self.pattern is not None else Call()
        sidecar = sidecar_of(path)
        beside = read_sidecar(sidecar) if lies_there(sidecar) else Call()
        return merged(merged(named, beside), given)

    def _with_metadata(self, heard: Heard, recording_id: int) -> Heard:
        """What a manifest says now, and the sidecar of the file that would be listened to, win over what was
        known when listening. The sidecar of an object is not fetched again: judging anew needs no network."""
        with self.store.read() as session:
            known = Known.of(session, recording_id)
        local = (Path(url) for url in takewhile(lambda url: not is_remote(url), known.urls))
        here = next((path for path in local if path.exists()), None)
        told = self._told(here, known.given) if here is not None else known.given
        call = merged(heard.transcript.call, told)
        return Heard(
            heard.transcript.model_copy(update={"call": call}), heard.dialogue, heard.audio, heard.recording
        )


def merged(base: Call, over: Call) -> Call:
    """Fields of ``over`` win."""
    given = over.model_dump(exclude_none=True)
    return Call.model_validate({**base.model_dump(exclude_none=True), **given})
