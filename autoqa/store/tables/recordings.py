"""Recordings by content, where they were seen, and the calls they hold."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from autoqa.store.columns import Key
from autoqa.store.tables.base import Table
from autoqa.types import Direction, Outcome


class RecordingRow(Table):
    """One content, whatever its file names. ``bytes`` is its size; ``duration`` (seconds), ``channels`` and
    ``sample_rate`` (Hz) are None until it was decoded. A transcript of another recogniser counts as a
    recording without sound (``transcript_only``)."""

    __tablename__ = "recordings"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    bytes: Mapped[int] = mapped_column(sa.BigInteger)
    transcript_only: Mapped[bool] = mapped_column(default=False)
    duration: Mapped[float | None]
    channels: Mapped[int | None]
    sample_rate: Mapped[int | None]
    first_seen: Mapped[datetime] = mapped_column(index=True)

    locations: Mapped[list[LocationRow]] = relationship(back_populates="recording", order_by="LocationRow.id")
    call: Mapped[CallRow | None] = relationship(back_populates="recording")


class LocationRow(Table):
    """A place where a recording was seen: an absolute path or an fsspec URL. ``stamp`` is what tells a
    changed file from a known one without reading it (size and time of change, or the ETag).
    ``removed_at`` is set when retention removed that copy."""

    __tablename__ = "locations"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    recording_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("recordings.id"), index=True)
    url: Mapped[str] = mapped_column(unique=True)
    stamp: Mapped[str]
    first_seen: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    recording: Mapped[RecordingRow] = relationship(back_populates="locations")


class CallRow(Table):
    """A call and its metadata as columns; ``details`` is the whole ``Call`` as JSON, fields of the centre's
    own included, with the offset of ``started_at`` as it was given; ``given`` is the part that a manifest
    told. ``call_id`` is the centre's own id and
    need not be unique; ``id`` is ours. ``duration`` in seconds."""

    __tablename__ = "calls"
    __table_args__ = (
        sa.Index("ix_calls_agent_id_started_at", "agent_id", "started_at"),
        sa.Index("ix_calls_team_started_at", "team", "started_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    recording_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("recordings.id"), unique=True)
    call_id: Mapped[str] = mapped_column(index=True)
    agent_id: Mapped[str | None]
    agent_name: Mapped[str | None]
    customer_name: Mapped[str | None]
    campaign: Mapped[str | None]
    team: Mapped[str | None]
    region: Mapped[str | None]
    direction: Mapped[Direction | None]
    started_at: Mapped[datetime | None] = mapped_column(index=True)
    outcome: Mapped[Outcome | None]
    hung_up_by: Mapped[str | None]
    duration: Mapped[float | None]
    details: Mapped[dict[str, Any]]
    given: Mapped[dict[str, Any]]
    first_seen: Mapped[datetime] = mapped_column(index=True)
    forgotten_at: Mapped[datetime | None]
    """When retention removed the personal data of this call."""

    recording: Mapped[RecordingRow] = relationship(back_populates="call")
