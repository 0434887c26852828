"""Logins: sessions kept on the server, named by a random cookie."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy.orm import Session

from autoqa.review.rights import Person
from autoqa.store.tables import UserRow, WebSessionRow

COOKIE = "autoqa_session"


@dataclass(frozen=True)
class Login:
    """A person with an open session. ``csrf`` must come back with every change."""

    person: Person
    csrf: str


def open_login(session: Session, user: UserRow, hours: float) -> str:
    """Open a session that lasts ``hours``; returns the cookie's value, which is kept nowhere else."""
    now = datetime.now(UTC)
    session.execute(sa.delete(WebSessionRow).where(WebSessionRow.expires_at < now))
    token = secrets.token_urlsafe(32)
    session.add(
        WebSessionRow(
            token_sha256=_sha256(token),
            user_id=user.id,
            csrf=secrets.token_urlsafe(32),
            created_at=now,
            expires_at=now + timedelta(hours=hours),
        )
    )
    user.last_login_at = now
    return token


def find_login(session: Session, token: str) -> Login | None:
    """Whose cookie this is; None when it is unknown, too old, or the user may no longer enter."""
    query = (
        sa.select(WebSessionRow, UserRow)
        .join(UserRow, UserRow.id == WebSessionRow.user_id)
        .where(WebSessionRow.token_sha256 == _sha256(token), UserRow.active)
    )
    found = session.execute(query).first()
    if found is None or found[0].expires_at < datetime.now(UTC):
        return None
    return Login(Person.of(found[1]), found[0].csrf)


def close_login(session: Session, token: str) -> None:
    session.execute(sa.delete(WebSessionRow).where(WebSessionRow.token_sha256 == _sha256(token)))


class Throttle:
    """Slows down guessing: so many failed logins a minute for one login and from one address."""

    def __init__(self, per_login: int = 5, per_address: int = 20) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._limits = (
            ("login", RateLimitItemPerMinute(per_login)),
            ("address", RateLimitItemPerMinute(per_address)),
        )

    def allows(self, login: str, address: str) -> bool:
        return all(
            self._limiter.test(limit, kind, key)
            for (kind, limit), key in zip(self._limits, (login, address), strict=True)
        )

    def failed(self, login: str, address: str) -> None:
        for (kind, limit), key in zip(self._limits, (login, address), strict=True):
            self._limiter.hit(limit, kind, key)


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
