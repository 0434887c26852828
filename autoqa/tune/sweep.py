"""One number of a rule over a range, on labelled calls; the choice is tested on calls it was not made on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from autoqa.config import Settings
from autoqa.errors import UsageError
from autoqa.pipeline import Workshop
from autoqa.ruleset import Rule
from autoqa.ruleset.variant import Edit
from autoqa.tune.agreement import Agreement, Case, agreement
from autoqa.tune.corpus import Entry
from autoqa.tune.cost import Costs
from autoqa.tune.folds import grouped_folds
from autoqa.tune.parameter import Parameter, Sweepable, parameter
from autoqa.tune.patch import patch_of
from autoqa.tune.people import HumanVerdict, human_verdicts
from autoqa.tune.rule_result import Drawn
from autoqa.tune.spread import spread
from autoqa.tune.trial import Trial, Tried, weights
from autoqa.types import Frozen, Label


class SweepPoint(Agreement):
    """The rule with one value. Counts are of labelled calls; ``cost`` is that of all stored calls, each
    labelled one standing for others (see :func:`autoqa.tune.trial.weights`)."""

    value: float
    cost: float


class HeldOut(Frozen):
    """Cross-validation by agents or days: in each fold the value is chosen on the other folds.

    Attributes:
        chosen: the value of each fold; values far apart mean that the labels do not settle it.
        cost: of the held-out calls with the values so chosen, all folds together.
        cost_now: of the same calls with the value as it stands.
    """

    by: Literal["agent", "day"]
    groups: int
    chosen: tuple[float, ...]
    cost: float
    cost_now: float


class Sweep(Frozen):
    """``autoqa.sweep/1``.

    Attributes:
        stored, calls, violations: stored calls, labelled ones among them, violations among these.
        now: value as it stands (None where calls of several campaigns have several), and ``cost_now``.
        best: the cheapest value, of equals the nearest to ``now``.
        advised: ``best`` where it is cheaper than ``now``, also on held-out agents and days; else None.
    """

    format: Literal["autoqa.sweep/1"] = "autoqa.sweep/1"
    rule: str
    parameter: str
    stored: int
    calls: int
    violations: int
    costs: Costs
    now: float | None
    cost_now: float
    points: tuple[SweepPoint, ...]
    best: float
    held_out: tuple[HeldOut, ...]
    advised: float | None


@dataclass(frozen=True)
class Swept:
    sweep: Sweep
    problems: tuple[str, ...]


def sweep(
    settings: Settings,
    rule: str,
    span: Sweepable,
    entries: Sequence[Entry],
    labels: Sequence[Label],
    costs: Costs | None = None,
    drawn: Drawn | None = None,
) -> Swept:
    """Judge the labelled calls by ``rule`` with each value of ``span``.

    Args:
        drawn: probability with which each call of the random sample was drawn, by call id; see
            :func:`autoqa.tune.trial.weights`.

    Raises:
        UsageError: no such rule or number, or no labelled call is stored.
        RuleError: the rule refuses a value.
    """
    costs = costs or Costs()
    number = parameter(rule_of(settings, rule), span.name)
    people = human_verdicts(label for label in labels if label.rule == rule)
    decided = {call: human for (call, _), human in people.items() if human.violation is not None}
    variants = tuple((edit_of(number, value),) for value in span.values)
    done = spread(Trial(settings, rule, variants, frozenset(decided)), entries)
    share = weights(done.results, decided, drawn)
    tried = [call for call in done.results if call.id in decided]
    if not tried:
        raise UsageError(rule, "no labelled call is among the stored ones", "Label some calls of this rule")
    table = _Table(span.values, number.value, tried, decided, costs, share)
    return Swept(_swept(rule, number, table, len(done.results)), done.problems)


def rule_of(settings: Settings, name: str) -> Rule:
    """
    Raises:
        UsageError: there is no such rule.
    """
    from autoqa.ruleset.problems import did_you_mean

    rules = Workshop(settings).ruleset().rules
    if name not in rules:
        raise UsageError(name, "there is no such rule", did_you_mean(name, rules))
    return rules[name]


def edit_of(number: Parameter, value: float) -> Edit:
    """Writing ``value`` as an author would: 12, not 12.0."""
    return Edit(number.loc, int(value) if value == int(value) else value)


class _Table:
    """Cases of every labelled call with every value; column 0 is the rule as it stands."""

    def __init__(
        self,
        values: Sequence[float],
        now: float | None,
        tried: Sequence[Tried],
        people: dict[str, HumanVerdict],
        costs: Costs,
        share: Mapping[str, float],
    ) -> None:
        self.rates = costs
        self.values = values
        self.now = now
        self.tried = tried
        self.cases = [
            [call.case(column, people[call.id]) for column in range(len(values) + 1)] for call in tried
        ]
        self.costs = [
            [costs.of(case) * share[call.id] for case in row]
            for call, row in zip(tried, self.cases, strict=True)
        ]

    def column(self, index: int) -> list[Case]:
        return [row[index] for row in self.cases]

    def cost(self, index: int, calls: Sequence[int] | None = None) -> float:
        chosen = range(len(self.costs)) if calls is None else calls
        return sum(self.costs[call][index] for call in chosen)

    def best(self, calls: Sequence[int] | None = None) -> int:
        """Column of the cheapest value; of equals the nearest to the one in force."""

        def rank(column: int) -> tuple[float, float]:
            far = abs(self.values[column - 1] - self.now) if self.now is not None else 0.0
            return round(self.cost(column, calls), 9), far

        return min(range(1, len(self.values) + 1), key=rank)


def _swept(rule: str, number: Parameter, table: _Table, stored: int) -> Sweep:
    points = [
        SweepPoint(**agreement(table.column(column)).model_dump(), value=value, cost=table.cost(column))
        for column, value in enumerate(table.values, start=1)
    ]
    best = table.best()
    tests = [
        test
        for test in (
            _held_out(table, "agent", lambda call: call.agent),
            _held_out(table, "day", lambda call: call.day),
        )
        if test is not None
    ]
    now = table.cost(0)
    better = table.cost(best) < now and bool(tests) and all(test.cost < test.cost_now for test in tests)
    return Sweep(
        rule=rule,
        parameter=number.name,
        stored=stored,
        calls=len(table.tried),
        violations=sum(row[0].violation for row in table.cases),
        costs=table.rates,
        now=number.value,
        cost_now=now,
        points=tuple(points),
        best=table.values[best - 1],
        held_out=tuple(tests),
        advised=table.values[best - 1] if better else None,
    )


def _held_out(table: _Table, by: Literal["agent", "day"], group: Callable[[Tried], str]) -> HeldOut | None:
    """None when the calls are all of one agent, or of one day."""
    groups = [group(call) for call in table.tried]
    folds = grouped_folds(groups)
    if not folds:
        return None
    everything = range(len(groups))
    chosen = [table.best([call for call in everything if call not in set(fold)]) for fold in folds]
    return HeldOut(
        by=by,
        groups=len(set(groups)),
        chosen=tuple(table.values[column - 1] for column in chosen),
        cost=sum(table.cost(column, fold) for column, fold in zip(chosen, folds, strict=True)),
        cost_now=sum(table.cost(0, fold) for fold in folds),
    )


def advised_patch(settings: Settings, found: Sweep) -> str:
    """The advised value as a patch to the rule's file; empty where nothing is advised.

    Raises:
        UsageError: the file cannot be edited there.
    """
    if found.advised is None:
        return ""
    rule = rule_of(settings, found.rule)
    return patch_of(rule, [edit_of(parameter(rule, found.parameter), found.advised)], settings.rule_dirs)
