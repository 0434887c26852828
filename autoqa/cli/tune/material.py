"""Labels and stored calls, as the commands of ``autoqa tune`` are given them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from autoqa.cli import say
from autoqa.cli.files import write_text
from autoqa.cli.options import ANY_PATH, db_option, meta_option
from autoqa.config import Settings
from autoqa.errors import UsageError

if TYPE_CHECKING:
    from autoqa.tune.corpus import Entry
    from autoqa.types import Label

Function = TypeVar("Function", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--labels",
        type=ANY_PATH,
        metavar="F",
        help="Hand labels: labels.csv, or .xlsx with the same columns. Default: verdicts in the database.",
    ),
    click.option(
        "--transcripts",
        type=ANY_PATH,
        metavar="DIR",
        help="Stored transcripts (autoqa.transcript/1). Default: calls in the database.",
    ),
    click.option(
        "--audio", type=ANY_PATH, metavar="DIR", help="Recordings of the transcripts, by the same stem."
    ),
    meta_option,
    db_option,
)

scorecard_option = click.option("--scorecard", metavar="ID", help="Standard whose items and values count.")
costs_options = (
    click.option(
        "--miss-cost", type=float, default=5.0, show_default=True, help="Cost of a missed violation."
    ),
    click.option("--false-cost", type=float, default=1.0, show_default=True, help="Cost of a false flag."),
    click.option(
        "--unsure-cost", type=float, default=0.5, show_default=True, help="Cost of a call left to a person."
    ),
)
out_file_option = click.option("--out", type=ANY_PATH, metavar="FILE", help="Write here instead of printing.")


def material_options(function: Function) -> Function:
    """The options that name labels and stored calls."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def cost_options(function: Function) -> Function:
    """What errors cost."""
    for option in reversed(costs_options):
        function = option(function)
    return function


@dataclass(frozen=True)
class Material:
    """Labels and stored calls of one run, and what of them could not be read. ``drawn``: the probability with
    which calls of the random samples were drawn, by call id; None where that is not known."""

    labels: tuple[Label, ...]
    entries: list[Entry]
    problems: tuple[str, ...] = ()
    drawn: dict[str, float] | None = field(default=None)


def gather(
    settings: Settings,
    labels: Path | None,
    transcripts: Path | None,
    audio: Path | None,
    meta: Path | None,
    *,
    need_labels: bool = True,
) -> Material:
    """Read what the options name; the database is opened only for what no file is named for.

    Raises:
        UsageError: something cannot be read, or holds nothing.
    """
    from autoqa.tune.corpus import entries_in
    from autoqa.tune.labels import LabelFile, read_labels

    read = LabelFile((), ()) if labels is None else read_labels(labels)
    if transcripts is not None:
        if labels is None and need_labels:
            raise UsageError("--labels", "is missing", "Name the file with hand labels")
        return Material(read.labels, list(entries_in(transcripts, audio, meta)), read.problems)
    from autoqa.tune.stored import stored_entries, stored_labels

    entries = stored_entries(settings.db)
    if labels is not None:
        return Material(read.labels, list(entries), read.problems)
    found = stored_labels(settings.db) if need_labels else None
    if found is None:
        return Material((), list(entries))
    return Material(found.labels, list(entries), (), found.drawn or None)


def deliver(text: str, out: Path | None) -> None:
    """Print, or write to a file.

    Raises:
        UsageError: the file cannot be written.
    """
    if out is None:
        click.echo(text, nl=False)
        return
    write_text(out, text)
    say(str(out))


def tell(problems: tuple[str, ...]) -> int:
    """Say what could not be used; the exit code that follows."""
    for problem in problems:
        say(f"autoqa: {problem}")
    return 1 if problems else 0
