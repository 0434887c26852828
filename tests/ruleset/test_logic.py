from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoqa.checks.base import Outcome, Truth
from autoqa.ruleset.expression import All, AnyOf, AtLeast, Expression, Not
from autoqa.ruleset.logic import Verdict, evaluate
from autoqa.types import Cause

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
ORDER = [NO, UNKNOWN, YES]


def outcome(truth: Truth, confidence: float = 1.0) -> Outcome:
    if truth is UNKNOWN:
        return Outcome.unknown(Cause.AMBIGUOUS)
    return Outcome(truth=truth, confidence=confidence)


def verdict(expression: Expression, **outcomes: Outcome) -> Verdict:
    return evaluate(expression, outcomes.__getitem__)


@pytest.mark.parametrize(("a", "b"), list(product(ORDER, ORDER)))
def test_and_is_the_least_and_or_the_greatest(a: Truth, b: Truth) -> None:
    both = {"a": outcome(a), "b": outcome(b)}
    assert verdict(All(all=("a", "b")), **both).truth is min(a, b, key=ORDER.index)
    assert verdict(AnyOf(any=("a", "b")), **both).truth is max(a, b, key=ORDER.index)


@pytest.mark.parametrize(("a", "turned"), [(YES, NO), (NO, YES), (UNKNOWN, UNKNOWN)])
def test_not(a: Truth, turned: Truth) -> None:
    assert verdict(Not(**{"not": "a"}), a=outcome(a)).truth is turned


@settings(deadline=None)
@given(st.lists(st.sampled_from(ORDER), min_size=1, max_size=5), st.data())
def test_at_least_counts_every_way_the_unknown_may_fall(truths: list[Truth], data: st.DataObject) -> None:
    least = data.draw(st.integers(1, len(truths)))
    names = [f"c{index}" for index in range(len(truths))]
    found = verdict(
        AtLeast(at_least=least, of=tuple(names)),
        **{name: outcome(truth) for name, truth in zip(names, truths, strict=True)},
    )
    certain, possible = truths.count(YES), truths.count(YES) + truths.count(UNKNOWN)
    expected = YES if certain >= least else NO if possible < least else UNKNOWN
    assert found.truth is expected


def test_the_conditions_that_decide_are_named() -> None:
    expression = All(all=("a", Not(**{"not": "b"}), AnyOf(any=("c", "d"))))
    outcomes = {"a": outcome(YES), "b": outcome(YES), "c": outcome(NO), "d": outcome(NO)}
    assert verdict(expression, **outcomes).deciding == ("b", "c", "d")
    assert verdict(expression, **outcomes | {"b": outcome(NO), "d": outcome(YES)}).deciding == ("a", "b", "d")
    unknown = outcomes | {"b": outcome(NO), "d": outcome(UNKNOWN)}
    assert verdict(expression, **unknown).deciding == ("d",)


def test_as_sure_as_the_part_without_which_it_would_tip_over() -> None:
    sure = {"a": outcome(YES, 0.9), "b": outcome(YES, 0.6), "c": outcome(YES, 0.3)}
    assert verdict(All(all=("a", "b")), **sure).confidence == 0.6
    assert verdict(AnyOf(any=("a", "b")), **sure).confidence == 0.9
    assert verdict(AtLeast(at_least=2, of=("a", "b", "c")), **sure).confidence == 0.6
    absent = {"a": outcome(NO, 0.9), "b": outcome(NO, 0.6), "c": outcome(YES, 0.3)}
    assert verdict(All(all=("a", "b", "c")), **absent).confidence == 0.9
    assert verdict(AtLeast(at_least=2, of=("a", "b", "c")), **absent).confidence == 0.6
