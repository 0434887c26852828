"""What is put together while one condition is carried over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autoqa.ruleset.sca.expressions import Written, joined


@dataclass
class Made:
    """Conditions of our own that one operator becomes.

    Attributes:
        name: that of the first condition; further ones get ``_2``, ``_3`` …
        common: ``role`` and ``window``, for each of them.
        conditions: by name, as a rule file writes them.
        expression: how they are joined; None when nothing could be carried over.
        lost: what has no counterpart.
    """

    name: str
    common: dict[str, Any]
    conditions: dict[str, dict[str, Any]] = field(default_factory=dict)
    expression: Written | None = None
    lost: list[str] = field(default_factory=list)

    def add(self, kind: str, *, window: dict[str, Any] | None = None, **keys: Any) -> str:
        """Another condition; its name. ``window`` in place of the common one."""
        name = self.name if not self.conditions else f"{self.name}_{len(self.conditions) + 1}"
        condition = {"kind": kind, **{key.rstrip("_"): value for key, value in keys.items()}}
        condition |= self.common | ({"window": window} if window is not None else {})
        self.conditions[name] = condition
        return name

    def only(self, kind: str, **keys: Any) -> None:
        """One condition that is all there is."""
        self.expression = self.add(kind, **keys)

    def all_of(self, names: list[str]) -> None:
        self.expression = joined("all", list(names))


def number(value: Any) -> float | None:
    """A number that may be written as text; None for anything else."""
    try:
        return None if value is None or isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None


def tidy(value: float) -> int | float:
    """Without a needless ``.0``."""
    return int(value) if value == int(value) else value
