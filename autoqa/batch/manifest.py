"""Manifests of recordings: a CSV with a ``file`` column, or JSON lines with a ``file`` key, besides the
fields of the call."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from autoqa import strict_json
from autoqa.batch.places import absolute, is_remote, open_place
from autoqa.errors import AutoqaError, MetadataError, UsageError
from autoqa.pipeline.metadata import call_from
from autoqa.types import Call


@dataclass(frozen=True)
class Row:
    """``where`` names the line of the manifest, ``url`` the recording, as an absolute path or a URL."""

    where: str
    url: str
    call: Call


def is_manifest(place: str) -> bool:
    return place.lower().endswith((".csv", ".jsonl"))


def read_rows(manifest: str) -> Iterator[Row | AutoqaError]:
    """Row after row, without reading the whole; a row that cannot be used is handed on as the error.

    Relative file names are relative to the manifest.

    Raises:
        UsageError: the manifest cannot be read or has no ``file`` column.
    """
    base = manifest.rpartition("/")[0] if is_remote(manifest) else absolute(manifest).rpartition("/")[0]
    try:
        with open_place(manifest) as raw:
            text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
            rows = _csv(manifest, text) if manifest.lower().endswith(".csv") else _json_lines(manifest, text)
            for where, values in rows:
                yield values if isinstance(values, AutoqaError) else _row(where, base, values)
    except OSError as error:
        raise UsageError(manifest, f"cannot be read ({error})", "Check the path and its rights") from None
    except csv.Error as error:
        mend = "Look for a quotation mark that is not closed"
        raise UsageError(manifest, f"is not valid CSV ({error})", mend) from None
    except UnicodeDecodeError:
        raise UsageError(manifest, "is not UTF-8 text", "Save it as UTF-8 (in Excel: CSV UTF-8)") from None


def _csv(manifest: str, text: IO[str]) -> Iterator[tuple[str, dict[str, Any] | AutoqaError]]:
    rows = csv.DictReader(text)
    if "file" not in (rows.fieldnames or ()):
        raise UsageError(manifest, "has no column named file", "Add a file column that names each recording")
    for row in rows:
        yield (
            f"{manifest}:{rows.line_num}",
            {key: value for key, value in row.items() if isinstance(key, str) and value not in ("", None)},
        )


def _json_lines(manifest: str, text: IO[str]) -> Iterator[tuple[str, dict[str, Any] | AutoqaError]]:
    for number, line in enumerate(text, 1):
        where = f"{manifest}:{number}"
        if not line.strip():
            continue
        try:
            values = strict_json.loads(line)
        except ValueError as error:
            yield where, MetadataError(where, f"is not valid JSON ({error})", "Correct that line")
            continue
        good = isinstance(values, dict)
        wrong = MetadataError(where, "does not hold a JSON object", 'Write {"file": "…", …}')
        yield where, values if good else wrong


def _row(where: str, base: str, values: dict[str, Any]) -> Row | AutoqaError:
    file = str(values.pop("file", "") or "").strip()
    if not file:
        return MetadataError(where, "names no file", "Name the recording of this row")
    url = file if is_remote(file) else f"{base}/{file}" if is_remote(base) else absolute(_joined(base, file))
    try:
        return Row(where, url, call_from(where, values))
    except MetadataError as error:
        return error


def _joined(base: str, file: str) -> str:
    return file if file.startswith("/") else f"{base}/{file}"
