"""The log of who looked at or changed what."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from autoqa.store.tables import AuditRow


def note(session: Session, actor: str, action: str, subject: str, **detail: object) -> None:
    """Add a line within the transaction of what it tells, so that neither stands without the other.

    Args:
        actor: a user's login, or the program (``autoqa batch``).
        action: a verb, such as ``view``, ``sign`` or ``forget``.
        subject: ``kind:id`` of what it was done to, such as ``call:17``.
        detail: JSON values worth keeping, such as the value before and after.
    """
    session.add(AuditRow(at=datetime.now(UTC), actor=actor, action=action, subject=subject, detail=detail))
