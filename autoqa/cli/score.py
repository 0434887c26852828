"""``autoqa score``: recordings in, draft scorecards out."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from autoqa.cli import say
from autoqa.cli.each import for_each
from autoqa.cli.files import OutFolder
from autoqa.cli.options import ANY_PATH, meta_option, model_option, out_option, rules_option
from autoqa.cli.progress import progress
from autoqa.config import load_settings
from autoqa.errors import UsageError
from autoqa.pipeline import MetadataBook, Scored, Workshop, find_calls, source_of
from autoqa.types.as_json import to_json


@click.command("score")
@click.argument("calls", nargs=-1, required=True, type=ANY_PATH, metavar="CALL...")
@click.option("--scorecard", metavar="ID", help="Standard to score by, such as guoxin-shandong or S02.")
@click.option(
    "--transcript", type=ANY_PATH, help="Score by this transcript instead of recognising (one CALL only)."
)
@meta_option
@model_option
@rules_option
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "html"]), default="table", show_default=True
)
@out_option
@click.pass_context
def command(
    ctx: click.Context,
    calls: tuple[Path, ...],
    scorecard: str | None,
    transcript: Path | None,
    meta: Path | None,
    model: str | None,
    rules: Path | None,
    form: str,
    out: Path | None,
) -> int:
    """Score recordings, transcripts (autoqa.transcript/1), or folders of either.

    One file that cannot be scored never stops the others. With --out, DIR/<name>.scorecard.json is written
    for each call, and DIR/<name>.html with --format html (into the current folder when there is no --out).
    """
    if transcript is not None and len(calls) != 1:
        raise UsageError("--transcript", "goes with exactly one CALL", "Name one recording")
    settings = load_settings({"model": model, "rules": rules, "scorecard": scorecard, "out": out})
    paths = find_calls(calls)
    book = MetadataBook(meta, len(paths))
    workshop = Workshop(settings)
    deliver = Delivery(form, settings.out, many=len(paths) > 1)

    def work(path: Path) -> None:
        with progress(path.name) as tell:
            scored = workshop.score(source_of(path, book, transcript), tell)
        deliver(path, scored)

    return for_each(paths, work, debug=ctx.obj["debug"])


class Delivery:
    """Prints or writes each scorecard in the form asked for."""

    def __init__(self, form: str, out: Path | None, *, many: bool) -> None:
        self.form = form
        self.many = many
        self.out = OutFolder(out) if out is not None else None

    def __call__(self, path: Path, scored: Scored) -> None:
        card = scored.scorecard
        if self.out is not None:
            self.out.write(path, ".scorecard.json", to_json(card, indent=1) + "\n")
        if self.form == "html":
            from autoqa.report.page import render_page

            heard = scored.heard
            page = render_page(card, heard.dialogue, heard.audio, heard.recording)
            say(str((self.out or OutFolder(Path())).write(path, ".html", page)))
        elif self.form == "table":
            from autoqa.report.table import print_scorecard

            print_scorecard(card, Console(highlight=False))
        elif self.out is None:
            click.echo(to_json(card, indent=None if self.many else 1))
