"""A report as an Excel workbook, with charts, and with links from examples to where they play."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autoqa.report.evidence import Clip, Evidence
from autoqa.report.period.table import Cell, Form, Report, Table
from autoqa.report.workbook import Workbook

_NUMBERS = {Form.COUNT: "#,##0", Form.NUMBER: "0.00", Form.SHARE: "0.0%"}
_HEAD = {"bold": True, "bg_color": "#DCE6F5", "text_wrap": True, "valign": "top", "border": 1}
_WIDE = {Form.TEXT: 18, Form.CLIP: 26}
"""Characters a column is wide; others are narrower."""


def write_workbook(report: Report, path: Path, evidence: Evidence, *, clips: bool = False) -> None:
    """One sheet for the overview and one a table. ``clips``: see :class:`Workbook`.

    Raises:
        UsageError: the file, or a clip, cannot be written.
    """
    writer = _Writer(Workbook(path, evidence, clips=clips))
    writer.overview(report)
    for table in report.tables:
        writer.sheet(table)
    writer.book.close()


class _Writer:
    def __init__(self, book: Workbook) -> None:
        self.book = book

    def overview(self, report: Report) -> None:
        sheet = self.book.book.add_worksheet("概览")
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 30)
        self.book.text(sheet, 0, 0, report.title, bold=True, font_size=16)
        self.book.text(sheet, 1, 0, report.period)
        for row, (name, value) in enumerate(report.figures, start=3):
            self.book.text(sheet, row, 0, name)
            self.book.text(sheet, row, 1, value)
        for row, note in enumerate(report.notes, start=4 + len(report.figures)):
            self.book.text(sheet, row, 0, note)

    def sheet(self, table: Table) -> None:
        sheet = self.book.book.add_worksheet(table.name[:31])
        for number, column in enumerate(table.columns):
            self._column(sheet, number, column.title, _WIDE.get(column.form, 10))
        for number, row in enumerate(table.rows, start=1):
            for place, cell in enumerate(row):
                self.cell(sheet, number, place, cell, table.columns[place].form)
        if self.book.clips and (places := [n for n, c in enumerate(table.columns) if c.form is Form.CLIP]):
            beside = len(table.columns)
            self._column(sheet, beside, "片段", 10)
            for number, row in enumerate(table.rows, start=1):
                example = row[places[0]]
                self.book.sound(sheet, number, beside, example if isinstance(example, Clip) else None)
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        below = len(table.rows) + 2
        if table.note:
            self.book.text(sheet, below, 0, table.note)
        if table.chart is not None and table.rows:
            self.chart(sheet, table, below + 2)

    def _column(self, sheet: Any, number: int, title: str, wide: int) -> None:
        self.book.text(sheet, 0, number, title, **_HEAD)
        sheet.set_column(number, number, max(wide, 2 * len(title) + 2 if len(title) < 6 else wide))

    def cell(self, sheet: Any, row: int, column: int, cell: Cell, form: Form) -> None:
        if isinstance(cell, Clip):
            self.book.place(sheet, row, column, cell)
        elif isinstance(cell, str):
            self.book.text(sheet, row, column, cell)
        elif cell is not None:
            number = {"num_format": _NUMBERS[form]} if form in _NUMBERS else {}
            sheet.write_number(row, column, cell, self.book.style(**number))

    def chart(self, sheet: Any, table: Table, row: int) -> None:
        spec = table.chart
        assert spec is not None
        last = min(len(table.rows) - table.total, spec.rows)
        chart = self.book.book.add_chart({"type": spec.kind})
        name = table.name[:31]
        for value in spec.values:
            chart.add_series(
                {
                    "name": [name, 0, value],
                    "categories": [name, 1, spec.over, last, spec.over],
                    "values": [name, 1, value, last, value],
                }
            )
        chart.set_title({"name": table.name})
        if spec.kind == "bar":
            chart.set_y_axis({"reverse": True})
            chart.set_x_axis({"min": 0})
        chart.set_size({"width": 760, "height": 360})
        sheet.insert_chart(row, 0, chart)
