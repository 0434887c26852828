"""A report as an Excel workbook, with charts. Text is always written as text, and what looks like a formula
is marked so, that it stays text when the sheet is saved anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from autoqa.errors import UsageError
from autoqa.report.period.table import Cell, Clip, Form, Report, Table
from autoqa.report.wording import clock

_NUMBERS = {Form.COUNT: "#,##0", Form.NUMBER: "0.00", Form.SHARE: "0.0%"}
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that spreadsheets take for a formula."""


def write_workbook(report: Report, path: Path) -> None:
    """One sheet for the overview and one a table.

    Raises:
        UsageError: the file cannot be written.
    """
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    formats = {form: book.add_format({"num_format": number}) for form, number in _NUMBERS.items()}
    plain, quoted = book.add_format({"text_wrap": False}), book.add_format({"quote_prefix": True})
    head = book.add_format(
        {"bold": True, "bg_color": "#DCE6F5", "text_wrap": True, "valign": "top", "border": 1}
    )
    title = book.add_format({"bold": True, "font_size": 16})
    writer = _Writer(book, formats, plain, quoted, head)
    overview = book.add_worksheet("概览")
    overview.set_column(0, 0, 24)
    overview.set_column(1, 1, 30)
    overview.write_string(0, 0, report.title, title)
    overview.write_string(1, 0, report.period)
    for row, (name, value) in enumerate(report.figures, start=3):
        writer.text(overview, row, 0, name)
        writer.text(overview, row, 1, value)
    for row, note in enumerate(report.notes, start=4 + len(report.figures)):
        writer.text(overview, row, 0, note)
    for table in report.tables:
        writer.sheet(table)
    try:
        book.close()
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise UsageError(
            path, f"cannot be written ({error})", "Check its folder, and close it in Excel"
        ) from None


class _Writer:
    def __init__(self, book: Any, formats: dict[Form, Any], plain: Any, quoted: Any, head: Any) -> None:
        self.book, self.formats, self.plain, self.quoted, self.head = book, formats, plain, quoted, head

    def text(self, sheet: Any, row: int, column: int, value: str) -> None:
        sheet.write_string(row, column, value, self.quoted if value.startswith(_RISKY) else self.plain)

    def sheet(self, table: Table) -> None:
        sheet = self.book.add_worksheet(table.name[:31])
        for number, column in enumerate(table.columns):
            sheet.write_string(0, number, column.title, self.head)
            wide = 10 if column.form is not Form.TEXT else 18
            sheet.set_column(
                number, number, max(wide, 2 * len(column.title) + 2 if len(column.title) < 6 else wide)
            )
        for number, row in enumerate(table.rows, start=1):
            for place, cell in enumerate(row):
                self.cell(sheet, number, place, cell, table.columns[place].form)
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        below = len(table.rows) + 2
        if table.note:
            self.text(sheet, below, 0, table.note)
        if table.chart is not None and table.rows:
            self.chart(sheet, table, below + 2)

    def cell(self, sheet: Any, row: int, column: int, cell: Cell, form: Form) -> None:
        if isinstance(cell, Clip):
            self.text(sheet, row, column, f"{cell.call_id} {clock(cell.start)}–{clock(cell.end)}")
        elif isinstance(cell, str):
            self.text(sheet, row, column, cell)
        elif cell is not None:
            sheet.write_number(row, column, cell, self.formats.get(form, self.plain))

    def chart(self, sheet: Any, table: Table, row: int) -> None:
        spec = table.chart
        assert spec is not None
        last = min(len(table.rows) - table.total, spec.rows)
        chart = self.book.add_chart({"type": spec.kind})
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
