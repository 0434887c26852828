"""From a rule file to a :class:`~autoqa.ruleset.rule.Rule`, with every mistake at its line and column."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from autoqa.checks import KINDS
from autoqa.checks.base import Check
from autoqa.errors import RuleError
from autoqa.ruleset.anchors import MOMENTS, TURNS
from autoqa.ruleset.expression import located
from autoqa.ruleset.params import Filler, as_written
from autoqa.ruleset.problems import Loc, Problem, did_you_mean
from autoqa.ruleset.rule import Condition, Lexicon, Rule
from autoqa.ruleset.schema import Common, RuleFile
from autoqa.ruleset.strict_yaml import Document
from autoqa.ruleset.validation import problems_of

COMMON_KEYS = frozenset(Common.model_fields)


def with_params(rule: Rule, overrides: Mapping[str, Any] | None) -> Rule:
    """The rule with other parameter values.

    Raises:
        RuleError: a parameter that the rule has not, or a value that its conditions refuse.
    """
    if not overrides:
        return rule
    return _variant(rule, json.dumps(as_written(overrides), sort_keys=True, ensure_ascii=False))


@lru_cache(maxsize=512)
def _variant(rule: Rule, written: str) -> Rule:
    overrides = json.loads(written)
    for name in overrides:
        if name not in rule.params:
            raise RuleError(rule.id, f'it has no parameter "{name}"', did_you_mean(name, rule.params))
    variant, problems = compile_rule(rule.document, rule.lexicon, {**rule.params, **overrides})
    if variant is None:
        raise RuleError(rule.id, f"with {written}: {problems[0].cause}", problems[0].mend)
    return variant


def compile_rule(
    document: Document, lexicon: Lexicon, params: Mapping[str, Any] | None = None
) -> tuple[Rule | None, list[Problem]]:
    """Make a rule of a file, with ``params`` in place of its own. None when anything in it is wrong."""
    try:
        file = RuleFile.model_validate(document.data)
    except ValidationError as error:
        problems = problems_of(error, document, RuleFile)
        raw = document.data.get("conditions")
        if isinstance(raw, dict):
            problems += _conditions(document, raw, Filler(document.data.get("params") or {}, lexicon))[1]
        return None, problems
    in_force = dict(file.params if params is None else params)
    filler = Filler(in_force, lexicon)
    conditions, problems = _conditions(document, file.conditions, filler)
    problems += list(_unknown_names(document, file, conditions))
    if problems:
        return None, problems
    problems = list(_cycles(document, conditions))
    if problems:
        return None, problems
    return Rule(file, document, lexicon, in_force, conditions, frozenset(filler.used)), []


def _conditions(
    document: Document, raw: Mapping[str, Any], filler: Filler
) -> tuple[dict[str, Condition], list[Problem]]:
    conditions: dict[str, Condition] = {}
    problems: list[Problem] = []
    for name, written in raw.items():
        loc: Loc = ("conditions", name)
        if not isinstance(written, dict):
            continue
        before = len(filler.missing)
        filled = filler.fill(written, loc)
        unfilled = filler.missing[before:]
        problems += [document.problem(gap.loc, gap.cause, gap.mend) for gap in unfilled]
        if not unfilled:
            condition, wrong = _condition(document, name, filled, loc)
            problems += wrong
            if condition is not None:
                conditions[name] = condition
    return conditions, problems


def _condition(
    document: Document, name: str, filled: dict[str, Any], loc: Loc
) -> tuple[Condition | None, list[Problem]]:
    problems: list[Problem] = []
    common: Common | None = None
    check: Check | None = None
    try:
        common = Common.model_validate({key: filled[key] for key in filled if key in COMMON_KEYS})
    except ValidationError as error:
        problems += problems_of(error, document, Common, loc)
    kinds = {model.model_fields["kind"].default: model for model in KINDS}
    kind = filled.get("kind")
    if kind is None:
        return None, [*problems, _kind_missing(document, filled, loc)]
    if not isinstance(kind, str) or kind not in kinds:
        cause = f'"{kind}" is not a kind of condition'
        return None, [*problems, document.problem((*loc, "kind"), cause, did_you_mean(str(kind), kinds))]
    try:
        check = kinds[kind].model_validate({key: filled[key] for key in filled if key not in COMMON_KEYS})
    except ValidationError as error:
        problems += problems_of(error, document, kinds[kind], loc, COMMON_KEYS)
    if common is None or check is None:
        return None, problems
    return Condition(name, check, common), problems


def _kind_missing(document: Document, filled: Mapping[str, Any], loc: Loc) -> Problem:
    """ "kind" itself may be what is misspelt."""
    near = get_close_matches("kind", filled, n=1)
    if near:
        cause = f'unknown key "{near[0]}"'
        return document.problem((*loc, near[0]), cause, 'Did you mean "kind"?', at_key=True)
    return document.problem(loc, '"kind" is missing', "Add it.", at_key=True)


def _unknown_names(document: Document, file: RuleFile, known: Mapping[str, Condition]) -> Iterator[Problem]:
    used: list[tuple[Loc, str]] = [(("flag", index), name) for index, name in enumerate(file.flag)]
    for key in ("only_if", "require", "forbid"):
        expression = getattr(file, key)
        used += located(expression, (key,)) if expression is not None else ()
    for loc, name in used:
        if name not in file.conditions:
            yield document.problem(
                loc, f'there is no condition "{name}"', did_you_mean(name, file.conditions)
            )
    for condition in known.values():
        for name in sorted(condition.anchors - set(file.conditions)):
            cause = f'the window is measured from "{name}", which is neither a condition nor a known anchor'
            choices = {*file.conditions, *MOMENTS, *TURNS}
            yield document.problem(
                ("conditions", condition.name, "window"), cause, did_you_mean(name, choices)
            )


def _cycles(document: Document, conditions: Mapping[str, Condition]) -> Iterator[Problem]:
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> Iterator[Problem]:
        if name in way:
            circle = " -> ".join([*way[way.index(name) :], name])
            loc: Loc = ("conditions", name, "window")
            yield document.problem(
                loc, f"windows wait for each other: {circle}", "Measure one of them from elsewhere."
            )
        elif name not in done:
            for anchor in sorted(conditions[name].anchors):
                yield from visit(anchor, (*way, name))
            done.add(name)

    for name in conditions:
        yield from visit(name, ())
