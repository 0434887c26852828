"""Kleene's three-valued logic over conditions, remembering which conditions decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from autoqa.checks.base import Outcome, Truth
from autoqa.ruleset.expression import All, AnyOf, AtLeast, Expression, Not


@dataclass(frozen=True)
class Verdict:
    """What an expression comes to.

    Attributes:
        confidence: that ``truth`` is right, 0 to 1; of an "and" the weakest part, of an "or" the strongest.
        deciding: names of the conditions that made it so, in reading order.
    """

    truth: Truth
    confidence: float
    deciding: tuple[str, ...]


def evaluate(expression: Expression, outcome_of: Callable[[str], Outcome]) -> Verdict:
    """Value of ``expression``; every condition in it is looked at, so that all the missing ones can be
    named."""
    match expression:
        case str():
            outcome = outcome_of(expression)
            return Verdict(outcome.truth, outcome.confidence, (expression,))
        case Not(not_=part):
            return _negated(evaluate(part, outcome_of))
        case All(all=parts):
            return _at_least(len(parts), [evaluate(part, outcome_of) for part in parts])
        case AnyOf(any=parts):
            return _at_least(1, [evaluate(part, outcome_of) for part in parts])
        case AtLeast(at_least=least, of=parts):
            return _at_least(least, [evaluate(part, outcome_of) for part in parts])


def _negated(verdict: Verdict) -> Verdict:
    flipped = {Truth.YES: Truth.NO, Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN}
    return Verdict(flipped[verdict.truth], verdict.confidence, verdict.deciding)


def _at_least(least: int, parts: list[Verdict]) -> Verdict:
    """``all`` is at least every part, ``any`` at least one. As sure as the part without which it would tip
    over."""
    yes = [part for part in parts if part.truth is Truth.YES]
    no = [part for part in parts if part.truth is Truth.NO]
    spare = len(parts) - least
    if len(yes) >= least:
        return Verdict(Truth.YES, _nth_surest(yes, least), _deciding(yes))
    if len(no) > spare:
        return Verdict(Truth.NO, _nth_surest(no, spare + 1), _deciding(no))
    unknown = [part for part in parts if part.truth is Truth.UNKNOWN]
    return Verdict(Truth.UNKNOWN, 0.0, _deciding(unknown))


def _nth_surest(parts: list[Verdict], n: int) -> float:
    return sorted((part.confidence for part in parts), reverse=True)[n - 1]


def _deciding(parts: list[Verdict]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part.deciding))
