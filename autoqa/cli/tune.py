"""``autoqa tune``: rules against what people decided."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from autoqa.cli import say
from autoqa.cli.options import ANY_PATH, meta_option, rules_option
from autoqa.config import Settings, load_settings
from autoqa.errors import UsageError
from autoqa.types.as_json import to_json


@click.group("tune")
def command() -> None:
    """Compare rules with hand labels, try changes on stored calls, suggest better ones.

    Nothing here changes a rule: suggestions are written as patches.
    """


_LABELS = click.option("--labels", type=ANY_PATH, metavar="F", help="Hand labels: labels.csv, or .xlsx.")
_TRANSCRIPTS = click.option(
    "--transcripts", type=ANY_PATH, metavar="DIR", help="Stored transcripts (autoqa.transcript/1)."
)
_AUDIO = click.option(
    "--audio", type=ANY_PATH, metavar="DIR", help="Recordings of these transcripts, by the same stem."
)
_SCORECARD = click.option("--scorecard", metavar="ID", help="Standard whose items and values count.")
_OUT = click.option("--out", type=ANY_PATH, metavar="FILE", help="Write here instead of printing.")


@command.command("eval")
@_LABELS
@_TRANSCRIPTS
@_AUDIO
@meta_option
@rules_option
@_SCORECARD
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "html"]), default="table", show_default=True
)
@_OUT
@click.pass_context
def evaluate_(
    ctx: click.Context,
    labels: Path | None,
    transcripts: Path | None,
    audio: Path | None,
    meta: Path | None,
    rules: Path | None,
    scorecard: str | None,
    form: str,
    out: Path | None,
) -> int:
    """How well rules and standard agree with people, and where not."""
    from autoqa.tune.evaluate import evaluate

    settings = load_settings({"rules": rules, "scorecard": scorecard})
    known = _material(settings, labels, transcripts, audio, meta)
    done = evaluate(settings, known.entries, known.labels)
    problems = [*known.problems, *done.problems]
    for problem in problems:
        say(f"autoqa: {problem}")
    if form == "json":
        _deliver(to_json(done.evaluation, indent=1) + "\n", out)
    else:
        from autoqa.report.evaluation_table import print_evaluation

        print_evaluation(done.evaluation, Console(highlight=False))
    return 1 if problems else 0


@dataclass(frozen=True)
class _Material:
    """Labels and stored calls of one run, and what of them could not be read."""

    labels: tuple[Any, ...]
    entries: list[Any]
    problems: tuple[str, ...]


def _material(
    settings: Settings,
    labels: Path | None,
    transcripts: Path | None,
    audio: Path | None,
    meta: Path | None,
) -> _Material:
    from autoqa.tune.corpus import entries_in
    from autoqa.tune.labels import read_labels

    if labels is None or transcripts is None:
        missing = "--labels" if labels is None else "--transcripts"
        raise UsageError(missing, "is missing", "Name the file or folder")
    read = read_labels(labels)
    return _Material(read.labels, list(entries_in(transcripts, audio, meta)), read.problems)


def _deliver(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            out, f"cannot be written ({error.strerror})", "Check its folder and rights"
        ) from None
    say(str(out))
