"""``autoqa sample``: draw the calls that people must listen to."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autoqa.cli import say
from autoqa.cli.files import write_text
from autoqa.cli.options import ANY_PATH, db_option
from autoqa.cli.tabular import print_columns
from autoqa.config import load_settings

if TYPE_CHECKING:
    from autoqa.sampling.run import Sample


@click.command("sample")
@click.option(
    "--plan", default="jinshi", show_default=True, metavar="ID|FILE", help="Shipped plan, or a YAML file."
)
@click.option("--span", type=click.Choice(["day", "week", "month"]), help="Default: that of the plan.")
@click.option("--day", default="today", show_default=True, help="A day of the period: 2026-11-20 or 2026-11.")
@click.option("--seed", type=int, help="Default: the first day of the period, as a number.")
@db_option
@click.option("--dry-run", is_flag=True, help="Show what would be drawn and keep nothing.")
@click.option("--list", "listing", is_flag=True, help="List the shipped plans.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
@click.option("--out", type=ANY_PATH, metavar="FILE", help="Write here instead of printing.")
def command(
    plan: str,
    span: str | None,
    day: str,
    seed: int | None,
    db: str | None,
    dry_run: bool,
    listing: bool,
    form: str,
    out: Path | None,
) -> None:
    """Draw the calls that people must listen to, by the quota of a standard.

    The sample is kept with its seed and feeds the review queue; drawing again adds only what is missing.
    Calls are drawn without regard to what the machine found, so that recall can be estimated from them.
    """
    from autoqa.sampling.period import Span, parse_day, period_of
    from autoqa.sampling.plan import load_plan, shipped_plans
    from autoqa.sampling.run import draw_sample
    from autoqa.store import open_store

    if listing:
        print_columns([(name, load_plan(name).title, load_plan(name).source) for name in shipped_plans()])
        return
    settings = load_settings({"db": db})
    chosen = load_plan(plan)
    zone = settings.zone
    period = period_of(
        Span(span) if span else chosen.span,
        parse_day(day, datetime.now(zone).date()),
        chosen.month_from,
        chosen.week_from,
    )
    store = open_store(settings.db)
    try:
        sample = draw_sample(store, chosen, period, zone, seed=seed, keep=not dry_run)
    finally:
        store.close()
    _deliver(sample, form, out)
    kept = "nothing kept" if sample.number is None else f"kept as sample {sample.number}"
    say(
        f"{sample.plan} {period.first} to {period.last}: {len(sample.lines)} of {sample.calls} calls drawn "
        f"({sample.before} before), seed {sample.seed}, {kept}."
    )


COLUMNS = ("call_id", "agent_id", "agent_name", "started_at", "outcome", "stratum", "inclusion")


def _deliver(sample: Sample, form: str, out: Path | None) -> None:
    rows = [
        {name: getattr(line, name) for name in COLUMNS}
        | {
            "started_at": line.started_at.isoformat() if line.started_at else "",
            "inclusion": round(line.inclusion, 4),
        }
        for line in sample.lines
    ]
    if form == "table" and out is None:
        print_columns([COLUMNS, *(tuple(map(str, row.values())) for row in rows)])
        return
    text = _json(sample, rows) if form == "json" else _csv(rows)
    if out is None:
        click.echo(text, nl=False)
        return
    write_text(out, text, "utf-8" if form == "json" else "utf-8-sig")


def _json(sample: Sample, rows: list[dict[str, object]]) -> str:
    about = {
        "plan": sample.plan,
        "first": sample.period.first.isoformat(),
        "last": sample.period.last.isoformat(),
        "seed": sample.seed,
        "calls": sample.calls,
        "before": sample.before,
        "sample": sample.number,
        "drawn": rows,
    }
    return json.dumps(about, ensure_ascii=False, indent=1) + "\n"


def _csv(rows: list[dict[str, object]]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()
