"""Calls and human verdicts out of the database."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from autoqa.audio import Recording, open_recording
from autoqa.errors import TranscriptError, UsageError
from autoqa.pipeline import Heard
from autoqa.store import Store, heard_of, latest_transcript, metadata_of, open_store
from autoqa.store.tables import (
    CallRow,
    LabelRow,
    LocationRow,
    SampleCallRow,
    TranscriptRow,
    UserRow,
    VerdictRow,
)
from autoqa.types import Label

FLAGGED = "flagged"
"""Stratum of calls that are heard because the machine flagged them: no random sample."""


@dataclass(frozen=True)
class StoreEntry:
    """A call in a database. ``key`` is our number of it, ``name`` the id that labels use."""

    url: str
    key: int
    name: str

    def open(self) -> Heard:
        with _store(self.url, os.getpid()).read() as session:
            row = session.get_one(CallRow, self.key)
            kept = latest_transcript(session, row.recording_id)
            if kept is None:
                raise TranscriptError(f"call {self.name}", "has no transcript", "Decode it: autoqa batch")
            heard = heard_of(kept)
            call = metadata_of(row).model_copy(update={"id": self.name})
        transcript = heard.transcript.model_copy(update={"call": call})
        return Heard(transcript, heard.dialogue, heard.audio, heard.recording)

    def recording(self) -> Recording | None:
        """The sound, where the file is still where it was seen."""
        return recording_of(_store(self.url, os.getpid()), self.key)


def recording_of(store: Store, key: int) -> Recording | None:
    """The recording of a call by our number of it; None where no copy is left or it has no sound.

    Raises:
        AudioError: it cannot be read.
    """
    with store.read() as session:
        places = sa.select(LocationRow.url).join(CallRow, CallRow.recording_id == LocationRow.recording_id)
        urls = session.scalars(places.where(CallRow.id == key, LocationRow.removed_at.is_(None))).all()
    path = next((Path(url) for url in urls if Path(url).is_file()), None)
    return open_recording(path) if path is not None and path.suffix.lower() != ".json" else None


@cache
def _store(url: str, process: int) -> Store:
    """One database a process: connections do not survive a fork."""
    return open_store(url)


def stored_entries(url: str) -> list[StoreEntry]:
    """Every call with a transcript, oldest first.

    Raises:
        UsageError: the database cannot be used or holds no transcript.
    """
    with _store(url, os.getpid()).read() as session:
        heard = sa.select(TranscriptRow.recording_id).where(TranscriptRow.removed_at.is_(None))
        query = sa.select(CallRow.id, CallRow.call_id).where(CallRow.recording_id.in_(heard))
        rows = [(key, name) for key, name in session.execute(query.order_by(CallRow.id))]
    if not rows:
        raise UsageError(
            url, "holds no transcript", "Decode recordings with autoqa batch, or give --transcripts"
        )
    names = _names(rows)
    return [StoreEntry(url, key, names[key]) for key, _ in rows]


def _names(rows: Iterable[tuple[int, str]]) -> dict[int, str]:
    """The centre's ids; where two calls have the same, our number behind it."""
    rows = list(rows)
    times = Counter(name for _, name in rows)
    return {key: name if times[name] == 1 else f"{name}#{key}" for key, name in rows}


@dataclass(frozen=True)
class StoredLabels:
    """Verdicts of inspectors and labels taken in. ``drawn``: for every call of a random sample, the
    probability with which it was drawn into any."""

    labels: tuple[Label, ...]
    drawn: dict[str, float]


def stored_labels(url: str) -> StoredLabels:
    """What people decided, as far as it still counts.

    Raises:
        UsageError: the database cannot be used or holds no decision.
    """
    with _store(url, os.getpid()).read() as session:
        calls = [(key, name) for key, name in session.execute(sa.select(CallRow.id, CallRow.call_id))]
        names = _names(calls)
        verdicts = sa.select(VerdictRow, UserRow.login).join(UserRow, UserRow.id == VerdictRow.user_id)
        rows = session.execute(verdicts.where(VerdictRow.current).order_by(VerdictRow.id)).all()
        labels = [_label(verdict, names[verdict.call_id], login) for verdict, login in rows]
        labels += _taken_in(session.scalars(sa.select(LabelRow).order_by(LabelRow.id)), names)
        sample = sa.select(SampleCallRow.call_id, SampleCallRow.inclusion)
        missed: dict[str, float] = {}
        for key, inclusion in session.execute(sample.where(SampleCallRow.stratum != FLAGGED)):
            missed[names[key]] = missed.get(names[key], 1.0) * (1 - inclusion)
    if not labels:
        raise UsageError(url, "holds no human verdict", "Review some calls, or give --labels")
    return StoredLabels(tuple(labels), {call: 1 - share for call, share in missed.items()})


def _label(row: VerdictRow, name: str, login: str) -> Label:
    return Label(
        call_id=name,
        rule=row.rule,
        status=row.status,
        start=row.start,
        end=row.end,
        labeller=login,
        note=row.reason,
        points=row.points,
    )


def _taken_in(rows: Iterable[LabelRow], names: dict[int, str]) -> Iterator[Label]:
    for row in rows:
        yield Label(
            call_id=names[row.call_id] if row.call_id is not None else row.call_key,
            rule=row.rule,
            status=row.status,
            start=row.start,
            end=row.end,
            labeller=row.labeller,
            note=row.note,
            points=row.points,
        )
