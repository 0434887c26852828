"""Whatever is taken out of a rule, one of its examples notices: a part of its logic, a guard, or an
exception."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from autoqa.ruleset.compile import compile_rule
from autoqa.ruleset.examples import run_example
from tests.rules.shipped import shipped

Written = dict[str, Any]


def _without(expression: Any, name: str) -> Any:
    """The expression without one condition; None when nothing is left."""
    if isinstance(expression, str):
        return None if expression == name else expression
    if "not" in expression:
        inner = _without(expression["not"], name)
        return None if inner is None else {"not": inner}
    key = next(key for key in ("all", "any", "of") if key in expression)
    kept = [part for part in (_without(part, name) for part in expression[key]) if part is not None]
    return {**expression, key: kept} if kept else None


def _mutants(written: Written) -> Iterator[tuple[str, Written]]:
    for key in ("only_if", "require", "forbid"):
        for name in written["conditions"] if key in written else ():
            left = _without(written[key], name)
            if left == written[key] or (left is None and key != "only_if"):
                continue
            mutant = copy.deepcopy(written)
            if left is None:
                del mutant[key]
            else:
                mutant[key] = left
            yield f"{key} without {name}", mutant
    for name, condition in written["conditions"].items():
        for key in ("guards", "except"):
            for place, dropped in enumerate(condition.get(key, ())):
                mutant = copy.deepcopy(written)
                del mutant["conditions"][name][key][place]
                yield f"{name}.{key} without {dropped}", mutant


MUTANTS = [
    pytest.param(rule, mutant, id=f"{rule}: {what}")
    for rule, compiled in shipped().rules.items()
    for what, mutant in _mutants(compiled.document.data)
]


@pytest.mark.parametrize(("rule", "mutant"), MUTANTS)
def test_an_example_notices(rule: str, mutant: Written) -> None:
    document = replace(shipped().rules[rule].document, data=mutant)
    changed, problems = compile_rule(document, shipped().lexicon)
    assert changed is not None, problems
    assert any(run_example(changed, place).problem for place in range(len(changed.file.examples)))
