"""Who may do what, and who did what."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from autoqa.store.columns import Key, word_of
from autoqa.store.tables.base import Table


class UserRole(StrEnum):
    AGENT = "agent"
    INSPECTOR = "inspector"
    LEAD = "lead"
    MANAGER = "manager"
    ADMIN = "admin"


class UserRow(Table):
    """``agent_id`` ties an agent's login to that agent's calls, ``team`` a lead's to the team's."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[UserRole] = mapped_column(word_of(UserRole))
    password_hash: Mapped[str]
    agent_id: Mapped[str | None]
    team: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    last_login_at: Mapped[datetime | None]


class AuditRow(Table):
    """Every view of a recording and every change. ``actor`` is a login, or ``autoqa batch`` and the like for
    the program; ``subject`` says what it was done to (``call:17``, ``user:anna``). Rows are only added."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(index=True)
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]]
