"""The rules that ship, loaded once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from autoqa.ruleset import RuleSet, load_ruleset

RULES = Path(__file__).parents[2] / "rules"


@cache
def shipped() -> RuleSet:
    return load_ruleset([RULES])
