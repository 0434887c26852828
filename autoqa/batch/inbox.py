"""Finding recordings: folders, files, manifests, object storage."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from autoqa.batch.manifest import Row, is_manifest, read_rows
from autoqa.batch.places import absolute, file_system, is_remote
from autoqa.config import BatchSettings
from autoqa.errors import AudioError, AutoqaError, UsageError
from autoqa.pipeline.inputs import AUDIO_SUFFIXES, check_name
from autoqa.types import Call


@dataclass(frozen=True)
class Found:
    """A recording (or a transcript, ``.json``) as it lies there. ``stamp`` changes with its content;
    ``changed`` is its time of change in seconds since 1970, None where that does not matter (objects appear
    whole). ``call`` is what a manifest said."""

    url: str
    bytes: int
    stamp: str
    changed: float | None
    call: Call | None = None

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    @property
    def is_transcript(self) -> bool:
        return self.url.lower().endswith(".json")


class Wanted:
    """Which names are taken: by their endings, and by the patterns of the settings (matched against the name
    and the whole path)."""

    def __init__(self, settings: BatchSettings) -> None:
        self.include = _patterns(settings.include)
        self.exclude = _patterns(settings.exclude)

    def __call__(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        lower = name.lower()
        suffix = lower[lower.rfind(".") :] if "." in lower else ""
        transcript = suffix == ".json" and not lower.endswith((".meta.json", ".scorecard.json"))
        if name.startswith(".") or not (suffix in AUDIO_SUFFIXES or transcript):
            return False
        taken = any(fnmatch(name, pattern) or fnmatch(path, pattern) for pattern in self.include)
        return taken and not any(fnmatch(name, item) or fnmatch(path, item) for item in self.exclude)


def find(inbox: Sequence[str], wanted: Wanted, told: Mapping[str, Call]) -> Iterator[Found | AutoqaError]:
    """Everything in the inbox, in a steady order; what cannot be read is handed on as the error.

    Args:
        inbox: folders, files, manifests (``.csv``, ``.jsonl``) and URLs.
        told: metadata by base name.

    Raises:
        UsageError: an inbox does not exist or cannot be reached.
    """
    for place in inbox:
        if is_manifest(place):
            yield from _listed(place)
        else:
            found = _remote(place, wanted) if is_remote(place) else _local(place, wanted)
            for item in _without_own_transcripts(found):
                if isinstance(item, Found) and item.name in told:
                    yield replace(item, call=told[item.name])
                else:
                    yield item


def _local(place: str, wanted: Wanted) -> Iterator[list[Found | AutoqaError]]:
    """Folder by folder."""
    root = Path(place)
    if not root.exists():
        raise UsageError(place, "does not exist", "Check the path")
    if not root.is_dir():
        yield [_file(absolute(place))]
        return
    try:
        os.scandir(root).close()
    except OSError as error:
        raise UsageError(place, f"cannot be listed ({error.strerror})", "Give yourself read rights") from None
    yield from _folder(absolute(place), wanted)


def _folder(folder: str, wanted: Wanted) -> Iterator[list[Found | AutoqaError]]:
    """What lies in it, then in the folders below (links to folders are not followed). What vanishes meanwhile
    is passed over, what cannot be read is told."""
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        mend = "Give yourself read and search rights on it"
        yield [AudioError(folder, f"is a folder that cannot be listed ({error.strerror})", mend)]
        return
    yield [item for entry in inside if wanted(entry.path) and (item := _entry(entry)) is not None]
    for entry in inside:
        if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
            yield from _folder(entry.path, wanted)


def _entry(entry: os.DirEntry[str]) -> Found | AutoqaError | None:
    try:
        return _found(entry.path, entry.stat()) if entry.is_file() else None
    except FileNotFoundError:
        return None
    except OSError as error:
        return AudioError(entry.path, f"cannot be read ({error.strerror})", "Check its rights, or the link")


def _file(path: str) -> Found | AutoqaError:
    """
    Raises:
        OSError, ValueError: there is no such file, or no file can have such a name.
    """
    return _found(path, os.stat(path))  # noqa: PTH116  (as for the entries of a folder)


def _found(path: str, facts: os.stat_result) -> Found | AutoqaError:
    try:
        check_name(path)
    except AudioError as error:
        return error
    if not stat.S_ISREG(facts.st_mode):  # reading a pipe or a device may never end
        return AudioError(path, "is no regular file", "Copy the recording to a file first")
    return Found(path, facts.st_size, f"{facts.st_size}:{facts.st_mtime_ns}", facts.st_mtime)


def _remote(place: str, wanted: Wanted) -> Iterator[list[Found | AutoqaError]]:
    system, path = file_system(place)
    scheme = place.partition("://")[0]
    try:
        system.invalidate_cache()
        if system.isfile(path):
            yield [_object(scheme, system.info(path))]
            return
        listing: dict[str, dict[str, Any]] = system.find(path, detail=True)
    except Exception as error:  # besides OSError each driver has exceptions of its own
        raise UsageError(place, f"cannot be listed ({error})", "Check the address and the rights") from None
    yield [_object(scheme, info) for name, info in sorted(listing.items()) if wanted(name)]


def _object(scheme: str, info: Mapping[str, Any]) -> Found:
    mark = info.get("ETag") or info.get("etag") or info.get("LastModified") or info.get("mtime") or ""
    size = int(info.get("size") or 0)
    return Found(f"{scheme}://{info['name']}", size, f"{size}:{mark}", None)


def _without_own_transcripts(
    folders: Iterator[list[Found | AutoqaError]],
) -> Iterator[Found | AutoqaError]:
    """A ``call.json`` beside ``call.wav`` is that recording's transcript, not a call of its own."""
    for found in folders:
        calls = [item for item in found if isinstance(item, Found)]
        recordings = {item.url.rpartition(".")[0] for item in calls if not item.is_transcript}
        for item in found:
            own = isinstance(item, Found) and item.is_transcript and item.url.rpartition(".")[0] in recordings
            if not own:
                yield item


def _listed(manifest: str) -> Iterator[Found | AutoqaError]:
    for row in read_rows(manifest):
        if isinstance(row, AutoqaError):
            yield row
            continue
        try:
            yield _row(row)
        except (OSError, ValueError) as error:
            yield UsageError(
                row.where, f"names {row.url}, which cannot be read ({error})", "Correct that row"
            )


def _row(row: Row) -> Found | AutoqaError:
    if not is_remote(row.url):
        item = _file(row.url)
    else:
        system, path = file_system(row.url)
        item = _object(row.url.partition("://")[0], system.info(path))
    return replace(item, call=row.call) if isinstance(item, Found) else item


def _patterns(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
