"""``autoqa tune diff``."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from autoqa.cli import say
from autoqa.cli.options import ANY_PATH
from autoqa.cli.tune.material import (
    Given,
    deliver,
    gather,
    material_options,
    out_file_option,
    tell,
)
from autoqa.errors import UsageError
from autoqa.types.as_json import to_json

FAILED = 1
"""Exit code when a gate fails."""


@click.command("diff")
@click.argument("a", type=ANY_PATH)
@click.argument("b", type=ANY_PATH)
@material_options(rules=False)
@click.option(
    "--fail-if",
    "gates",
    multiple=True,
    metavar="CONDITION",
    help='Exit with 1 when it holds: "recall(consent.explicit) < 0.95", "appeared(banned.promise) > 3", '
    '"precision(x.y) < a.precision(x.y)". May be repeated.',
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@out_file_option
def diff(
    a: Path,
    b: Path,
    given: Given,
    gates: tuple[str, ...],
    form: str,
    out: Path | None,
) -> int:
    """What changes on the same calls when the rules in folder A become those in folder B.

    Figures against labels (precision, recall, f1, kappa, recall_outright, recall_corrected, tp, fp, fn, tn,
    unsure) need --labels or a database with verdicts; appeared, vanished and changed need none. A figure that
    cannot be reckoned fails its gate.
    """
    from autoqa.tune.compare import compare_rules
    from autoqa.tune.gate import parse_gate, tested
    from autoqa.tune.sides import results_of_sides

    conditions = [parse_gate(written) for written in gates]
    for folder in (a, b):
        if not folder.is_dir():
            raise UsageError(folder, "is not a folder with rules", "Name a rule directory")
    settings = given.settings()
    need = given.labels is not None or any(gate.needs_labels for gate in conditions)
    known = gather(settings, given, need_labels=need)
    done = compare_rules(settings, a, b, known.entries)
    if form == "json":
        deliver(to_json(done.difference, indent=1) + "\n", out)
    else:
        from autoqa.report.difference_table import print_difference

        print_difference(done.difference, Console(highlight=False))
    results = results_of_sides(settings, a, b, done.calls, known.labels, known.drawn)
    outcomes = [tested(gate, done.difference, results) for gate in conditions]
    for outcome in outcomes:
        say(f"gate {outcome.said}")
    code = tell((*known.problems, *done.problems))
    return FAILED if any(outcome.failed for outcome in outcomes) else code
