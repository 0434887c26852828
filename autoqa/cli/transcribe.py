"""``autoqa transcribe``: what was said, with times and roles."""

from __future__ import annotations

from pathlib import Path

import click

from autoqa.cli.each import for_each
from autoqa.cli.files import OutFolder
from autoqa.cli.options import ANY_PATH, meta_option, model_option, out_option
from autoqa.cli.progress import progress
from autoqa.config import load_settings
from autoqa.pipeline import MetadataBook, Workshop, find_calls, source_of
from autoqa.report.wording import ROLE, clock
from autoqa.types.as_json import to_json


@click.command("transcribe")
@click.argument("calls", nargs=-1, required=True, type=ANY_PATH, metavar="CALL...")
@meta_option
@model_option
@out_option
@click.pass_context
def command(
    ctx: click.Context, calls: tuple[Path, ...], meta: Path | None, model: str | None, out: Path | None
) -> int:
    """Recognise recordings and tell who spoke.

    With --out, DIR/<name>.json is written for each call (autoqa.transcript/1, which `autoqa score` reads);
    without, readable lines are printed.
    """
    settings = load_settings({"model": model, "out": out})
    paths = find_calls(calls)
    book = MetadataBook(meta, len(paths))
    workshop = Workshop(settings)
    folder = OutFolder(settings.out) if settings.out is not None else None

    def work(path: Path) -> None:
        with progress(path.name) as tell:
            heard = workshop.listen(source_of(path, book, None), tell)
        if folder is not None:
            folder.write(path, ".json", to_json(heard.as_transcript(), indent=1) + "\n")
            return
        click.echo(f"{path.name}  {clock(heard.dialogue.duration)}")
        for turn in heard.dialogue.turns:
            click.echo(f"  {clock(turn.start):>8}  {ROLE[turn.role]}  {turn.text}")

    return for_each(paths, work, debug=ctx.obj["debug"])
