"""Stored calls to judge again: transcripts, with the recording where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from autoqa.asr.base import Recognizer
from autoqa.asr.imported import load_transcript
from autoqa.audio import Recording, open_recording
from autoqa.checks.base import CallView
from autoqa.errors import UsageError
from autoqa.pipeline import CallSource, Heard, MetadataBook, find_calls, listen
from autoqa.pipeline.inputs import AUDIO_SUFFIXES


class Entry(Protocol):
    """A call that can be opened, here or in another process. ``name``: its id, as labels use it."""

    @property
    def name(self) -> str: ...

    def open(self) -> Heard:
        """
        Raises:
            AutoqaError: the stored call cannot be used.
        """

    def recording(self) -> Recording | None:
        """The sound, for clips; None where there is none.

        Raises:
            AudioError: it cannot be read.
        """


@dataclass(frozen=True)
class FileEntry:
    """A transcript file, with or without its recording."""

    source: CallSource

    @property
    def name(self) -> str:
        given = self.source.call.id if self.source.call is not None else None
        transcript = self.source.path if self.source.is_transcript else self.source.transcript
        assert transcript is not None, "entries are made of transcripts"
        return given or load_transcript(transcript).call.id or self.source.stem

    def open(self) -> Heard:
        return listen(self.source, self._refuse)

    def recording(self) -> Recording | None:
        return None if self.source.is_transcript else open_recording(self.source.path)

    def _refuse(self) -> Recognizer:
        raise UsageError(self.source.path, "has no transcript", "Transcribe it first: autoqa transcribe")


def entries_in(transcripts: Path, audio: Path | None = None, meta: Path | None = None) -> list[FileEntry]:
    """Every transcript of a folder (or the one file named), sorted by name. A recording of the same stem in
    ``audio``, or beside the transcript, goes with it: then rules on sound can be judged and flags heard.

    Raises:
        UsageError: the folder cannot be read or holds no transcript.
    """
    paths = [path for path in find_calls([transcripts]) if path.suffix.lower() == ".json"]
    if not paths:
        raise UsageError(transcripts, "holds no transcript", "Write some with autoqa transcribe --out")
    folders = {folder for folder in (audio, *{path.parent for path in paths}) if folder is not None}
    recordings = {path.stem: path for folder in sorted(folders) for path in _recordings(folder)}
    book = MetadataBook(meta, len(paths))
    return [_entry(path, recordings.get(path.stem), book) for path in paths]


def _recordings(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise UsageError(folder, "is not a folder", "Name the folder with the recordings")
    return [path for path in folder.iterdir() if path.suffix.lower() in AUDIO_SUFFIXES]


def _entry(transcript: Path, recording: Path | None, book: MetadataBook) -> FileEntry:
    call = book.call_for(transcript)
    if recording is None:
        return FileEntry(CallSource(path=transcript, call=call))
    return FileEntry(CallSource(path=recording, transcript=transcript, call=call or book.call_for(recording)))


@dataclass(frozen=True, eq=False)
class StoredCall:
    """One opened call, ready to be judged as often as wanted: folded text is kept with ``view``."""

    heard: Heard

    @property
    def id(self) -> str:
        return self.heard.transcript.call.id or ""

    @property
    def agent(self) -> str:
        """Job number or name; empty when not known."""
        call = self.heard.transcript.call
        return call.agent_id or call.agent_name or ""

    @property
    def day(self) -> str:
        """ISO date of the call; empty when not known."""
        started = self.heard.transcript.call.started_at
        return started.date().isoformat() if started is not None else ""

    @property
    def campaign(self) -> str | None:
        return self.heard.transcript.call.campaign

    @cached_property
    def view(self) -> CallView:
        heard = self.heard
        return CallView(dialogue=heard.dialogue, audio=heard.audio, call=heard.transcript.call)

    def said(self, start: float, end: float) -> str:
        """What was said between two moments, for quoting: turns that overlap, each with its whole text."""
        turns = [turn for turn in self.heard.dialogue.turns if turn.start < end and turn.end > start]
        return " … ".join(turn.text for turn in turns)
