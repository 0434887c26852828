"""Small rule directories and calls for the tests of the rule language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

from autoqa.checks.base import CallView
from autoqa.ruleset import Rule, RuleSet, load_ruleset
from autoqa.ruleset.example_call import view_of
from autoqa.ruleset.schema import Example
from autoqa.types import Status


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files below ``folder`` and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return folder


def ruleset(folder: Path, files: Mapping[str, str]) -> RuleSet:
    return load_ruleset([write(folder, files)])


def rule(folder: Path, body: str, rule_id: str = "test.rule") -> Rule:
    """One rule whose file begins with the id, a title and a description."""
    head = f"id: {rule_id}\ntitle: 测试规则\ndescription: 只在测试里用。\n"
    return ruleset(folder, {"rule.yaml": head + dedent(body).lstrip("\n")}).rules[rule_id]


def call(*dialogue: str, **options: Any) -> CallView:
    """A call from lines of dialogue; ``options`` are those of an example."""
    return view_of(
        Example.model_validate({"name": "call", "expect": Status.PASS, "dialogue": dialogue, **options})
    )
