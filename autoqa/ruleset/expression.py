"""Expressions over the named conditions of a rule: a name, or ``all`` / ``any`` / ``not`` / ``at_least …
of``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from autoqa.ruleset.problems import Loc
from autoqa.types import Frozen

ConditionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
"""Small letters, digits and underscores, so that a name can stand in a window (``ask.end + 10``)."""


class All(Frozen):
    """Every one of them holds."""

    all: tuple[Expression, ...] = Field(min_length=1)


class AnyOf(Frozen):
    """One of them holds, or more."""

    any: tuple[Expression, ...] = Field(min_length=1)


class Not(Frozen):
    """It does not hold."""

    not_: Expression = Field(alias="not")


class AtLeast(Frozen):
    """At least so many of them hold."""

    at_least: int = Field(ge=1)
    of: tuple[Expression, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _possible(self) -> AtLeast:
        if self.at_least > len(self.of):
            raise ValueError(f"at_least {self.at_least} of {len(self.of)} can never hold")
        return self


_WORDS: dict[type[Frozen], str] = {All: "all", AnyOf: "any", Not: "not", AtLeast: "at_least"}


def _shape(value: Any) -> str:
    """Which form is meant; of a mapping without a known word, "all", whose error then names the wrong key."""
    if not isinstance(value, dict):
        return _WORDS.get(type(value), "name")
    if "of" in value:
        return "at_least"
    return next((word for word in _WORDS.values() if word in value), "all")


Expression = Annotated[
    Annotated[ConditionName, Tag("name")]
    | Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[AtLeast, Tag("at_least")],
    Discriminator(_shape),
]

for _model in (All, AnyOf, Not, AtLeast):
    _model.model_rebuild()


def located(expression: Expression, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Names of the conditions in an expression, in reading order, each with its place below ``loc``."""
    match expression:
        case All(all=parts):
            yield from _of(parts, (*loc, "all"))
        case AnyOf(any=parts):
            yield from _of(parts, (*loc, "any"))
        case AtLeast(of=parts):
            yield from _of(parts, (*loc, "of"))
        case Not(not_=part):
            yield from located(part, (*loc, "not"))
        case str():
            yield loc, expression


def _of(parts: tuple[Expression, ...], loc: Loc) -> Iterator[tuple[Loc, str]]:
    for index, part in enumerate(parts):
        yield from located(part, (*loc, index))
