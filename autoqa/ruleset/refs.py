"""Rules as scoring standards name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from autoqa.ruleset.params import as_written
from autoqa.ruleset.schema import ParamName, RuleId
from autoqa.types import Frozen


class NamedRule(Frozen):
    """A rule that an item rests on.

    Attributes:
        params: values that the standard sets for it; ``$name`` is a parameter of the standard.
        when: only if these parameters of the standard have these values.
        only: ``fail``: the rule can show that the item fails, not that all is well; what it cannot tell does
            not keep the item open, and alone it leaves the rest to a person.
    """

    rule: RuleId
    params: dict[ParamName, Any] = Field(default={})
    when: dict[ParamName, Any] = Field(default={})
    only: Literal["fail"] | None = None

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether the standard uses the rule with these parameter values."""
        return all(as_written(values[name]) == as_written(wanted) for name, wanted in self.when.items())


def _named(value: Any) -> Any:
    return {"rule": value} if isinstance(value, str) else value


RuleRef = Annotated[NamedRule, BeforeValidator(_named)]
"""``group.name``, or ``{rule: group.name, params: {...}, when: {...}}``."""
