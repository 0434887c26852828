"""The managers' reports: sums equal SQL, nothing is a formula, the page is whole by itself."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from autoqa.cli import cli
from autoqa.report.evidence import Evidence
from autoqa.report.period.build import Asked, period_report, quota_report
from autoqa.report.period.excel import write_workbook
from autoqa.report.period.page import render_report
from autoqa.report.period.table import Report
from autoqa.sampling.period import Span, period_of
from autoqa.sampling.plan import load_plan
from autoqa.sampling.run import draw_sample
from autoqa.store import Store, open_store
from tests.report.centre import NASTY, ZONE, fill

MONTH = period_of(Span.MONTH, date(2026, 11, 20))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('db') / 'centre.db'}")
    fill(opened, agents=12, calls=600)
    draw_sample(opened, load_plan("jinshi"), MONTH, ZONE)
    return opened


@pytest.fixture(scope="module")
def book(store: Store, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("out") / "month.xlsx"
    write_workbook(monthly(store), path, Evidence(store))
    return openpyxl.load_workbook(path)


def monthly(store: Store) -> Report:
    return period_report(store, MONTH, ZONE, load_plan("jinshi"), Asked())


def sql(store: Store, query: str) -> float:
    with store.read() as session:
        return float(session.execute(sa.text(query)).scalar_one())


@pytest.mark.parametrize("sheet", ["坐席", "班组", "活动", "地区"])
@pytest.mark.parametrize(
    ("column", "query"),
    [
        ("通话", "select count(*) from calls"),
        ("有效通话", "select count(*) from calls where duration >= 30"),
        ("通话时长（小时）", "select sum(duration) / 3600 from calls"),
        ("成交", "select count(*) from calls where outcome = 'sold'"),
        ("已签", "select count(*) from reviews"),
        ("已签均分", "select avg(final_score) from reviews"),
        ("机器最低均分", "select avg(lowest) from scorecards where current"),
        ("有违规的通话", "select count(*) from scorecards where current and fails > 0"),
        ("致命（机器）", "select count(*) from scorecards where current and fatals > 0"),
        ("一级违规", "select count(*) from findings where status = 'fail'"),
    ],
)
def test_sums_equal_sql(store: Store, book: openpyxl.Workbook, sheet: str, column: str, query: str) -> None:
    rows = list(book[sheet].iter_rows(values_only=True))
    place = rows[0].index(column)
    total = next(row for row in rows if row[0] == "合计")[place]
    assert total == pytest.approx(sql(store, query))
    if "均分" not in column:
        groups = [
            float(str(row[place])) for row in rows[1 : rows.index(next(r for r in rows if r[0] == "合计"))]
        ]
        assert sum(groups) == pytest.approx(total)


def test_text_that_looks_like_a_formula_stays_text(book: openpyxl.Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == NASTY]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)
    assert not [c for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]


def test_examples_lead_to_the_second_of_their_call(store: Store, tmp_path: Path) -> None:
    write_workbook(monthly(store), tmp_path / "month.xlsx", Evidence(store, "http://qa.example/"))
    sheet = openpyxl.load_workbook(tmp_path / "month.xlsx")["违规与例子"]
    (place,) = [number for number, cell in enumerate(sheet[1]) if cell.value == "录音"]
    example = sheet[2][place]
    call = int(str(example.value).split()[0].removeprefix("c"))
    assert example.hyperlink is not None
    assert example.hyperlink.target == f"http://qa.example/calls/{call}?t=1.0"
    failing = f"select count(*) from findings where call_id = {call} and status = 'fail'"
    assert sql(store, failing) == 1


def test_charts_are_there(store: Store, tmp_path: Path) -> None:
    write_workbook(monthly(store), tmp_path / "month.xlsx", Evidence(store))
    with zipfile.ZipFile(tmp_path / "month.xlsx") as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) >= 6


def test_many_columns_go_over_two_legible_pages(book: openpyxl.Workbook) -> None:
    """Both pages name the agents; what few columns need stays one page wide."""
    agents, days = book["坐席"], book["每日走势"]
    assert agents.print_title_cols == "$A:$C"
    assert len(agents.col_breaks.brk) == 1
    assert agents.sheet_properties.pageSetUpPr is not None
    assert not agents.sheet_properties.pageSetUpPr.fitToPage
    assert (agents.page_setup.scale or 0) >= 60, "on one page it would be below"
    assert not days.print_title_cols
    assert days.page_setup.fitToHeight == 0


def test_lines_of_a_chart_are_named(store: Store) -> None:
    page = render_report(monthly(store), Evidence(store))
    drawn = page[page.index("<svg") : page.index("</svg>")]
    assert re.findall(r">([^<>]+)</text>", drawn)[-2:] == ["通话", "有违规的通话"]


def test_sampling_met(store: Store) -> None:
    with_quota = quota_report(store, MONTH, ZONE, load_plan("jinshi"))
    total = with_quota.tables[0].rows[-1]
    assert total[2] == 100
    assert total[5] == 100
    assert total[6] == f"差 {100 - int(str(total[3]))} 通"


def test_the_page_of_the_command(store: Store, tmp_path: Path) -> None:
    url = store.engine.url.render_as_string()
    out = tmp_path / "week.html"
    arguments = ["report", "weekly", "--db", url, "--day", "2026-11-20", "--out", str(out)]
    ran = CliRunner().invoke(cli, arguments, obj={"debug": False}, standalone_mode=False)
    assert ran.exception is None
    page = out.read_text(encoding="utf-8")
    assert "质检周报" in page
    assert "<svg" in page
    assert 'src="http' not in page
    assert "&#34;http://evil" in page, "text of calls is escaped"
