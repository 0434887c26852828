"""A rule with some of its values written otherwise, as an author would try it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from autoqa.errors import RuleError
from autoqa.ruleset.compile import compile_rule
from autoqa.ruleset.params import as_written
from autoqa.ruleset.problems import Loc
from autoqa.ruleset.rule import Rule


@dataclass(frozen=True)
class Edit:
    """Write ``value`` at ``loc`` of the rule's file (``("params", "limit")``, ``("min_confidence",)``,
    ``("conditions", "said", "except")``). ``append``: add ``value``, a list of texts, to the list there."""

    loc: Loc
    value: Any
    append: bool = False


def edited(data: dict[str, Any], edits: Iterable[Edit]) -> dict[str, Any]:
    """A copy of a file's data with these edits."""
    for edit in edits:
        data = _written(data, edit.loc, edit)
    return data


def _written(data: Any, loc: Loc, edit: Edit) -> Any:
    if not loc:
        return [*(data or []), *as_written(edit.value)] if edit.append else as_written(edit.value)
    step, rest = loc[0], loc[1:]
    if isinstance(data, list):
        assert isinstance(step, int)
        return [_written(part, rest, edit) if index == step else part for index, part in enumerate(data)]
    inside = dict(data or {})
    inside[str(step)] = _written(inside.get(str(step)), rest, edit)
    return inside


def variant(rule: Rule, edits: Iterable[Edit]) -> Rule:
    """``rule`` with these edits; values that a campaign set stay, unless an edit writes that parameter.
    Conditions that come out the same are those of ``rule``, so that judging can tell.

    Raises:
        RuleError: the edited rule has mistakes.
    """
    edits = tuple(edits)
    data = edited(rule.document.data, edits)
    params = dict(rule.params)
    for edit in edits:
        if edit.loc[0] == "params":
            params = _written(params, edit.loc[1:], edit)
    compiled, problems = compile_rule(replace(rule.document, data=data), rule.lexicon, params)
    if compiled is None:
        written = ", ".join(f"{'.'.join(map(str, edit.loc))} = {edit.value}" for edit in edits)
        raise RuleError(rule.id, f"with {written}: {problems[0].cause}", problems[0].mend)
    conditions = {
        name: rule.conditions[name] if rule.conditions.get(name) == condition else condition
        for name, condition in compiled.conditions.items()
    }
    return replace(compiled, conditions=conditions)
