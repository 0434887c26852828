"""Arithmetic of stretches of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autoqa.types import Span


def joined(spans: Iterable[Span], gap: float = 0.0) -> tuple[Span, ...]:
    """Union of ``spans`` by start time; those at most ``gap`` seconds apart become one."""
    out: list[Span] = []
    for span in sorted(spans, key=lambda item: (item.start, item.end)):
        if out and span.start - out[-1].end <= gap + 1e-6:
            out[-1] = Span(start=out[-1].start, end=max(out[-1].end, span.end))
        else:
            out.append(Span(start=span.start, end=span.end))
    return tuple(out)


def without(spans: Iterable[Span], holes: Iterable[Span]) -> tuple[Span, ...]:
    """``spans`` less whatever of them lies in ``holes``."""
    left = list(joined(spans))
    for hole in holes:
        cut: list[Span] = []
        for span in left:
            if hole.end <= span.start or hole.start >= span.end:
                cut.append(span)
                continue
            if hole.start > span.start:
                cut.append(Span(start=span.start, end=hole.start))
            if hole.end < span.end:
                cut.append(Span(start=hole.end, end=span.end))
        left = cut
    return tuple(left)


def shared(span: Span, others: Iterable[Span]) -> float:
    """Seconds of ``span`` that lie in any of ``others``."""
    return sum(max(0.0, min(span.end, other.end) - max(span.start, other.start)) for other in joined(others))


def total(spans: Sequence[Span]) -> float:
    """Seconds covered by ``spans``, which must not overlap."""
    return sum(span.length for span in spans)
