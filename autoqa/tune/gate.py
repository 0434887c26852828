"""Conditions under which a change of rules must not go through: ``recall(consent.explicit) < 0.95``."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from autoqa.errors import UsageError
from autoqa.ruleset.problems import did_you_mean
from autoqa.tune.compare import Move, RulesDiff
from autoqa.tune.result import RuleResult

METRICS = (
    *("precision", "recall", "f1", "kappa", "recall_outright", "recall_corrected"),
    *("tp", "fp", "fn", "tn", "unsure"),
)
"""Figures against labels."""

MOVES = {"appeared": Move.APPEARS, "vanished": Move.VANISHES, "changed": Move.CHANGES}
"""Counts of what differs between A and B; they need no labels."""

_OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}
_CALL = r"(a\.|b\.)?([a-z_0-9]+)\(([^()]+)\)"
_WRITTEN = re.compile(rf"\s*{_CALL}\s*(<=|>=|==|!=|<|>)\s*(?:{_CALL}|([-+]?\d+(?:\.\d+)?))\s*")


@dataclass(frozen=True)
class Figure:
    """A figure of one rule, of side ``a`` or ``b``."""

    side: str
    metric: str
    rule: str


@dataclass(frozen=True)
class Gate:
    """``left`` compared with a number or another figure; the change fails when it holds."""

    written: str
    left: Figure
    operator: str
    right: Figure | float

    @property
    def figures(self) -> tuple[Figure, ...]:
        return (self.left, self.right) if isinstance(self.right, Figure) else (self.left,)

    @property
    def rules(self) -> frozenset[str]:
        return frozenset(figure.rule for figure in self.figures)

    @property
    def needs_labels(self) -> bool:
        return any(figure.metric not in MOVES for figure in self.figures)


@dataclass(frozen=True)
class Tested:
    """What a gate came to: ``failed`` also when a figure cannot be reckoned, for that is no pass."""

    gate: Gate
    failed: bool
    said: str


def parse_gate(written: str) -> Gate:
    """``METRIC(RULE) OP NUMBER``; instead of the number ``a.METRIC(RULE)`` compares with the figure of A.
    Without ``a.`` a figure is that of B.

    Raises:
        UsageError: it is not of that form, or the metric is unknown.
    """
    match = _WRITTEN.fullmatch(written)
    if match is None:
        raise UsageError(
            f"--fail-if {written!r}",
            "is not METRIC(RULE) OPERATOR NUMBER",
            'Write for example "recall(consent.explicit) < 0.95"',
        )
    side, metric, rule, how, other_side, other_metric, other_rule, number = match.groups()
    left = _figure(side, metric, rule, written)
    right = float(number) if number else _figure(other_side, other_metric, other_rule, written)
    return Gate(written.strip(), left, how, right)


def _figure(side: str | None, metric: str, rule: str, written: str) -> Figure:
    if metric not in METRICS and metric not in MOVES:
        raise UsageError(
            f"--fail-if {written!r}", f"there is no figure {metric}", did_you_mean(metric, (*METRICS, *MOVES))
        )
    return Figure((side or "b.")[0], metric, rule.strip())


def tested(gate: Gate, difference: RulesDiff, results: Mapping[str, Mapping[str, RuleResult]]) -> Tested:
    """Compare. ``results``: per side (``a``, ``b``) the figures of each labelled rule."""
    values = [_value(figure, difference, results) for figure in gate.figures]
    shown = ", ".join(
        f"{figure.side}.{figure.metric}({figure.rule}) = {'unknown' if value is None else f'{value:.4g}'}"
        for figure, value in zip(gate.figures, values, strict=True)
    )
    left = values[0]
    right = gate.right if isinstance(gate.right, float) else values[1]
    if left is None or right is None:
        return Tested(gate, True, f"cannot be told, so it fails: {gate.written} ({shown})")
    failed = _OPERATORS[gate.operator](left, right)
    return Tested(gate, failed, f"{'fails' if failed else 'holds'}: {gate.written} ({shown})")


def _value(
    figure: Figure, difference: RulesDiff, results: Mapping[str, Mapping[str, RuleResult]]
) -> float | None:
    if figure.metric in MOVES:
        return float(difference.rules.get(figure.rule, {}).get(MOVES[figure.metric], 0))
    result = results[figure.side].get(figure.rule)
    value = getattr(result, figure.metric) if result is not None else None
    return float(value) if value is not None else None
