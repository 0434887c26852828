"""``autoqa report``: what managers send."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import click

from autoqa.cli import say
from autoqa.cli.options import ANY_PATH, db_option
from autoqa.config import load_settings
from autoqa.errors import UsageError

SPANS = {"daily": "day", "weekly": "week", "monthly": "month"}
FRIDAY = 4


@click.command("report")
@click.argument("period", type=click.Choice([*SPANS, "quota"]))
@db_option
@click.option("--day", help="A day of the period: 2026-11-20 or 2026-11. Default: the last one that is due.")
@click.option(
    "--month-from", type=click.IntRange(1, 28), default=1, help="Day on which months begin (S04: 21)."
)
@click.option(
    "--plan", default="jinshi", show_default=True, metavar="ID|FILE", help="Sampling plan to check."
)
@click.option(
    "--effective", type=float, default=30.0, show_default=True, help="Seconds from which a call is effective."
)
@click.option("--out", type=ANY_PATH, required=True, metavar="FILE", help="FILE.xlsx or FILE.html.")
def command(
    period: str, db: str | None, day: str | None, month_from: int, plan: str, effective: float, out: Path
) -> None:
    """Write a report: daily (yesterday), weekly (Monday to Sunday, due on Friday), monthly (last month, due
    before the 5th), or how far the quota of a sampling plan is met."""
    from autoqa.report.period.build import period_report, quota_report
    from autoqa.report.period.excel import write_workbook
    from autoqa.report.period.page import render_report
    from autoqa.sampling.period import Span, parse_day, period_of
    from autoqa.sampling.plan import load_plan
    from autoqa.store import open_store
    from autoqa.tune.stored import recording_of

    if out.suffix.lower() not in (".xlsx", ".html"):
        raise UsageError(out, "is neither .xlsx nor .html", "Name the file accordingly")
    settings = load_settings({"db": db})
    today = datetime.now(settings.zone).date()
    chosen = load_plan(plan)
    span = chosen.span if period == "quota" else Span(SPANS[period])
    moment = parse_day(day, today) if day else _due(period, today, month_from)
    begin = chosen.month_from if period == "quota" else month_from
    when = period_of(span, moment, begin)
    store = open_store(settings.db)
    try:
        if period == "quota":
            report = quota_report(store, when, settings.zone, chosen)
        else:
            report = period_report(store, when, settings.zone, chosen, effective=effective)
        if out.suffix.lower() == ".xlsx":
            write_workbook(report, out)
        else:
            _write(out, render_report(report, partial(recording_of, store)))
    finally:
        store.close()
    say(f"{report.title} {report.period}: {out}")


def _due(period: str, today: date, month_from: int) -> date:
    """A day of the period that is due: the week in hand from Friday on, the day or month before else."""
    if period == "daily":
        return today - timedelta(days=1)
    if period == "weekly":
        return today if today.weekday() >= FRIDAY else today - timedelta(days=7)
    if period == "monthly":
        begun = today.replace(day=month_from)
        return (begun if today >= begun else today.replace(day=1)) - timedelta(days=1)
    return today


def _write(out: Path, text: str) -> None:
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            out, f"cannot be written ({error.strerror})", "Check its folder and rights"
        ) from None
