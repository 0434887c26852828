"""What the review server keeps: who is logged in, and how calls are dealt out."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from autoqa.store.columns import Key
from autoqa.store.tables.base import Table


class WebSessionRow(Table):
    """A login. ``token_sha256`` is the hash of the cookie, so that who reads the table cannot use it;
    ``csrf`` must come back with every change."""

    __tablename__ = "web_sessions"

    token_sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("users.id"), index=True)
    csrf: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AssignmentRuleRow(Table):
    """Calls that match (None matches all) go to ``user_id`` when they enter the queue; of several rules that
    match, the call goes to each in turn."""

    __tablename__ = "assignment_rules"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(Key, sa.ForeignKey("users.id"))
    team: Mapped[str | None]
    campaign: Mapped[str | None]
    agent_id: Mapped[str | None]
    band: Mapped[int | None]
    rule: Mapped[str | None]
    """A rule that must have flagged the call."""
    created_by: Mapped[int] = mapped_column(Key, sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]
