"""Users and their passwords."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from autoqa.errors import UsageError
from autoqa.store import note
from autoqa.store.tables import UserRole, UserRow, WebSessionRow

SHORTEST = 10
"""Characters of a password at least."""

LOCAL = "local"
"""The user that a server without login works as."""

_NO_PASSWORD = "!"


@cache
def hasher() -> PasswordHasher:
    """Argon2id with the library's own parameters (RFC 9106, low-memory profile)."""
    return PasswordHasher()


@cache
def _decoy() -> str:
    """A hash that nobody's password has, so that an unknown login takes as long as a wrong password."""
    return hasher().hash(secrets.token_urlsafe())


def add_user(
    session: Session,
    login: str,
    password: str,
    role: UserRole,
    *,
    name: str = "",
    agent_id: str | None = None,
    team: str | None = None,
    by: str,
) -> UserRow:
    """Create a user.

    Raises:
        UsageError: the login is taken or empty, the password too short, or an agent has no ``agent_id``.
    """
    login = login.strip()
    if not login or len(login) > 64 or not login.isprintable():
        raise UsageError(login or "login", "is no login", "Use 1 to 64 printable characters")
    if find_user(session, login) is not None:
        raise UsageError(login, "is already a user", "Choose another login, or set its password")
    if role is UserRole.AGENT and not agent_id:
        raise UsageError(login, "is an agent without agent id", "Say which agent's calls with --agent-id")
    row = UserRow(
        login=login,
        name=name.strip() or login,
        role=role,
        password_hash=_hashed(login, password),
        agent_id=agent_id or None,
        team=team or None,
        active=True,
        created_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    note(session, by, "add_user", f"user:{login}", role=role.value, agent_id=agent_id, team=team)
    return row


def set_password(session: Session, user: UserRow, password: str, *, by: str) -> None:
    """Give a user another password and end the logins that the old one opened.

    Raises:
        UsageError: the password is too short.
    """
    user.password_hash = _hashed(user.login, password)
    end_sessions(session, user.id)
    note(session, by, "set_password", f"user:{user.login}")


def set_active(session: Session, user: UserRow, active: bool, *, by: str) -> None:
    """Let a user in or keep it out; its work stays."""
    user.active = active
    if not active:
        end_sessions(session, user.id)
    note(session, by, "enable_user" if active else "disable_user", f"user:{user.login}")


def end_sessions(session: Session, user_id: int) -> None:
    session.execute(sa.delete(WebSessionRow).where(WebSessionRow.user_id == user_id))


def find_user(session: Session, login: str) -> UserRow | None:
    return session.scalars(sa.select(UserRow).where(UserRow.login == login)).first()


def known_user(session: Session, login: str) -> UserRow:
    """
    Raises:
        UsageError: there is no such user.
    """
    row = find_user(session, login)
    if row is None:
        raise UsageError(login, "is no user", "List them: autoqa review user list")
    return row


def all_users(session: Session) -> Sequence[UserRow]:
    """Every user but the one without login, by login."""
    return session.scalars(sa.select(UserRow).where(UserRow.login != LOCAL).order_by(UserRow.login)).all()


def count_users(session: Session) -> int:
    """Users that may log in."""
    query = sa.select(sa.func.count()).where(UserRow.active, UserRow.login != LOCAL)
    return session.scalar(query) or 0


def is_password(user: UserRow | None, password: str) -> bool:
    """Whether it is the user's password; takes as long for a user that does not exist or may not enter."""
    known = user is not None and user.active and user.password_hash != _NO_PASSWORD
    try:
        hasher().verify(user.password_hash if user is not None and known else _decoy(), password)
    except (VerificationError, InvalidHashError):
        return False
    return known


def local_user(session: Session) -> UserRow:
    """The user of a server without login; it has no password."""
    found = find_user(session, LOCAL)
    if found is not None:
        return found
    row = UserRow(
        login=LOCAL,
        name="本机",
        role=UserRole.ADMIN,
        password_hash=_NO_PASSWORD,
        active=True,
        created_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    return row


def _hashed(login: str, password: str) -> str:
    if len(password) < SHORTEST:
        raise UsageError(
            f"password of {login}", f"is shorter than {SHORTEST} characters", "Choose a longer one"
        )
    return hasher().hash(password)
