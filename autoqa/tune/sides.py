"""Figures against labels of both sides of a comparison of rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autoqa.config import Settings
from autoqa.pipeline import Workshop
from autoqa.tune.compare import Both
from autoqa.tune.people import human_verdicts
from autoqa.tune.result import RuleResult
from autoqa.tune.rule_result import Drawn, rule_result
from autoqa.types import Label


def results_of_sides(
    settings: Settings,
    a: Path,
    b: Path,
    calls: Sequence[Both],
    labels: Sequence[Label],
    drawn: Drawn | None = None,
) -> dict[str, dict[str, RuleResult]]:
    """Per side (``a``, ``b``) the figures of each labelled rule that runs there."""
    people = human_verdicts(labels)
    names = sorted({rule for _, rule in people})
    found: dict[str, dict[str, RuleResult]] = {}
    for side, folder in (("a", a), ("b", b)):
        rules = Workshop(settings.model_copy(update={"rules": folder})).ruleset().rules
        judged = [both.a if side == "a" else both.b for both in calls]
        found[side] = {
            name: rule_result(rules[name], judged, people, drawn)
            for name in names
            if name in rules and rules[name].runs
        }
    return found
