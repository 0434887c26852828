"""``autoqa tune suggest``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from autoqa.cli.options import ANY_PATH
from autoqa.cli.tune.material import (
    Given,
    cost_options,
    deliver,
    gather,
    material_options,
    out_file_option,
    tell,
)
from autoqa.types.as_json import to_json

if TYPE_CHECKING:
    from autoqa.tune.cost import Costs


@click.command("suggest")
@click.argument("rule", metavar="RULE")
@material_options()
@cost_options
@click.option("--patch", type=ANY_PATH, metavar="FILE", help="Write the changes as a patch here.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@out_file_option
def suggest(
    rule: str,
    given: Given,
    costs: Costs,
    patch: Path | None,
    form: str,
    out: Path | None,
) -> int:
    """Look for phrases, exceptions and thresholds that RULE's labels ask for.

    Each is tried on the labelled calls. The rule is not changed: read the patch, then apply it with
    `patch -p1` in the folder of the rules.
    """
    from autoqa.tune.suggest import suggest as look

    settings = given.settings()
    known = gather(settings, given)
    done = look(settings, rule, known.entries, known.labels, costs, known.drawn)
    if form == "json":
        deliver(to_json(done.result, indent=1) + "\n", out)
    else:
        from autoqa.report.tuning_table import print_suggestions

        print_suggestions(done.result, Console(highlight=False))
    if patch is not None:
        deliver(done.result.patch, patch)
    elif form == "table":
        click.echo(done.result.patch, nl=False)
    return tell((*known.problems, *done.problems))
