"""A report as one self-contained page, with examples that play."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from autoqa.report.charts import Axis, bars, nice_ticks, plot
from autoqa.report.evidence import Clip, Evidence
from autoqa.report.period.table import Cell, Form, Report, Table
from autoqa.report.sheets import render_sheet
from autoqa.report.wording import clock


@dataclass(frozen=True)
class _Shown:
    """A cell: text, form, the address it leads to and the sound it plays, where there are any."""

    text: str
    form: str
    address: str = ""
    sound: str = ""


@dataclass(frozen=True)
class _Sheet:
    table: Table
    rows: list[list[_Shown]]
    chart: Markup | None


def render_report(report: Report, evidence: Evidence) -> str:
    """HTML that needs nothing beside itself."""
    sheets = [
        _Sheet(
            table,
            [
                [_shown(cell, column.form, evidence) for cell, column in zip(row, table.columns, strict=True)]
                for row in table.rows
            ],
            _chart(table),
        )
        for table in report.tables
    ]
    return render_sheet("period.html.j2", report=report, sheets=sheets)


def _shown(cell: Cell, form: Form, evidence: Evidence) -> _Shown:
    if not isinstance(cell, Clip):
        return _Shown(_text(cell, form), form.value)
    return _Shown(
        f"{cell.call_id} {clock(cell.start)}",
        form.value,
        evidence.address(cell),
        evidence.data(cell),
    )


def _text(cell: str | float | None, form: Form) -> str:
    if cell is None:
        return "—"
    if isinstance(cell, str):
        return cell
    return {Form.SHARE: f"{cell:.1%}", Form.COUNT: f"{cell:,.0f}"}.get(form, f"{cell:,.2f}")


def _chart(table: Table) -> Markup | None:
    spec = table.chart
    rows = table.rows[: len(table.rows) - table.total]
    if spec is None or len(rows) < 2:
        return None
    if spec.kind == "bar":
        shown = [(str(row[spec.over]), _number(row[spec.values[0]])) for row in rows[: spec.rows]]
        return bars([(label, value, f"{value:,.0f}") for label, value in shown], title=table.name)
    lines = [
        (name, [(float(index), _number(row[value])) for index, row in enumerate(rows, start=1)])
        for name, value in zip(("line", "line2"), spec.values, strict=False)
    ]
    most = max(value for _, points in lines for _, value in points)
    up, across = nice_ticks(0, most), nice_ticks(1, len(rows))
    names = [table.columns[value].title for value in spec.values]
    return plot(
        Axis(f"第几天（{rows[0][spec.over]} 起）", 0, across[-1], across, "g"),
        Axis("", 0, up[-1], up, ",.0f"),
        lines=lines,
        names=names,
        title=f"{table.name}：{'、'.join(names)}",
    )


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, (int, float)) else 0.0
