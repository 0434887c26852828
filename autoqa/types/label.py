"""Hand labels: what a person decided on a call (one row of ``labels.csv``)."""

from __future__ import annotations

from pydantic import Field

from autoqa.types.base import Frozen, Status


class Label(Frozen):
    """``rule`` is a rule id or the id of a scorecard item; ``start`` and ``end`` in seconds where there is
    a place; ``points`` only for items."""

    call_id: str
    rule: str
    status: Status
    start: float | None = Field(default=None, ge=0)
    end: float | None = Field(default=None, ge=0)
    labeller: str = ""
    note: str = ""
    points: float | None = None
