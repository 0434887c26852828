"""``autoqa report``: what managers send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autoqa.cli import say
from autoqa.cli.files import OutFolder, write_text
from autoqa.cli.options import ANY_PATH, db_option
from autoqa.config import Settings, load_settings
from autoqa.errors import UsageError

if TYPE_CHECKING:
    from autoqa.report.feedback.sheet import Feedback
    from autoqa.sampling.period import Period
    from autoqa.sampling.plan import SamplingPlan
    from autoqa.store import Store

SPANS = {"daily": "day", "weekly": "week", "monthly": "month"}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KINDS = (".xlsx", ".html")

_OPTIONS = (
    click.option(
        "--day",
        help="A day of the period: 2026-11-20 or 2026-11. Default: the last complete one, the quota in hand.",
    ),
    click.option(
        "--week-from",
        type=click.Choice(WEEKDAYS),
        help="First day of weeks. Default: that of the plan.",
    ),
    click.option(
        "--month-from",
        type=click.IntRange(1, 28),
        help="First day of months (S04: 21). Default: that of the plan.",
    ),
    click.option(
        "--plan", default="jinshi", show_default=True, metavar="ID|FILE", help="Sampling plan to check."
    ),
    click.option(
        "--effective",
        type=float,
        default=30.0,
        show_default=True,
        help="Seconds from which a call is effective.",
    ),
    click.option(
        "--line-field",
        default="line",
        show_default=True,
        metavar="NAME",
        help="Metadata that names the telephone line (S27).",
    ),
    click.option("--key-items", metavar="IDS", help="Key indicators of S27: 1,3,7."),
    click.option("--span", type=click.Choice(list(SPANS.values())), help="Span of feedback. Default: week."),
    click.option(
        "--agent", "agents", multiple=True, metavar="ID", help="Feedback for this agent; may be repeated."
    ),
    click.option("--drafts", is_flag=True, help="Feedback also by drafts that nobody has signed."),
    click.option("--review-url", metavar="URL", help="Address of the review pages, for links to examples."),
    click.option("--clips", is_flag=True, help="Write examples as WAV beside an .xlsx, and link to them."),
)


@dataclass(frozen=True)
class Wishes:
    """The options of the command, but for database and output."""

    day: str | None
    week_from: str | None
    month_from: int | None
    plan: str
    effective: float
    line_field: str
    key_items: str | None
    span: str | None
    agents: tuple[str, ...]
    drafts: bool
    review_url: str | None
    clips: bool


def _wishes(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@click.command("report")
@click.argument("period", type=click.Choice([*SPANS, "quota", "feedback"]))
@db_option
@_wishes
@click.option(
    "--out",
    type=ANY_PATH,
    required=True,
    metavar="FILE",
    help="FILE.xlsx, FILE.html, or a folder for feedback.",
)
def command(period: str, db: str | None, out: Path, **given: Any) -> None:
    """Write a report.

    \b
    daily     yesterday
    weekly    seven days up to yesterday when it is sent on Friday (Friday to Thursday)
    monthly   last month, due before the 5th
    quota     how far the quota of a sampling plan is met
    feedback  a sheet (质检反馈单) for each agent: what to keep, what to mend, with examples;
              in a folder, one .xlsx and one .html an agent
    """
    from autoqa.store import open_store

    wishes = Wishes(**given)
    folder = period == "feedback" and out.suffix == ""
    if out.suffix.lower() not in KINDS and not folder:
        raise UsageError(out, "is neither .xlsx nor .html", "Name the file accordingly")
    settings = load_settings({"db": db, "review_url": wishes.review_url})
    store = open_store(settings.db)
    try:
        if period == "feedback":
            _feedback(store, settings, wishes, out)
        else:
            _report(store, settings, wishes, period, out)
    finally:
        store.close()


def _report(store: Store, settings: Settings, wishes: Wishes, name: str, out: Path) -> None:
    from autoqa.report.evidence import Evidence
    from autoqa.report.period.build import Asked, period_report, quota_report
    from autoqa.report.period.excel import write_workbook
    from autoqa.report.period.page import render_report
    from autoqa.sampling.plan import load_plan

    plan = load_plan(wishes.plan)
    quota = name == "quota"
    when = _period(settings, wishes, plan, plan.span if quota else SPANS[name], in_hand=quota)
    if quota:
        report = quota_report(store, when, settings.zone, plan)
    else:
        key = frozenset(wishes.key_items.replace(" ", "").split(",")) if wishes.key_items else None
        asked = Asked(wishes.effective, wishes.line_field, key)
        report = period_report(store, when, settings.zone, plan, asked)
    evidence = Evidence(store, settings.review_url)
    if out.suffix.lower() == ".xlsx":
        write_workbook(report, out, evidence, clips=wishes.clips)
    else:
        write_text(out, render_report(report, evidence))
    say(f"{report.title} {report.period}: {out}")


def _feedback(store: Store, settings: Settings, wishes: Wishes, out: Path) -> None:
    from autoqa.report.feedback.gather import feedback
    from autoqa.sampling.plan import load_plan

    when = _period(settings, wishes, load_plan(wishes.plan), wishes.span or "week")
    sheets = feedback(store, when, settings.zone, wishes.agents, drafts=wishes.drafts)
    if out.suffix:
        _write_sheets(store, settings, wishes, sheets, out)
    else:
        folder = OutFolder(out).folder
        for sheet in sheets:
            stem = "".join(one if one.isalnum() or one in "-_" else "_" for one in sheet.agent)
            for kind in KINDS:
                _write_sheets(store, settings, wishes, [sheet], folder / f"{stem or '_'}{kind}")
    say(f"质检反馈单 {when.title}: {len(sheets)} agents, {out}")


def _write_sheets(
    store: Store, settings: Settings, wishes: Wishes, sheets: list[Feedback], out: Path
) -> None:
    from autoqa.report.evidence import Evidence
    from autoqa.report.feedback.excel import write_feedback
    from autoqa.report.feedback.page import render_feedback

    evidence = Evidence(store, settings.review_url)
    if out.suffix.lower() == ".xlsx":
        write_feedback(sheets, out, evidence, settings.appeal_days, clips=wishes.clips)
    else:
        write_text(out, render_feedback(sheets, evidence, settings.appeal_days))


def _period(
    settings: Settings, wishes: Wishes, plan: SamplingPlan, span: str, *, in_hand: bool = False
) -> Period:
    """The period of the day named, else the last complete one; of a quota, that which is in hand."""
    from autoqa.sampling.period import Span, last_complete, parse_day, period_of

    today = datetime.now(settings.zone).date()
    begins = (
        wishes.month_from or plan.month_from,
        WEEKDAYS.index(wishes.week_from) + 1 if wishes.week_from else plan.week_from,
    )
    if wishes.day is None and not in_hand:
        return last_complete(Span(span), today, *begins)
    return period_of(Span(span), parse_day(wishes.day or "today", today), *begins)
