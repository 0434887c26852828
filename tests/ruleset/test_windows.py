from __future__ import annotations

from typing import Any

import pytest

from autoqa.checks.base import CallView, Hit, Outcome, Scope
from autoqa.ruleset.schema import Common
from autoqa.ruleset.windows import Unplaced, resolve
from autoqa.types import Cause, Role
from tests.ruleset.build import call

TALK = call(
    "2-4 A: 您好我是联通客服",
    "5-6 C: 什么事",
    "10-14 A: 您看可以吗",
    "14.5-15 C: 好的",
    "16-18 A: 那您看可以吗",
    "30-31 C: 可以",
    connect=2.0,
    duration=40.0,
)
ASKED = Outcome.found(
    [Hit(start=12, end=14, turn=2), Hit(start=17, end=18, turn=4), Hit(start=33, end=34, turn=5)]
)
SAID = Outcome.found([Hit(start=14.5, end=15, turn=3), Hit(start=30, end=31, turn=5)])
OUTCOMES = {
    "ask": ASKED,
    "say": SAID,
    "never": Outcome.absent(),
    "dim": Outcome.unknown(Cause.NO_ROLES, note="分不清坐席和客户"),
}


def placed(window: dict[str, Any], role: str = "any", view: CallView = TALK) -> Scope | Unplaced:
    scopes = every(window, role, view)
    if isinstance(scopes, Unplaced):
        return scopes
    (scope,) = scopes
    return scope


def every(window: dict[str, Any], role: str = "any", view: CallView = TALK) -> tuple[Scope, ...] | Unplaced:
    common = Common.model_validate({"role": role, "window": window})
    return resolve(common, view, OUTCOMES.__getitem__)


def spans(window: dict[str, Any]) -> list[tuple[float, float]]:
    scope = placed(window)
    assert isinstance(scope, Scope)
    return [(span.start, span.end) for span in scope.spans]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ({}, [(0, 40)]),
        ({"from": "connect", "until": "connect + 15"}, [(2, 17)]),
        ({"from": "end - 10"}, [(30, 40)]),
        ({"from": "start", "until": "end + 5"}, [(0, 40)]),
        ({"part": (0, 0.5)}, [(2, 21)]),
        ({"part": (0.5, 1), "until": "end - 10"}, [(21, 30)]),
        ({"from": "first_agent"}, [(2, 40)]),
        ({"from": "first_agent.end", "until": "last_customer"}, [(4, 30)]),
        ({"from": "last_agent - 1", "until": "last_agent.end + 1"}, [(15, 19)]),
        ({"from": "ask"}, [(14, 40)]),
        ({"until": "ask"}, [(0, 12)]),
        ({"from": "ask", "until": "ask + 10"}, [(14, 24)]),
        ({"from": "ask - 10", "until": "ask"}, [(2, 12)]),
        ({"from": "ask - 5", "until": "ask + 5"}, [(7, 19)]),
        ({"from": "ask.start", "until": "ask.end"}, [(12, 14)]),
        ({"from": "ask", "nth": "last"}, [(34, 40)]),
        ({"from": "ask", "nth": "2"}, [(18, 40)]),
        ({"from": "ask", "nth": "4"}, []),
        ({"from": "ask.start", "until": "ask.end", "nth": "any"}, [(12, 14), (17, 18), (33, 34)]),
        ({"from": "ask.start", "until": "ask + 3", "nth": "any"}, [(12, 21), (33, 37)]),
        ({"from": "ask", "until": "say", "nth": "any"}, [(14, 14.5), (18, 30)]),
        ({"from": "ask", "until": "say", "nth": "last"}, []),
        ({"until": "say", "nth": "last"}, [(0, 30)]),
        ({"from": "never"}, []),
        ({"from": "connect", "until": "never"}, []),
        ({"from": "never", "if_missing": "whole"}, [(0, 40)]),
    ],
)
def test_where_a_window_lies(window: dict[str, Any], expected: list[tuple[float, float]]) -> None:
    assert spans(window) == expected


def test_an_unknown_anchor_passes_on_its_cause() -> None:
    assert placed({"from": "dim"}) == Unplaced(Cause.NO_ROLES, "分不清坐席和客户")


def test_a_missing_anchor_may_be_unknown() -> None:
    unplaced = placed({"from": "never", "if_missing": "unknown"})
    assert isinstance(unplaced, Unplaced)
    assert unplaced.cause is Cause.AMBIGUOUS


@pytest.mark.parametrize(
    ("window", "role", "expected"),
    [
        ({"from": "connect", "turns": 1}, "customer", {1}),
        ({"from": "ask", "turns": 2}, "customer", {3, 5}),
        ({"until": "last_customer", "turns": -1}, "agent", {4}),
        ({"from": "ask", "nth": "any", "turns": 1}, "customer", {3, 5}),
        ({"turns": -2}, "any", {4, 5}),
        ({"turns": (2, 3)}, "any", {1, 2}),
        ({"turns": (2, -1)}, "agent", {2, 4}),
        ({"turns": (-3, -2)}, "any", {3, 4}),
        ({"from": "ask", "nth": "any", "turns": (2, 2)}, "customer", {5}),
        ({"around": "say", "turns": (0, 0)}, "any", {3}),
        ({"around": "say", "turns": (0, 0)}, "agent", set()),
        ({"around": "say", "turns": (-1, 1)}, "any", {2, 3, 4}),
        ({"around": "say", "turns": (-2, -1)}, "agent", {0, 2}),
        ({"around": "say", "turns": (-2, -2)}, "agent", {0}),
        ({"around": "say", "turns": (1, 1)}, "agent", {4}),
        ({"around": "say", "turns": (-1, 1), "nth": "2"}, "customer", {3, 5}),
        ({"around": "ask", "turns": (1, 1), "nth": "any"}, "customer", {3, 5}),
    ],
)
def test_so_many_turns(window: dict[str, Any], role: str, expected: set[int]) -> None:
    scope = placed(window, role)
    assert isinstance(scope, Scope)
    assert scope.turns == expected
    assert scope.role == (None if role == "any" else Role(role))


def test_a_turn_that_nobody_took_is_a_missing_anchor() -> None:
    silent = call("2-4 A: 您好", duration=10.0)
    scope = placed({"from": "first_customer"}, view=silent)
    assert isinstance(scope, Scope)
    assert scope.spans == ()


def test_a_window_for_each_hit() -> None:
    scopes = every({"from": "ask", "until": "ask + 3", "nth": "each", "turns": 1}, "customer")
    assert isinstance(scopes, tuple)
    assert [(s.spans[0].start, s.spans[0].end) for s in scopes] == [(14, 17), (18, 21), (34, 37)]
    assert [s.turns for s in scopes] == [{3}, set(), set()]
    around = every({"around": "say", "turns": (-1, -1), "nth": "each"}, "agent")
    assert isinstance(around, tuple)
    assert [s.turns for s in around] == [{2}, {4}]


@pytest.mark.parametrize(
    "window",
    [
        {"around": "ask"},
        {"around": "ask", "turns": 2},
        {"around": "ask", "turns": (1, -1)},
        {"around": "ask", "from": "connect", "turns": (0, 1)},
        {"turns": (0, 2)},
        {"turns": (3, 2)},
        {"nth": "each", "from": "connect"},
    ],
)
def test_windows_that_mean_nothing_are_refused(window: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"around|turns|each"):
        Common.model_validate({"window": window})
