"""Calls drawn for people to listen to, by a quota, a percentage or at random."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from autoqa.store.columns import Key
from autoqa.store.tables.base import Table


class SampleRow(Table):
    """One drawing: by which plan and seed, over calls that started in [``period_start``, ``period_end``)."""

    __tablename__ = "samples"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    plan: Mapped[str]
    options: Mapped[dict[str, Any]]
    seed: Mapped[int] = mapped_column(sa.BigInteger)
    period_start: Mapped[datetime]
    period_end: Mapped[datetime]
    drawn_by: Mapped[str]
    drawn_at: Mapped[datetime]


class SampleCallRow(Table):
    """A call in a sample. ``inclusion`` is the probability with which it could be drawn (its weight in an
    estimate is 1 / inclusion); ``stratum`` what it was drawn for (an agent, ``flagged``, ``random`` …)."""

    __tablename__ = "sample_calls"

    sample_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("samples.id"), primary_key=True)
    call_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("calls.id"), primary_key=True, index=True)
    stratum: Mapped[str]
    inclusion: Mapped[float]
