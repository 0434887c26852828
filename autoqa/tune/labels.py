"""Reading hand labels: ``labels.csv``, or an Excel workbook with the same columns on its first sheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from autoqa.errors import UsageError
from autoqa.types import Label, Status

REQUIRED = ("call_id", "rule", "status")
CHINESE = {
    "合格": Status.PASS,
    "违规": Status.FAIL,
    "不合格": Status.FAIL,
    "扣分": Status.FAIL,
    "待定": Status.UNSURE,
    "不涉及": Status.NA,
}
"""What inspectors write for a status, as the pages say it."""
MAX_BYTES = 200_000_000
"""A million labels stay below this."""


@dataclass(frozen=True)
class LabelFile:
    """Labels in the order of the file; ``problems`` are rows that could not be used, each with its place,
    cause and mend."""

    labels: tuple[Label, ...]
    problems: tuple[str, ...]


def read_labels(path: Path) -> LabelFile:
    """Rows of one file. A row that cannot be used is a problem and the others are kept; columns of the
    centre's own and empty rows are passed over.

    Raises:
        UsageError: the file cannot be read, a column is missing, or no row can be used.
    """
    rows = _sheet(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv(path)
    labels: list[Label] = []
    problems: list[str] = []
    for line, row in rows:
        known = {key: value for key, value in row.items() if key in Label.model_fields and value != ""}
        if not known:
            continue
        if (status := known.get("status", "")) in CHINESE:
            known["status"] = CHINESE[status]
        try:
            labels.append(Label.model_validate(known))
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0])
            said = "is missing" if first["type"] == "missing" else f"= {first['input']!r}: {first['msg']}"
            chinese = f" (in Chinese: {', '.join(CHINESE)})" if name == "status" else ""
            problems.append(f"{path}:{line}: {name} {said}{chinese}. The row is left out; correct it")
    if not labels:
        cause = f"holds no label that can be used ({problems[0]})" if problems else "holds no label"
        raise UsageError(path, cause, "Write one line for each call and rule that people judged")
    return LabelFile(tuple(labels), tuple(problems))


def _refuse_missing(path: Path, columns: list[str]) -> None:
    for name in REQUIRED:
        if name not in columns:
            found = ", ".join(column for column in columns if column) or "none"
            mend = f"The first row must name the columns: {', '.join(REQUIRED)} at least"
            raise UsageError(path, f"has no column {name} (found: {found})", mend)


def _csv(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(path, f"is larger than {MAX_BYTES // 1_000_000} MB", "Split it")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(
            path, f"cannot be read ({error.strerror})", "Check the path and its rights"
        ) from None
    except UnicodeDecodeError:
        raise UsageError(path, "is not UTF-8 text", "Save it as UTF-8 (in Excel: CSV UTF-8)") from None
    rows = csv.DictReader(text.splitlines(), restkey="", restval="")
    _refuse_missing(path, [name.strip() for name in rows.fieldnames or ()])
    return (
        (rows.line_num, {str(key).strip(): str(value).strip() for key, value in row.items() if key})
        for row in rows
    )


def _sheet(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = list(book.worksheets[0].iter_rows(values_only=True))
    except OSError as error:
        raise UsageError(
            path, f"cannot be read ({error.strerror})", "Check the path and its rights"
        ) from None
    except Exception as error:  # openpyxl lets errors of zip, XML and its own through
        raise UsageError(path, f"is not an Excel workbook ({error})", "Save it as .xlsx or as CSV") from None
    columns = [_text(cell) for cell in rows[0]] if rows else []
    _refuse_missing(path, columns)
    return (
        (line, {name: _text(cell) for name, cell in zip(columns, row, strict=False) if name})
        for line, row in enumerate(rows[1:], start=2)
    )


def _text(cell: Any) -> str:
    """A cell as a CSV would hold it: Excel keeps job and call numbers as floats."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
