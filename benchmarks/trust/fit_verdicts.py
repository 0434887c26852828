"""Fits the table of trust: one logistic regression over the verdicts of all rules, then a threshold for
each rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autoqa.trust import SIGNS, RuleTrust, TrustTable
from autoqa.trust.table import log_odds
from autoqa.types import Status
from benchmarks.trust.control import LEVEL, controlled, least_of_failures
from benchmarks.trust.verdicts import Given

Reals = npt.NDArray[np.float64]

_STEPS, _RATE = 3000, 0.5
_RULE_RIDGE, _SIGN_RIDGE = 2.0, 0.5
"""Cases that a rule's offset of 0 and a sign's weight of 0 weigh as much as: a rule with few verdicts is
taken to be like the others."""

_FOLDS = 5
PLAIN_THRESHOLD = 0.7
"""Nothing less likely is given, whatever the rule."""

FAIL_LEAST = 0.9
"""And no failure less likely than this, for a deduction must be right in 19 of 20: on the "fit" half 398 of
the 409 from here on were right, and 65 of the 99 below. Groups of rules (banned, consent) whose failures are
as often right further down have a lower one."""


@dataclass(frozen=True)
class _Design:
    """(n, columns) of 1, the signs, failure, and one column a rule; ``right`` (n,)."""

    columns: Reals
    right: Reals
    rules: tuple[str, ...]


def fit(given: Sequence[Given], model_sha256: str, told: str) -> tuple[TrustTable, Reals]:
    """The table, and for each verdict the probability by a fit that did not see its call (n,)."""
    design = _design(given)
    held_out = np.zeros(len(given))
    calls = sorted({one.call for one in given})
    fold = np.array([calls.index(one.call) % _FOLDS for one in given])
    for number in range(_FOLDS):
        seen = fold != number
        weights = _descend(design.columns[seen], design.right[seen], len(design.rules))
        held_out[~seen] = _logistic(design.columns[~seen] @ weights)
    weights = _descend(design.columns, design.right, len(design.rules))
    signs = len(SIGNS)
    offsets = dict(zip(design.rules, weights[signs + 2 :], strict=True))
    leasts = _fail_leasts(given, held_out)
    by_rule: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(given):
        if one.status is not Status.FAIL or held_out[place] >= leasts.get(_group(one.rule), FAIL_LEAST):
            by_rule[one.rule].append(place)
    table = TrustTable(
        model_sha256=model_sha256,
        intercept=round(float(weights[0]), 4),
        weights={name: round(float(w), 4) for name, w in zip(SIGNS, weights[1 : signs + 1], strict=True)},
        fail=round(float(weights[signs + 1]), 4),
        fail_least=FAIL_LEAST,
        rules={
            rule: controlled(
                [float(held_out[i]) for i in places],
                [given[i].right for i in places],
                float(offsets[rule]),
                PLAIN_THRESHOLD,
            ).model_copy(update={"fail_least": leasts.get(_group(rule))})
            for rule, places in sorted(by_rule.items())
        },
        other=RuleTrust(threshold=PLAIN_THRESHOLD),
        level=LEVEL,
        fitted_on=told,
    )
    return table, held_out


def _group(rule: str) -> str:
    return rule.partition(".")[0]


def _fail_leasts(given: Sequence[Given], chances: Reals) -> dict[str, float]:
    """By group of rules, for groups that have one (see :func:`least_of_failures`)."""
    by_group: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(given):
        if one.status is Status.FAIL:
            by_group[_group(one.rule)].append(place)
    found = {
        group: least_of_failures([float(chances[i]) for i in places], [given[i].right for i in places])
        for group, places in sorted(by_group.items())
    }
    return {group: least for group, least in found.items() if least is not None}


def _design(given: Sequence[Given]) -> _Design:
    rules = tuple(sorted({one.rule for one in given}))
    columns = np.zeros((len(given), 2 + len(SIGNS) + len(rules)))
    for row, one in zip(columns, given, strict=True):
        row[0] = 1.0
        row[1 : len(SIGNS) + 1] = [log_odds(one.signs[name]) for name in SIGNS]
        row[len(SIGNS) + 1] = one.status is Status.FAIL
        row[len(SIGNS) + 2 + rules.index(one.rule)] = 1.0
    return _Design(columns, np.array([one.right for one in given], float), rules)


def _descend(columns: Reals, right: Reals, rules: int) -> Reals:
    """Likeliest weights under the ridge; those of the signs are not negative: more confidence is never
    worse."""
    count = len(right)
    ridge = np.concatenate(
        [[0.0], np.full(len(SIGNS), _SIGN_RIDGE), [_RULE_RIDGE], np.full(rules, _RULE_RIDGE)]
    )
    scale = 1.0 + np.abs(columns).mean(axis=0)
    weights = np.zeros(columns.shape[1])
    for _ in range(_STEPS):
        slope = columns.T @ (_logistic(columns @ weights) - right) / count + ridge * weights / count
        weights -= _RATE * slope / scale
        weights[1 : len(SIGNS) + 1] = np.maximum(0.0, weights[1 : len(SIGNS) + 1])
    return weights


def _logistic(odds: Reals) -> Reals:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))))
