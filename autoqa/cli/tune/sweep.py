"""``autoqa tune sweep``."""

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


@click.command("sweep")
@click.argument("rule", metavar="RULE")
@click.option(
    "--param",
    required=True,
    metavar="NAME=LOW:HIGH:STEP",
    help="A parameter, min_confidence, or CONDITION.KEY; both ends are tried.",
)
@material_options()
@cost_options
@click.option("--patch", type=ANY_PATH, metavar="FILE", help="Write the advised value as a patch here.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "html"]), default="table", show_default=True
)
@out_file_option
def sweep(
    rule: str,
    param: str,
    given: Given,
    costs: Costs,
    patch: Path | None,
    form: str,
    out: Path | None,
) -> int:
    """Try a number of RULE over a range on labelled calls.

    A value is advised only when it is cheaper also on agents and on days that it was not chosen on.
    """
    from autoqa.tune.parameter import parse_range
    from autoqa.tune.sweep import advised_patch
    from autoqa.tune.sweep import sweep as try_values

    span = parse_range(param)
    settings = given.settings()
    known = gather(settings, given)
    done = try_values(settings, rule, span, known.entries, known.labels, costs, known.drawn)
    if form == "json":
        deliver(to_json(done.sweep, indent=1) + "\n", out)
    elif form == "html":
        from autoqa.report.sweep_page import render_sweep

        deliver(render_sweep(done.sweep), out)
    else:
        from autoqa.report.tuning_table import print_sweep

        print_sweep(done.sweep, Console(highlight=False))
    if patch is not None:
        deliver(advised_patch(settings, done.sweep), patch)
    return tell((*known.problems, *done.problems))
