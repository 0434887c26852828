"""From a written window to the spans of one call in which a condition looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from autoqa.checks.base import CallView, Outcome, Scope, Truth
from autoqa.ruleset.anchors import MOMENTS, Edge, Point
from autoqa.ruleset.schema import Common, IfMissing, Window
from autoqa.text.kept import kept
from autoqa.types import Cause, Role, Span, Turn

T = TypeVar("T")

OutcomeOf = Callable[[str], Outcome]
"""Evaluates another condition of the same rule."""


@dataclass(frozen=True)
class Unplaced:
    """The window cannot be placed, because what it is measured from is unknown or, with ``if_missing:
    unknown``, absent."""

    cause: Cause
    note: str


def resolve(common: Common, view: CallView, outcome_of: OutcomeOf) -> tuple[Scope, ...] | Unplaced:
    """Where the condition looks on this call: one scope, with ``nth: each`` one for each hit of the anchor. A
    scope without spans: there is nowhere to look."""
    window, role = common.window, common.role.role
    if window.everywhere:
        return _whole(view)[role]
    if window.around is not None:
        return _around(window, window.around, role, view, outcome_of)
    placed = _spans(window, view, outcome_of)
    if isinstance(placed, Unplaced):
        return placed
    spans = _within(placed, _limits(window, view))
    groups = [[span] for span in spans] if window.nth == "each" and spans else [spans]
    return tuple(_scope(window, group, role, view) for group in groups)


@kept
def _whole(view: CallView) -> dict[Role | None, tuple[Scope, ...]]:
    """The whole call, by role: where most conditions look."""
    spans = (Span(start=0.0, end=view.dialogue.duration),) if view.dialogue.duration > 0 else ()
    return {role: (Scope(spans, role),) for role in (None, *Role)}


def _scope(window: Window, spans: list[Span], role: Role | None, view: CallView) -> Scope:
    turns = _counted_turns(window.turns, spans, role, view) if window.turns is not None else None
    return Scope(tuple(_merged(spans)), role, turns)


def _around(
    window: Window, anchor: str, role: Role | None, view: CallView, outcome_of: OutcomeOf
) -> tuple[Scope, ...] | Unplaced:
    """The turns of ``role`` next to the turns in which the anchor condition has its hits."""
    outcome = outcome_of(anchor)
    if outcome.truth is Truth.UNKNOWN:
        return Unplaced(outcome.cause or Cause.AMBIGUOUS, outcome.note)
    found = _chosen(list(outcome.hits) if outcome.truth is Truth.YES else [], window.nth)
    if not found:
        if window.if_missing is IfMissing.UNKNOWN:
            return Unplaced(Cause.AMBIGUOUS, "没有找到判断所依据的位置")
        whole = window.if_missing is IfMissing.WHOLE
        return (Scope((Span(start=0.0, end=view.dialogue.duration),) if whole else (), role),)
    groups = [_neighbours(window, hit.start, hit.end, role, view) for hit in found]
    if window.nth != "each":
        groups = [sorted({turn.index: turn for group in groups for turn in group}.values(), key=_start)]
    limits = _limits(window, view)
    return tuple(
        Scope(
            tuple(_merged(_within([Span(start=turn.start, end=turn.end) for turn in group], limits))),
            role,
            frozenset(turn.index for turn in group),
        )
        for group in groups
    )


def _start(turn: Turn) -> tuple[float, int]:
    return turn.start, turn.index


def _neighbours(window: Window, start: float, end: float, role: Role | None, view: CallView) -> list[Turn]:
    """Turns of ``role`` from ``turns[0]`` to ``turns[1]``, counted from those that ``start`` to ``end`` lies
    in."""
    assert isinstance(window.turns, tuple)
    first, last = window.turns
    own = [turn for turn in view.dialogue.turns if role is None or turn.role is role]
    here = [turn for turn in own if turn.start < end and turn.end > start]
    before = [turn for turn in own if turn.end <= start]
    after = [turn for turn in own if turn.start >= end]
    found = before[first if first < 0 else len(before) : last + 1 if last < -1 else None]
    found += here if first <= 0 <= last else []
    return found + after[max(0, first - 1) : max(0, last)]


def _limits(window: Window, view: CallView) -> Span:
    start, end = 0.0, view.dialogue.duration
    if window.part is None:
        return Span(start=start, end=end)
    connect = min(view.dialogue.connected_at, end)
    length = end - connect
    return Span(start=connect + window.part[0] * length, end=connect + window.part[1] * length)


def _spans(window: Window, view: CallView, outcome_of: OutcomeOf) -> list[Span] | Unplaced:
    duration = view.dialogue.duration
    starts = _moments(window.from_, Edge.END, 0.0, view, outcome_of)
    ends = _moments(window.until, Edge.START, duration, view, outcome_of)
    if isinstance(starts, Unplaced):
        return starts
    if isinstance(ends, Unplaced):
        return ends
    after, before = _condition(window.from_), _condition(window.until)
    anchored = starts if after is not None else ends
    if not starts or not ends or not _chosen(anchored, window.nth):
        if window.if_missing is IfMissing.UNKNOWN:
            return Unplaced(Cause.AMBIGUOUS, "没有找到判断所依据的位置")
        return [Span(start=0.0, end=duration)] if window.if_missing is IfMissing.WHOLE else []
    if after is None:
        return [Span(start=start, end=end) for start in starts for end in _chosen(ends, window.nth)]
    if after == before:
        return _chosen([Span(start=a, end=b) for a, b in zip(starts, ends, strict=True)], window.nth)
    return _until_next(_chosen(starts, window.nth), ends)


def _condition(point: Point | None) -> str | None:
    return point.condition if point is not None else None


def _until_next(starts: list[float], ends: list[float]) -> list[Span]:
    """From each start to the first end after it."""
    later = [(start, [moment for moment in ends if moment > start]) for start in starts]
    return [Span(start=start, end=min(moments)) for start, moments in later if moments]


def _moments(
    point: Point | None, edge: Edge, default: float, view: CallView, outcome_of: OutcomeOf
) -> list[float] | Unplaced:
    """Every moment a point means, in time order; none when it is absent from the call."""
    if point is None:
        return [default]
    if point.name in MOMENTS:
        dialogue = view.dialogue
        moment = {"start": 0.0, "connect": dialogue.connected_at, "end": dialogue.duration}[point.name]
        return [moment + point.offset]
    places: list[tuple[float, float]]
    if point.condition is None:
        turn = _turn(point.name, view)
        places = [(turn.start, turn.end)] if turn is not None else []
    else:
        outcome = outcome_of(point.condition)
        if outcome.truth is Truth.UNKNOWN:
            return Unplaced(outcome.cause or Cause.AMBIGUOUS, outcome.note)
        places = [(hit.start, hit.end) for hit in outcome.hits] if outcome.truth is Truth.YES else []
    side = 0 if point.edge_for(edge) is Edge.START else 1
    return [place[side] + point.offset for place in places]


def _turn(name: str, view: CallView) -> Turn | None:
    which, who = name.split("_")
    turns = [turn for turn in view.dialogue.turns if turn.role == Role(who)]
    if not turns:
        return None
    return turns[0] if which == "first" else turns[-1]


def _chosen(items: list[T], nth: str) -> list[T]:
    if nth in ("any", "each"):
        return items
    if nth == "first":
        return items[:1]
    if nth == "last":
        return items[-1:]
    return items[int(nth) - 1 : int(nth)]


def _within(spans: list[Span], limits: Span) -> list[Span]:
    cut = [Span(start=max(span.start, limits.start), end=min(span.end, limits.end)) for span in spans]
    return [span for span in cut if span.start < span.end]


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(start=merged[-1].start, end=max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _counted_turns(
    count: int | tuple[int, int], spans: list[Span], role: Role | None, view: CallView
) -> frozenset[int]:
    """Of each window the first turns, the last, or those from one to another."""
    chosen: set[int] = set()
    for span in spans:
        turns = [turn.index for turn in Scope((span,), role).turns_of(view)]
        if isinstance(count, tuple):
            first, last = (place - 1 if place > 0 else len(turns) + place for place in count)
            chosen.update(turns[max(0, first) : max(0, last + 1)])
        else:
            chosen.update(turns[:count] if count > 0 else turns[count:])
    return frozenset(chosen)
