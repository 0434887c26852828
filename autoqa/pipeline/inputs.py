"""What the user named on the command line, as a list of calls to score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autoqa.errors import AudioError, UsageError
from autoqa.pipeline.metadata import lies_there, read_manifest, read_sidecar, sidecar_of
from autoqa.types import Call

AUDIO_SUFFIXES = frozenset(
    {".wav", ".mp3", ".m4a", ".aac", ".ogg", ".opus", ".oga", ".wma", ".flac", ".gsm", ".amr", ".g722"}
    | {".al", ".alaw", ".ul", ".ulaw", ".au", ".mka", ".webm", ".mp4", ".3gp"}
)
"""Endings that are looked for in a folder. A file named by itself is read whatever its ending."""


@dataclass(frozen=True)
class CallSource:
    """One call to score: a recording, a transcript, or both, and what is known of the call."""

    path: Path
    transcript: Path | None = None
    call: Call | None = None

    @property
    def stem(self) -> str:
        """Base name of everything written for this call."""
        return self.path.name.removesuffix(".json") if self.is_transcript else self.path.stem

    @property
    def is_transcript(self) -> bool:
        """There is no recording, only ``autoqa.transcript/1``."""
        return self.path.suffix.lower() == ".json"


def find_calls(paths: Iterable[Path]) -> list[Path]:
    """Files as named, and the recordings and transcripts inside folders (not their sidecars), sorted by name.

    Raises:
        UsageError: a path does not exist, or a folder cannot be listed or holds nothing to score.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UsageError(path, "does not exist", "Check the path")
        if not path.is_dir():
            found.append(path)
            continue
        try:
            inside = sorted(_in_folder(path))
        except PermissionError:
            raise UsageError(
                path, "is a folder that may not be read", "Give yourself read and search rights on it"
            ) from None
        if not inside:
            raise UsageError(path, "holds no recording and no transcript", f"Name a folder with {_known()}")
        found.extend(inside)
    return found


def _in_folder(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        suffix = path.suffix.lower()
        is_call_json = suffix == ".json" and not path.name.endswith((".meta.json", ".scorecard.json"))
        if (suffix in AUDIO_SUFFIXES or is_call_json) and path.is_file():
            yield path


def _known() -> str:
    return ", ".join(sorted(AUDIO_SUFFIXES)) + " or .json"


class MetadataBook:
    """Finds the metadata of a recording: a manifest or a single sidecar given with ``--meta``, else its own
    sidecar."""

    def __init__(self, given: Path | None, inputs: int) -> None:
        self._single: Call | None = None
        self._manifest: Mapping[str, Call] = {}
        if given is None:
            return
        if given.suffix.lower() == ".csv":
            self._manifest = read_manifest(given)
        elif inputs == 1:
            self._single = read_sidecar(given)
        else:
            raise UsageError(
                given, "describes one call but several were named", "Give a manifest CSV instead"
            )

    def call_for(self, path: Path) -> Call | None:
        """None when nothing is known beyond the file itself."""
        if self._single is not None:
            return self._single
        if path.name in self._manifest:
            return self._manifest[path.name]
        sidecar = sidecar_of(path)
        return read_sidecar(sidecar) if lies_there(sidecar) else None


def check_name(path: str | Path) -> None:
    """
    Raises:
        AudioError: the name is no text and can stand in no result, as on disks that hold names of another
            system.
    """
    try:
        str(path).encode()
    except UnicodeEncodeError:
        mend = "Rename it, for example: convmv -f gbk -t utf8 -r --notest FOLDER"
        raise AudioError(path, "has a name that is not UTF-8", mend) from None


def source_of(path: Path, book: MetadataBook, transcript: Path | None) -> CallSource:
    """One input with its metadata.

    Raises:
        AutoqaError: the metadata cannot be used.
    """
    check_name(path)
    if transcript is not None and path.suffix.lower() == ".json":
        raise UsageError(path, "is a transcript and --transcript was given too", "Name the recording instead")
    return CallSource(path=path, transcript=transcript, call=book.call_for(path))


__all__ = ["AUDIO_SUFFIXES", "CallSource", "MetadataBook", "check_name", "find_calls", "source_of"]
