"""What people decide: review of a call from draft to settled, verdicts, appeals, labels, calibration."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from autoqa.store.columns import Key, word_of
from autoqa.store.tables.base import Table
from autoqa.types import Status

ACCEPTED = "随签字确认"
"""Reason of verdicts that a signature gives to what nobody touched."""


class ReviewState(StrEnum):
    """草稿 → 复核中 → 已签 → 申诉中 → 已定."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SIGNED = "signed"
    APPEALED = "appealed"
    SETTLED = "settled"


class ReviewRow(Table):
    """The way of one call through people's hands; a call without a row is a draft that nobody touched.

    ``scorecard_id`` is the machine scorecard that is being, or was, reviewed. ``locked_by`` holds the call
    until ``locked_until``. ``final_*`` are set by the signature: ``final_items`` are the items, fatal ones
    included, as JSON. ``band`` and ``rank`` order the queue, lowest first (see autoqa/review/triage.py)."""

    __tablename__ = "reviews"
    __table_args__ = (
        sa.Index("ix_reviews_assignee_id_state", "assignee_id", "state"),
        sa.Index("ix_reviews_state_band_rank", "state", "band", "rank", "call_id"),
        sa.Index(
            "ix_reviews_open",
            *("band", "rank", "call_id"),
            sqlite_where=sa.text("state IN ('draft', 'in_review')"),
            postgresql_where=sa.text("state IN ('draft', 'in_review')"),
        ),
    )

    call_id: Mapped[int] = mapped_column(
        Key, sa.ForeignKey("calls.id"), primary_key=True, autoincrement=False
    )
    scorecard_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("scorecards.id"), index=True)
    state: Mapped[ReviewState] = mapped_column(word_of(ReviewState))
    band: Mapped[int] = mapped_column(default=9)
    rank: Mapped[float] = mapped_column(default=0.0)
    assignee_id: Mapped[int | None] = mapped_column(Key, sa.ForeignKey("users.id"))
    assigned_at: Mapped[datetime | None]
    locked_by: Mapped[int | None] = mapped_column(Key, sa.ForeignKey("users.id"))
    locked_until: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    signed_by: Mapped[int | None] = mapped_column(Key, sa.ForeignKey("users.id"))
    signed_at: Mapped[datetime | None]
    final_score: Mapped[float | None]
    final_grade: Mapped[str | None]
    final_fatal: Mapped[bool | None]
    final_items: Mapped[dict[str, Any] | None]
    settled_at: Mapped[datetime | None]


class VerdictRow(Table):
    """A person's word on a finding or an item; the machine's stays beside it. Rows are added: the newest of a
    user for a target (``current``) counts. ``rule`` is a rule id or an item id; ``fingerprint`` is that of
    the finding. ``calibration_id`` marks a blind judgement, which never moves a score."""

    __tablename__ = "verdicts"
    __table_args__ = (sa.Index("ix_verdicts_rule_status", "rule", "status"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    call_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("calls.id"), index=True)
    scorecard_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("scorecards.id"))
    finding_id: Mapped[int | None] = mapped_column(Key, sa.ForeignKey("findings.id"))
    rule: Mapped[str]
    fingerprint: Mapped[str | None] = mapped_column(sa.String(16))
    machine_status: Mapped[Status | None]
    status: Mapped[Status]
    points: Mapped[float | None]
    start: Mapped[float | None]
    end: Mapped[float | None]
    reason: Mapped[str]
    user_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("users.id"))
    calibration_id: Mapped[int | None] = mapped_column(Key, sa.ForeignKey("calibrations.id"))
    current: Mapped[bool]
    seconds: Mapped[float | None]
    """Time from the flag's being shown to the verdict."""
    created_at: Mapped[datetime] = mapped_column(index=True)


class AppealRow(Table):
    """申诉: filed against an item or the whole scorecard (``item`` None), decided by a second person."""

    __tablename__ = "appeals"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    call_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("calls.id"), index=True)
    item: Mapped[str | None]
    reason: Mapped[str]
    filed_by: Mapped[int] = mapped_column(Key, sa.ForeignKey("users.id"))
    filed_at: Mapped[datetime]
    upheld: Mapped[bool | None]
    answer: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(Key, sa.ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]


class SupplementRow(Table):
    """补录: a later call that remedies a violation (``rule``: rule or item id) of an earlier one."""

    __tablename__ = "supplements"
    __table_args__ = (sa.UniqueConstraint("call_id", "rule", "supplement_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    call_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("calls.id"), index=True)
    rule: Mapped[str]
    supplement_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("calls.id"))
    note: Mapped[str]
    added_by: Mapped[int] = mapped_column(Key, sa.ForeignKey("users.id"))
    added_at: Mapped[datetime]


class CalibrationRow(Table):
    """A round in which several inspectors judge the same calls blindly."""

    __tablename__ = "calibrations"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    title: Mapped[str]
    created_by: Mapped[int] = mapped_column(Key, sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class CalibrationCallRow(Table):
    """A call that a user is to judge in a calibration."""

    __tablename__ = "calibration_calls"

    calibration_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("calibrations.id"), primary_key=True)
    call_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("calls.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("users.id"), primary_key=True)
    done_at: Mapped[datetime | None]


class LabelRow(Table):
    """A hand label taken in from a ``labels.csv`` (what inspectors decide on the page are verdicts).
    ``call_key`` is the centre's call id as written; ``call_id`` is our call where there is one."""

    __tablename__ = "labels"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    call_key: Mapped[str] = mapped_column(index=True)
    call_id: Mapped[int | None] = mapped_column(Key, sa.ForeignKey("calls.id"))
    rule: Mapped[str] = mapped_column(index=True)
    status: Mapped[Status]
    start: Mapped[float | None]
    end: Mapped[float | None]
    labeller: Mapped[str]
    note: Mapped[str]
    points: Mapped[float | None]
    source: Mapped[str]
    added_at: Mapped[datetime]
