"""Labels and stored calls, as the commands of ``autoqa tune`` are given them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from autoqa.cli import say
from autoqa.cli.files import write_text
from autoqa.cli.options import ANY_PATH, db_option, meta_option, rules_option
from autoqa.config import Settings, load_settings
from autoqa.errors import UsageError

if TYPE_CHECKING:
    from autoqa.tune.corpus import Entry
    from autoqa.types import Label

Function = TypeVar("Function", bound=Callable[..., Any])

_SCORECARD = click.option("--scorecard", metavar="ID", help="Standard whose items and values count.")
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

_COSTS = (
    click.option(
        "--miss-cost", type=float, default=5.0, show_default=True, help="Cost of a missed violation."
    ),
    click.option("--false-cost", type=float, default=1.0, show_default=True, help="Cost of a false flag."),
    click.option(
        "--unsure-cost", type=float, default=0.5, show_default=True, help="Cost of a call left to a person."
    ),
)
out_file_option = click.option("--out", type=ANY_PATH, metavar="FILE", help="Write here instead of printing.")


@dataclass(frozen=True)
class Given:
    """What the options name: labels and stored calls, rules and standard."""

    labels: Path | None
    transcripts: Path | None
    audio: Path | None
    meta: Path | None
    db: str | None
    scorecard: str | None
    rules: Path | None = None

    def settings(self) -> Settings:
        return load_settings({"rules": self.rules, "scorecard": self.scorecard, "db": self.db})


def material_options(*, rules: bool = True) -> Callable[[Function], Function]:
    """The options that name labels and stored calls, standard and (``rules``) rules; the command gets them as
    ``given``."""
    options = (*_OPTIONS, *([rules_option] if rules else []), _SCORECARD)
    names = [one.name for one in fields(Given) if rules or one.name != "rules"]

    def decorate(function: Function) -> Function:
        return _gathered(function, options, "given", lambda values: Given(**values), names)

    return decorate


def cost_options(function: Function) -> Function:
    """What errors cost; the command gets it as ``costs``."""

    def costs(values: dict[str, float]) -> object:
        from autoqa.tune.cost import Costs

        return Costs(**{name.removesuffix("_cost"): value for name, value in values.items()})

    return _gathered(function, _COSTS, "costs", costs, ["miss_cost", "false_cost", "unsure_cost"])


def _gathered(
    function: Function,
    options: Sequence[Callable[[Function], Function]],
    into: str,
    make: Callable[[dict[str, Any]], object],
    names: Sequence[str],
) -> Function:
    """``function`` with options whose values come to it as one argument."""

    @wraps(function)
    def call(**values: Any) -> Any:
        mine = {name: values.pop(name) for name in names}
        return function(**values, **{into: make(mine)})

    decorated = cast("Function", call)
    for option in reversed(options):
        decorated = option(decorated)
    return decorated


@dataclass(frozen=True)
class Material:
    """Labels and stored calls of one run, and what of them could not be read. ``drawn``: the probability with
    which calls of the random samples were drawn, by call id; None where that is not known."""

    labels: tuple[Label, ...]
    entries: list[Entry]
    problems: tuple[str, ...] = ()
    drawn: dict[str, float] | None = field(default=None)


def gather(settings: Settings, given: Given, *, need_labels: bool = True) -> Material:
    """Read what the options name; the database is opened only for what no file is named for.

    Raises:
        UsageError: something cannot be read, or holds nothing.
    """
    from autoqa.tune.corpus import entries_in
    from autoqa.tune.labels import LabelFile, read_labels

    read = LabelFile((), ()) if given.labels is None else read_labels(given.labels)
    if given.transcripts is not None:
        if given.labels is None and need_labels:
            raise UsageError("--labels", "is missing", "Name the file with hand labels")
        entries = entries_in(given.transcripts, given.audio, given.meta)
        return Material(read.labels, list(entries), read.problems)
    from autoqa.tune.stored import stored_entries, stored_labels

    stored = stored_entries(settings.db)
    if given.labels is not None:
        return Material(read.labels, list(stored), read.problems)
    found = stored_labels(settings.db) if need_labels else None
    if found is None:
        return Material((), list(stored))
    return Material(found.labels, list(stored), (), found.drawn or None)


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
