"""A report as an Excel workbook, with charts, and with links from examples to where they play."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.cells import cell_len

from autoqa.report.evidence import Clip, Evidence
from autoqa.report.period.table import Cell, Form, Report, Table
from autoqa.report.workbook import Workbook

_NUMBERS = {Form.COUNT: "#,##0", Form.NUMBER: "0.00", Form.SHARE: "0.0%"}
_HEAD = {
    "bold": True,
    "bg_color": "#DCE6F5",
    "text_wrap": True,
    "valign": "vcenter",
    "border": 1,
    "border_color": "#9DB2D3",
}
_SUM = {"bold": True, "top": 1}
_HEAD_LINES = 3
"""Lines that a heading may take: tables of many figures must stay legible on one page's width."""
_NUMBER, _LEAST, _MOST, _CLIP = 8, 8, 32, 26
"""Characters that a column is wide: of figures at least, of text at least and at most, of examples."""
_FEW = 12
"""Rows that leave room for the chart on their page."""
_PAGE = 740
"""Pixels (96 to the inch) that the width of a landscape A4 page surely holds at full size: it is 980, less
what columns gain where the workbook's own font is missing."""
_LEGIBLE = 0.7
"""Scale below which figures on paper are too small: a table that needs less goes over two pages."""
_CHART = 760
"""Pixels that a chart is wide where its page has room."""
_EDGE = 12
"""Pixels on both sides of a chart, lest its frame be printed on the next page too."""
_BAR = 20
"""Pixels a bar of a chart is high, so that each is named."""


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
        widths = [_width(table, number) for number in range(len(table.columns))]
        for number, column in enumerate(table.columns):
            self._column(sheet, number, column.title, column.form, widths[number])
        for number, row in enumerate(table.rows, start=1):
            style = _SUM if table.total and number == len(table.rows) else {}
            for place, cell in enumerate(row):
                self.cell(sheet, number, place, cell, table.columns[place].form, style)
        if self.book.clips and (places := [n for n, c in enumerate(table.columns) if c.form is Form.CLIP]):
            beside = len(table.columns)
            self._column(sheet, beside, "片段", Form.TEXT, _NUMBER)
            for number, row in enumerate(table.rows, start=1):
                example = row[places[0]]
                self.book.sound(sheet, number, beside, example if isinstance(example, Clip) else None)
        sheet.set_row(0, 16 * _HEAD_LINES)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        first, room = _lay_out(sheet, table, widths)
        sheet.repeat_rows(0)
        sheet.set_footer("&L&A&R&P / &N")
        below = len(table.rows) + 2
        if table.note:
            self.book.text(sheet, below, first, table.note)
        if table.chart is not None and table.rows:
            if len(table.rows) > _FEW:
                sheet.set_h_pagebreaks([below + 1])
            self.chart(sheet, table, (below + 2, first), min(_CHART, room))

    def _column(self, sheet: Any, number: int, title: str, form: Form, wide: int) -> None:
        like_cells = {"align": "right"} if form in _NUMBERS else {"indent": 1} if number else {}
        self.book.text(sheet, 0, number, title, **_HEAD, **like_cells)
        sheet.set_column(number, number, wide)

    def cell(self, sheet: Any, row: int, column: int, cell: Cell, form: Form, style: dict[str, Any]) -> None:
        if isinstance(cell, Clip):
            self.book.place(sheet, row, column, cell, **style)
        elif isinstance(cell, str):
            beside = {"indent": 1} if form is Form.TEXT and column else {}
            self.book.text(sheet, row, column, cell, **beside, **style)
        elif cell is not None:
            number = {"num_format": _NUMBERS[form]} if form in _NUMBERS else {}
            sheet.write_number(row, column, cell, self.book.style(**number, **style))
        elif style:
            sheet.write_blank(row, column, None, self.book.style(**style))

    def chart(self, sheet: Any, table: Table, place: tuple[int, int], wide: int) -> None:
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
        titles = [table.columns[value].title for value in spec.values]
        chart.set_title({"name": table.name if len(titles) > 1 else f"{table.name} · {titles[0]}"})
        if len(titles) == 1:
            chart.set_legend({"none": True})
        if spec.kind == "bar":
            chart.set_y_axis({"reverse": True})
            chart.set_x_axis({"min": 0})
        height = 120 + _BAR * last if spec.kind == "bar" else 360
        chart.set_size({"width": wide, "height": max(240, height)})
        sheet.insert_chart(*place, chart, {"x_offset": _EDGE})


def _lay_out(sheet: Any, table: Table, widths: list[int]) -> tuple[int, int]:
    """One page wide; or two side by side, each with the names of the rows, of about the same width. Returns
    the first column that is printed once, and the pixels from there to the end of its page."""
    pixels = [7 * width + 5 for width in widths]
    if sum(pixels) * _LEGIBLE <= _PAGE:
        sheet.fit_to_pages(1, 0)
        return 0, _CHART
    named = next((n for n, column in enumerate(table.columns) if column.form is not Form.TEXT), 0) or 1
    head = sum(pixels[:named])

    def widest(cut: int) -> int:
        return max(sum(pixels[:cut]), head + sum(pixels[cut:]))

    cut = min(range(named + 1, len(pixels)), key=widest)
    sheet.repeat_columns(0, named - 1)
    sheet.set_v_pagebreaks([cut])
    sheet.print_across()
    sheet.set_print_scale(min(100, 100 * _PAGE // widest(cut)))
    return named, sum(pixels[named:cut]) - 2 * _EDGE


def _width(table: Table, number: int) -> int:
    """Characters a column is wide: what it holds on one line, its heading on as many as it may take."""
    column = table.columns[number]
    heading = -(-cell_len(column.title) // (_HEAD_LINES - 1)) + 3
    if column.form is Form.CLIP:
        return max(heading, _CLIP)
    if column.form in _NUMBERS:
        return max(heading, _NUMBER)
    longest = max((cell_len(cell) for row in table.rows if isinstance(cell := row[number], str)), default=0)
    return max(heading, min(max(longest + 3, _LEAST), _MOST))
