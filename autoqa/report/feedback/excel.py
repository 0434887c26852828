"""Sheets of feedback as a workbook: a sheet an agent, each a page of A4."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import Any

from autoqa.report.evidence import Evidence
from autoqa.report.feedback.sheet import MASKED, Example, Feedback, Line, Point
from autoqa.report.wording import points
from autoqa.report.workbook import Workbook

_COLUMNS = {"评分项": 24, "情况": 16, "录音原话与说明": 42, "录音与秒数": 33}
_SOUND = {"片段": 8}
"""Columns and how many characters wide they are; the last only where clips are written."""
_LINE = 15.0
"""Points of height that a line of text takes."""
_CELL = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#B8C0CC"}
_HEAD = {**_CELL, "bold": True, "bg_color": "#DCE6F5"}
_PRAISE = {**_CELL, "bold": True, "bg_color": "#E5F5EB"}
_FAULT = {**_CELL, "bold": True, "bg_color": "#FDECEC"}
_FORBIDDEN = str.maketrans("[]:*?/\\'", "________")
"""Characters that the name of a sheet may not have."""


def write_feedback(
    sheets: Sequence[Feedback], path: Path, evidence: Evidence, appeal_days: float, *, clips: bool = False
) -> None:
    """Write the workbook. ``clips``: see :class:`Workbook`.

    Raises:
        UsageError: the file, or a clip, cannot be written.
    """
    book = Workbook(path, evidence, clips=clips)
    taken: set[str] = set()
    for sheet in sheets:
        _Form(book, _name(sheet, taken)).fill(sheet, appeal_days)
    book.close()


def _name(sheet: Feedback, taken: set[str]) -> str:
    """Job number and name as Excel allows them, each once."""
    base = f"{sheet.agent} {sheet.name}".translate(_FORBIDDEN).strip()[:27] or "坐席"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base} {number}"
    taken.add(name.casefold())
    return name


class _Form:
    """One sheet, filled from the top."""

    def __init__(self, book: Workbook, name: str) -> None:
        self.book = book
        self.sheet: Any = book.book.add_worksheet(name)
        self.row = 0
        self.columns = {**_COLUMNS, **(_SOUND if book.clips else {})}
        self.widths = tuple(self.columns.values())
        self.last = len(self.columns) - 1
        for number, wide in enumerate(self.widths):
            self.sheet.set_column(number, number, wide)
        self.sheet.set_portrait()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        self.sheet.hide_gridlines(2)

    def fill(self, sheet: Feedback, appeal_days: float) -> None:
        self._wide(f"质检反馈单（个人沟通单 · {sheet.kind}）", bold=True, font_size=16, align="center")
        who = "　".join(part for part in (sheet.agent, sheet.name, sheet.team, sheet.period) if part)
        self._wide(who, align="center")
        self._wide("　".join(f"{name}：{value}" for name, value in sheet.figures), **_CELL)
        if sheet.drafts:
            self._wide(
                f"其中 {sheet.drafts} 通是机器草稿，未经人工签字，只供沟通，不作考核依据。",
                **{**_CELL, "bg_color": "#FFF5D9"},
            )
        self._points("继续保持", sheet.keep, "本期没有每通都合格的评分项。", _PRAISE)
        cost = f"（本期共扣 {points(sheet.lost)} 分）" if sheet.lost else ""
        self._points(f"需要改进{cost}", sheet.mend, "本期听评没有扣分。", _FAULT)
        if sheet.more:
            self._wide(f"另有 {sheet.more} 项，见评分表。", **_CELL)
        self._lines("致命与分级违规", sheet.violations)
        self._lines("申诉", sheet.appeals)
        self._sign(appeal_days)

    def _points(self, title: str, found: Sequence[Point], nothing: str, style: dict[str, Any]) -> None:
        self._wide(title, **style)
        if not found:
            self._wide(nothing, **_CELL)
            return
        self._row([(name, _HEAD) for name in self.columns])
        for point in found:
            for number, example in enumerate(point.examples or (Example(None, "", ""),)):
                first = number == 0
                said = "\n".join(
                    part for part in (f"“{example.quote}”" if example.quote else "", example.remark) if part
                )
                told = (f"{point.item} {point.title}".strip(), point.figure) if first else ("", "")
                row = self._row([(one, _CELL) for one in (*told, said, *[""] * (self.last - 2))])
                if example.clip is not None:
                    self.book.place(self.sheet, row, 3, example.clip, **_CELL)
                    if self.book.clips:
                        self.book.sound(self.sheet, row, 4, example.clip, **_CELL)

    def _lines(self, title: str, lines: Sequence[Line]) -> None:
        if not lines:
            return
        self._wide(title, **_HEAD)
        for one in lines:
            row, self.row = self.row, self.row + 1
            self.book.text(self.sheet, row, 0, one.call, **_CELL)
            self.book.wide(self.sheet, row, (1, 2), one.what, **_CELL)
            self.book.wide(self.sheet, row, (3, self.last), one.outcome, **_CELL)
            self._height(row, [(one.call, 24), (one.what, 58), (one.outcome, 33)])

    def _sign(self, appeal_days: float) -> None:
        self._wide("坐席意见：", **_CELL)
        self.sheet.set_row(self.row - 1, 4 * _LINE)
        row, self.row = self.row, self.row + 1
        for columns, who in (((0, 1), "坐席"), ((2, 2), "班组长"), ((3, self.last), "质检员")):
            said = f"{who}签字：\n\n日期："
            if columns[0] == columns[1]:
                self.book.text(self.sheet, row, columns[0], said, **_CELL)
            else:
                self.book.wide(self.sheet, row, columns, said, **_CELL)
        self.sheet.set_row(row, 4 * _LINE)
        self._wide(
            f"{MASKED}对结论有异议，请在签字定分后 {appeal_days:g} 天内申诉。",
            text_wrap=True,
            font_color="#5D6778",
            font_size=9,
        )

    def _wide(self, said: str, **style: Any) -> None:
        """A line over the whole width."""
        self.book.wide(self.sheet, self.row, (0, self.last), said, **style)
        self._height(self.row, [(said, sum(self.widths))], style.get("font_size", 11) / 11)
        self.row += 1

    def _row(self, cells: Sequence[tuple[str, dict[str, Any]]]) -> int:
        row, self.row = self.row, self.row + 1
        for column, (said, style) in enumerate(cells):
            self.book.text(self.sheet, row, column, said, **style)
        self._height(row, [(said, self.widths[column]) for column, (said, _) in enumerate(cells)])
        return row

    def _height(self, row: int, cells: Sequence[tuple[str, int]], scale: float = 1.0) -> None:
        """As high as the longest text needs: no spreadsheet does so by itself for merged cells."""
        lines = max(
            sum(max(1, ceil(_broad(part) / (wide - 1))) for part in said.split("\n")) for said, wide in cells
        )
        self.sheet.set_row(row, scale * (lines * _LINE + 3))


def _broad(text: str) -> int:
    """Width in characters of a digit; Chinese characters take two."""
    return sum(2 if ord(character) > 0x2E80 or character in "“”—…" else 1 for character in text)
