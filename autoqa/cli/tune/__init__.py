"""``autoqa tune``: rules against what people decided."""

from __future__ import annotations

import click

from autoqa.cli.tune.diff import diff
from autoqa.cli.tune.evaluate import evaluate
from autoqa.cli.tune.suggest import suggest
from autoqa.cli.tune.sweep import sweep


@click.group("tune")
def command() -> None:
    """Compare rules with hand labels, try changes on stored calls, suggest better ones.

    Nothing here changes a rule: what is suggested is written as a patch.
    """


for part in (evaluate, sweep, suggest, diff):
    command.add_command(part)
