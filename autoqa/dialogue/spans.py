"""Arithmetic of stretches of time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Protocol

from autoqa.types import Span


class Stretch(Protocol):
    """Anything with a start and an end in seconds."""

    @property
    def start(self) -> float: ...

    @property
    def end(self) -> float: ...


def joined(spans: Iterable[Span], gap: float = 0.0) -> tuple[Span, ...]:
    """Union of ``spans`` by start time; those at most ``gap`` seconds apart become one."""
    return tuple(Span(start=start, end=end) for start, end in _joined(spans, gap))


def _joined(spans: Iterable[Stretch], gap: float = 0.0) -> list[tuple[float, float]]:
    return _merged(sorted((span.start, span.end) for span in spans), gap)


def _merged(ordered: Iterable[tuple[float, float]], gap: float) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for start, end in ordered:
        if out and start - out[-1][1] <= gap + 1e-6:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def without(spans: Iterable[Span], holes: Iterable[Span]) -> tuple[Span, ...]:
    """``spans`` less whatever of them lies in ``holes``."""
    gone = _joined(holes)
    ends = [end for _, end in gone]
    left: list[tuple[float, float]] = []
    for start, end in _joined(spans):
        for first, last in gone[bisect_right(ends, start) :]:
            if first >= end:
                break
            if first > start:
                left.append((start, first))
            start = last
        if start < end:
            left.append((start, end))
    return tuple(Span(start=start, end=end) for start, end in left)


def common(ones: Iterable[Stretch], others: Iterable[Stretch], gap: float = 0.0) -> tuple[Span, ...]:
    """What lies both in ``ones`` and in ``others``; pieces at most ``gap`` seconds apart become one."""
    left, right = _joined(ones), _joined(others)
    pieces: list[tuple[float, float]] = []
    here = there = 0
    while here < len(left) and there < len(right):
        start, end = max(left[here][0], right[there][0]), min(left[here][1], right[there][1])
        if start < end:
            pieces.append((start, end))
        if left[here][1] < right[there][1]:
            here += 1
        else:
            there += 1
    return tuple(Span(start=start, end=end) for start, end in _merged(pieces, gap))


class Covered:
    """The union of ``spans`` (those at most ``gap`` seconds apart joined), to measure many others against."""

    def __init__(self, spans: Iterable[Stretch], gap: float = 0.0) -> None:
        self._spans = _joined(spans, gap)
        self._starts = [start for start, _ in self._spans]
        self._ends = [end for _, end in self._spans]

    def shared(self, start: float, end: float) -> float:
        """Seconds between ``start`` and ``end`` that lie in the union."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        return sum(min(end, b) - max(start, a) for a, b in self._spans[first:last])


class Neighbours:
    """Stretches in order of their start, to find those that touch a time without looking at all of them."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._stretches = stretches
        self._starts = [one.start for one in stretches]
        self._reach = list(accumulate((one.end for one in stretches), max))

    def shared(self, start: float, end: float) -> float:
        """Seconds between ``start`` and ``end`` that lie in the stretches, each counted for itself."""
        first, last = bisect_right(self._reach, start), bisect_left(self._starts, end)
        return sum(max(0.0, min(end, one.end) - max(start, one.start)) for one in self._stretches[first:last])


def shared(span: Span, others: Iterable[Span]) -> float:
    """Seconds of ``span`` that lie in any of ``others``."""
    return Covered(others).shared(span.start, span.end)


def total(spans: Sequence[Span]) -> float:
    """Seconds covered by ``spans``, which must not overlap."""
    return sum(span.length for span in spans)
