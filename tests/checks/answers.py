"""Asking one check about a small call, without the rule language around it."""

from __future__ import annotations

from autoqa.checks.base import CallView, Check, Outcome, Scope
from autoqa.types import Role, Span


def answer(
    check: Check, view: CallView, *, role: Role | None = None, start: float = 0.0, end: float | None = None
) -> Outcome:
    """What ``check`` says of the seconds ``start`` to ``end`` of the call."""
    stop = view.dialogue.duration if end is None else end
    return check.evaluate(view, Scope((Span(start=start, end=stop),), role))
