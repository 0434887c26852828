"""``autoqa tune eval``."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from autoqa.cli.tune.material import (
    Given,
    deliver,
    gather,
    material_options,
    out_file_option,
    tell,
)
from autoqa.types.as_json import to_json


@click.command("eval")
@material_options()
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "html"]), default="table", show_default=True
)
@out_file_option
def evaluate(
    given: Given,
    form: str,
    out: Path | None,
) -> int:
    """How well rules and standard agree with people, and where not.

    Labels may also be of items of the standard (with points) and of the standard as a whole.
    """
    from autoqa.tune.evaluate import evaluate as compare

    settings = given.settings()
    known = gather(settings, given)
    done = compare(settings, known.entries, known.labels, known.drawn)
    if form == "json":
        deliver(to_json(done.evaluation, indent=1) + "\n", out)
    elif form == "html":
        from autoqa.report.evaluation_page import render_evaluation

        deliver(render_evaluation(done.evaluation, known.entries), out)
    else:
        from autoqa.report.evaluation_table import print_evaluation

        print_evaluation(done.evaluation, Console(highlight=False))
    return tell((*known.problems, *done.problems))
