"""What the filters of the queue offer to choose from."""

from __future__ import annotations

import time
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from autoqa.review.desk import Desk
from autoqa.review.rights import RIGHTS, Right
from autoqa.store.tables import CallRow, UserRow

_FRESH_S = 60.0
_MOST = 500


@dataclass(frozen=True)
class Facets:
    """Values that occur; pairs are (value, words for it)."""

    agents: tuple[tuple[str, str], ...]
    teams: tuple[tuple[str, str], ...]
    campaigns: tuple[tuple[str, str], ...]
    rules: tuple[tuple[str, str], ...]
    inspectors: tuple[tuple[int, str], ...]


def facets(session: Session, desk: Desk) -> Facets:
    """The values, a minute old at most: they are read over all calls, and change once a night."""
    read_at, known = desk.recent.get("facets", (0.0, None))
    if not isinstance(known, Facets) or time.monotonic() - read_at > _FRESH_S:
        known = _read(session, desk)
        desk.recent["facets"] = (time.monotonic(), known)
    return known


def inspectors(session: Session) -> tuple[tuple[int, str], ...]:
    """Active users who may judge."""
    roles = [role for role, rights in RIGHTS.items() if Right.JUDGE in rights]
    query = sa.select(UserRow.id, UserRow.name).where(UserRow.active, UserRow.role.in_(roles))
    return tuple((id_, name) for id_, name in session.execute(query.order_by(UserRow.name)))


def _read(session: Session, desk: Desk) -> Facets:
    agents = sa.select(CallRow.agent_id, sa.func.max(CallRow.agent_name)).where(CallRow.agent_id.is_not(None))
    rules = desk.workshop.ruleset().rules

    def values(column: InstrumentedAttribute[str | None]) -> tuple[tuple[str, str], ...]:
        query = sa.select(column).where(column.is_not(None)).distinct().order_by(column).limit(_MOST)
        return tuple((one, one) for one in session.scalars(query) if one)

    named = session.execute(agents.group_by(CallRow.agent_id).order_by(CallRow.agent_id).limit(_MOST))
    return Facets(
        agents=tuple((id_, f"{name or ''} {id_}".strip()) for id_, name in named if id_),
        teams=values(CallRow.team),
        campaigns=values(CallRow.campaign),
        rules=tuple((name, rule.file.title) for name, rule in rules.items()),
        inspectors=inspectors(session),
    )
