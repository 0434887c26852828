"""Tables of a report, the same for Excel and for the page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autoqa.report.evidence import Clip


class Form(StrEnum):
    """How a column's numbers are shown."""

    TEXT = "text"
    COUNT = "count"
    NUMBER = "number"
    SHARE = "share"
    CLIP = "clip"


Cell = str | int | float | Clip | None


@dataclass(frozen=True)
class Column:
    title: str
    form: Form = Form.TEXT


@dataclass(frozen=True)
class Chart:
    """Columns ``values`` over column ``over``; lines, or bars of the first ``rows`` rows."""

    kind: str
    over: int
    values: tuple[int, ...]
    rows: int = 31


@dataclass(frozen=True)
class Table:
    """``name`` is the sheet's name (31 characters at most); ``total``: the last row is the sum."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    chart: Chart | None = None
    total: bool = False


@dataclass(frozen=True)
class Report:
    """``figures``: what stands at the top, as (name, value)."""

    title: str
    period: str
    figures: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    tables: tuple[Table, ...]
