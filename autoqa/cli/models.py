"""``autoqa models``: what recognises, what can be had, and whether it is whole."""

from __future__ import annotations

from pathlib import Path

import click
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from autoqa.asr.models import EMBEDDED, ListedModel, installed_models, list_models, resolve
from autoqa.cli import say
from autoqa.cli.options import human
from autoqa.cli.tabular import print_columns
from autoqa.config import load_settings


@click.group("models")
def command() -> None:
    """List, pull and check speech recognition models."""


@command.command("list")
def list_() -> None:
    """Models that are installed or can be pulled."""
    rows: list[tuple[str, ...]] = [("name", "state", "engine", "size", "languages", "licence", "good for")]
    rows += [_row(model) for model in list_models(load_settings())]
    print_columns(rows)


def _row(model: ListedModel) -> tuple[str, ...]:
    state = "default" if model.default else "installed" if model.installed else "pull"
    entry = model.entry
    if entry is None:
        engine = model.installed.engine.value if model.installed else ""
        note = "synthetic voices of this field only: demo, tests" if model.name == EMBEDDED else "your own"
        return (model.name, state, engine, "", "", "", note)
    languages = ", ".join(entry.languages)
    return (
        model.name,
        state,
        entry.engine.value,
        f"{entry.size_mb} MB",
        languages,
        entry.licence,
        entry.good_for,
    )


@command.command("pull")
@click.argument("name")
@click.option("--repo", help="Take it from this repository id (a private mirror, a copy on ModelScope).")
@click.option("--hub", type=click.Choice(["huggingface", "modelscope"]), help="Where to pull from.")
def pull(name: str, repo: str | None, hub: str | None) -> None:
    """Download a model, resumable and checked by hash. Needs a network once; HF_ENDPOINT names a mirror."""
    from autoqa.asr.pull import pull as pull_model

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=human()) as bar:
        tasks: dict[str, TaskID] = {}

        def report(file: str, done: int, total: int) -> None:
            if file not in tasks:
                tasks[file] = bar.add_task(file, total=total or None)
            bar.update(tasks[file], completed=done, total=total or None)

        model = pull_model(name, load_settings({"hub": hub}), repo=repo, report=report)
    say(f"{model.name} is installed in {model.path}.")


@command.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("--no-load", is_flag=True, help="Compare files and hashes only.")
@click.pass_context
def check(ctx: click.Context, folder: Path | None, no_load: bool) -> None:
    """Is a model (by default: every installed one) complete, unchanged and loadable?"""
    from autoqa.asr.check import check as check_model

    settings = load_settings()
    models = [resolve(folder, settings)] if folder is not None else list(installed_models(settings))
    broken = 0
    for model in models:
        problems = check_model(model, settings, load=not no_load)
        for problem in problems:
            say(f"{model.name}: {problem}")
        broken += bool(problems)
        if not problems:
            click.echo(f"{model.name}: in order ({model.engine.value}, {model.path})")
    if broken or not models:
        ctx.exit(2)
