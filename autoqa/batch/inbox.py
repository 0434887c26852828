"""Finding recordings: folders, files, manifests, object storage."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from autoqa.batch.manifest import Row, is_manifest, read_rows
from autoqa.batch.places import absolute, file_system, is_remote
from autoqa.config import BatchSettings
from autoqa.errors import AutoqaError, UsageError
from autoqa.pipeline.inputs import AUDIO_SUFFIXES
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
                call = told.get(item.name)
                yield item if call is None else Found(item.url, item.bytes, item.stamp, item.changed, call)


def _local(place: str, wanted: Wanted) -> Iterator[list[Found]]:
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
    for folder, folders, _files in os.walk(absolute(place)):
        folders.sort()
        folders[:] = [name for name in folders if not name.startswith(".")]
        with os.scandir(folder) as entries:
            named = sorted((entry for entry in entries if wanted(entry.path)), key=lambda item: item.name)
        yield [_found(entry.path, entry.stat()) for entry in named if entry.is_file()]


def _file(path: str) -> Found:
    return _found(path, os.stat(path))  # noqa: PTH116  (as for the entries of a folder)


def _found(path: str, stat: os.stat_result) -> Found:
    return Found(path, stat.st_size, f"{stat.st_size}:{stat.st_mtime_ns}", stat.st_mtime)


def _remote(place: str, wanted: Wanted) -> Iterator[list[Found]]:
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


def _without_own_transcripts(folders: Iterator[list[Found]]) -> Iterator[Found]:
    """A ``call.json`` beside ``call.wav`` is that recording's transcript, not a call of its own."""
    for found in folders:
        recordings = {item.url.rpartition(".")[0] for item in found if not item.is_transcript}
        for item in found:
            if not (item.is_transcript and item.url.rpartition(".")[0] in recordings):
                yield item


def _listed(manifest: str) -> Iterator[Found | AutoqaError]:
    for row in read_rows(manifest):
        if isinstance(row, AutoqaError):
            yield row
            continue
        try:
            yield _row(row)
        except OSError as error:
            yield UsageError(
                row.where, f"names {row.url}, which cannot be read ({error})", "Correct that row"
            )


def _row(row: Row) -> Found:
    if not is_remote(row.url):
        item = _file(row.url)
    else:
        system, path = file_system(row.url)
        item = _object(row.url.partition("://")[0], system.info(path))
    return Found(item.url, item.bytes, item.stamp, item.changed, row.call)


def _patterns(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
