"""Numbers of a rule that can be swept, and ranges to sweep them over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autoqa.errors import UsageError
from autoqa.ruleset import Rule
from autoqa.ruleset.problems import Loc, did_you_mean

MOST_VALUES = 1000


@dataclass(frozen=True)
class Parameter:
    """A number of a rule: its name on the command line, where it stands in the file, its value today."""

    name: str
    loc: Loc
    value: float | None


@dataclass(frozen=True)
class Sweepable:
    """A parameter with the values to try, in order."""

    name: str
    values: tuple[float, ...]


def parse_range(written: str) -> Sweepable:
    """``NAME=LOW:HIGH:STEP``, both ends included.

    Raises:
        UsageError: it is not of that form, or there are too many values.
    """
    name, _, span = written.partition("=")
    try:
        low, high, step = (float(part) for part in span.split(":"))
    except ValueError:
        raise UsageError(
            f"--param {written}", "is not NAME=LOW:HIGH:STEP", "Write for example limit=10:20:0.5"
        ) from None
    if not name.strip() or step <= 0 or high < low:
        raise UsageError(f"--param {written}", "is an empty range", "Write LOW <= HIGH and STEP > 0")
    count = int((high - low) / step + 1e-9) + 1
    if count > MOST_VALUES:
        raise UsageError(f"--param {written}", f"has {count} values", f"Try at most {MOST_VALUES}")
    return Sweepable(name.strip(), tuple(round(low + index * step, 9) for index in range(count)))


def parameter(rule: Rule, name: str) -> Parameter:
    """The number of ``rule`` called ``name``: a parameter, ``min_confidence``, or ``CONDITION.KEY`` for a
    number written in a condition.

    Raises:
        UsageError: there is none of that name.
    """
    known = {one.name: one for one in parameters(rule)}
    if name not in known:
        raise UsageError(rule.id, f'it has no number "{name}"', did_you_mean(name, known))
    return known[name]


def parameters(rule: Rule) -> Iterator[Parameter]:
    """Every number of a rule that can be swept."""
    for name, value in rule.params.items():
        if (number := _number(value)) is not None:
            yield Parameter(name, ("params", name), number)
    yield Parameter("min_confidence", ("min_confidence",), rule.file.min_confidence)
    for name, condition in rule.file.conditions.items():
        yield from _numbers(condition, name, ("conditions", name))


def _numbers(value: Any, name: str, loc: Loc) -> Iterator[Parameter]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _numbers(inner, f"{name}.{key}", (*loc, key))
    elif (number := _number(value)) is not None:
        yield Parameter(name, loc, number)


def _number(value: Any) -> float | None:
    try:
        return float(value) if isinstance(value, (str, int, float)) else None
    except ValueError:
        return None
