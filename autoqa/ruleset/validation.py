"""Pydantic's errors, said in the words of a rule author and put at the line and column of the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from autoqa.ruleset.problems import Loc, Problem, did_you_mean
from autoqa.ruleset.strict_yaml import Document

_NUMBER_ERRORS = {"int_parsing", "float_parsing", "int_from_float", "int_type", "float_type"}


_A_LIST = "a list is needed here"
"""Left out where something else is wrong with the value: a number or a list may stand there."""


def problems_of(
    error: ValidationError,
    document: Document,
    model: type[BaseModel],
    base: Loc = (),
    also: frozenset[str] = frozenset(),
) -> list[Problem]:
    """All mistakes in ``error``, which validating the part of ``document`` at ``base`` against ``model``
    gave; ``also`` are keys that may stand at ``base`` beside those of the model."""
    found = [_problem(detail, document, model, base, also) for detail in error.errors(include_url=False)]
    said = {problem.mark for problem in found if problem.cause != _A_LIST}
    return [one for one in dict.fromkeys(found) if one.cause != _A_LIST or one.mark not in said]


def _problem(
    detail: ErrorDetails, document: Document, model: type[BaseModel], base: Loc, also: frozenset[str]
) -> Problem:
    kind = detail["type"]
    loc = _written(document, base, detail["loc"])
    if kind == "extra_forbidden":
        key = str(detail["loc"][-1])
        above = detail["loc"][:-1]
        mend = did_you_mean(key, _keys(model, above) | (set() if above else also))
        return document.problem(loc, f'unknown key "{key}"', mend, at_key=True)
    if kind == "missing":
        return document.problem(loc, f'"{detail["loc"][-1]}" is missing', "Add it.", at_key=True)
    if kind == "union_tag_not_found":
        return document.problem(loc, f"{detail['ctx']['discriminator']} is missing", "Add it.", at_key=True)
    if kind == "union_tag_invalid":
        context = detail["ctx"]
        allowed = context["expected_tags"].replace("'", "").split(", ")
        by = str(context["discriminator"]).strip("'")
        return document.problem(
            (*loc, by), f'"{context["tag"]}" is not known here', did_you_mean(context["tag"], allowed)
        )
    value = detail["input"]
    if kind in ("enum", "literal_error"):
        allowed = detail["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return document.problem(loc, f'"{value}" is not known here', did_you_mean(str(value), allowed))
    if kind in _NUMBER_ERRORS:
        return document.problem(
            loc, f'"{value}" is not a number', "Write digits only; units are fixed by the key."
        )
    if kind in ("tuple_type", "list_type", "set_type", "frozen_set_type"):
        return document.problem(loc, _A_LIST, "Write [..., ...], also for one entry.")
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return document.problem(loc, "keys and values are needed here", "Write {key: value, ...}.")
    if kind == "string_pattern_mismatch":
        return document.problem(
            loc, f'"{value}" has not the right form', f"It must match {detail['ctx']['pattern']}."
        )
    return document.problem(loc, detail["msg"].removeprefix("Value error, "), "Correct it.")


def _written(document: Document, base: Loc, loc: Loc) -> Loc:
    """``loc`` as a way through the file: without the names of union members that pydantic puts in between."""
    way = base
    for step in loc:
        if (*way, step) in document.values:
            way = (*way, step)
    return way


def _keys(model: type[BaseModel], loc: Loc) -> set[str]:
    """Keys allowed at ``loc`` inside ``model``."""
    models = [model]
    for step in loc:
        deeper = [found for known in models for found in _inside(known, step)]
        models = deeper or models
    return {field.alias or name for known in models for name, field in known.model_fields.items()}


def _inside(model: type[BaseModel], step: str | int) -> list[type[BaseModel]]:
    for name, field in model.model_fields.items():
        if step in (field.alias or name, name):
            return list(_models(field.annotation))
    return []


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
