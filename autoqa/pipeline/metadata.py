"""Call metadata from a sidecar ``<audio stem>.meta.json`` or from a manifest CSV."""

from __future__ import annotations

import csv
import errno
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from autoqa import strict_json
from autoqa.errors import MetadataError
from autoqa.types import Call

MAX_BYTES = 50_000_000
"""A manifest of a million calls stays below this; anything larger is not metadata."""


def sidecar_of(recording: Path) -> Path:
    """``call.wav`` → ``call.meta.json`` beside it."""
    return recording.with_name(f"{recording.stem}.meta.json")


def lies_there(path: Path) -> bool:
    """Whether there is such a file. Beside a recording whose name is as long as names may be there is none
    with a longer one."""
    try:
        return path.exists()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise


def read_sidecar(path: Path) -> Call:
    """The call object of one sidecar file.

    Raises:
        MetadataError: unreadable, not JSON, or a field has a value that cannot be used.
    """
    text = _read(path)
    try:
        data = strict_json.loads(text)
    except ValueError as error:
        raise MetadataError(path, f"is not valid JSON ({error})", "Correct the file or remove it") from None
    if not isinstance(data, dict):
        raise MetadataError(path, "does not hold a JSON object", 'Write {"agent_id": "…", …} as in the docs')
    return call_from(path, data)


def read_manifest(path: Path) -> dict[str, Call]:
    """A CSV with a ``file`` column and the fields of ``call``; returns calls by the file's base name.

    Empty cells are absent values. UTF-8 with or without a byte-order mark (as spreadsheets write it).

    Raises:
        MetadataError: unreadable, no ``file`` column, a file listed twice, or a bad value (with its line).
    """
    rows = csv.DictReader(_read(path).splitlines())
    try:
        return _calls_of(path, rows)
    except csv.Error as error:
        raise MetadataError(
            path, f"is not valid CSV ({error})", "Look for a quotation mark that is not closed"
        ) from None


def _calls_of(path: Path, rows: csv.DictReader[str]) -> dict[str, Call]:
    if rows.fieldnames is None or "file" not in rows.fieldnames:
        raise MetadataError(path, "has no column named file", "Add a file column that names each recording")
    calls: dict[str, Call] = {}
    for row in rows:
        where = f"{path}:{rows.line_num}"
        values = {
            key: value for key, value in row.items() if isinstance(key, str) and value not in ("", None)
        }
        name = Path(str(values.pop("file", ""))).name
        if not name:
            raise MetadataError(where, "has an empty file cell", "Name the recording of this row")
        if name in calls:
            raise MetadataError(where, f"lists {name} a second time", "Keep one row a recording")
        calls[name] = call_from(where, values)
    return calls


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise MetadataError(path, f"is larger than {MAX_BYTES // 1_000_000} MB", "Split the manifest")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise MetadataError(
            path, f"cannot be read ({error.strerror})", "Check the path and its rights"
        ) from None
    except UnicodeDecodeError:
        raise MetadataError(path, "is not UTF-8 text", "Save it as UTF-8 (in Excel: CSV UTF-8)") from None


def call_from(where: str | Path, data: Mapping[str, object]) -> Call:
    """A call from its fields; ``where`` names their place in errors.

    Raises:
        MetadataError: a field has a value that cannot be used.
    """
    try:
        return Call.model_validate(dict(data))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "call"
        raise MetadataError(
            where, f"{name} = {first['input']!r}: {first['msg']}", f"Correct {name} or leave it out"
        ) from None
