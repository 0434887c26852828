"""Who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autoqa.store.tables import CallRow, ReviewState, UserRole, UserRow


class Right(StrEnum):
    """What a route asks for. ``nothing`` is open to everyone, ``login`` to whoever is logged in."""

    NOTHING = "nothing"
    LOGIN = "login"
    CALL = "call"
    QUEUE = "queue"
    JUDGE = "judge"
    ASSIGN = "assign"
    APPEAL = "appeal"
    ANSWER = "answer"
    CALIBRATE = "calibrate"
    LEAD_CALIBRATION = "lead_calibration"
    EXPORT = "export"
    STATISTICS = "statistics"
    PERSONAL = "personal"
    AUDIT = "audit"
    USERS = "users"


_AGENT = frozenset({Right.NOTHING, Right.LOGIN, Right.CALL, Right.APPEAL})
_INSPECTOR = frozenset(
    {
        *(Right.NOTHING, Right.LOGIN, Right.CALL, Right.QUEUE, Right.JUDGE, Right.ANSWER),
        *(Right.CALIBRATE, Right.STATISTICS),
    }
)
_LEAD = frozenset(
    {
        *(Right.NOTHING, Right.LOGIN, Right.CALL, Right.QUEUE, Right.ASSIGN, Right.APPEAL),
        *(Right.EXPORT, Right.STATISTICS),
    }
)
_MANAGER = (_INSPECTOR | _LEAD | {Right.LEAD_CALIBRATION, Right.PERSONAL, Right.AUDIT}) - {Right.APPEAL}

RIGHTS: dict[UserRole, frozenset[Right]] = {
    UserRole.AGENT: _AGENT,
    UserRole.INSPECTOR: _INSPECTOR,
    UserRole.LEAD: _LEAD,
    UserRole.MANAGER: _MANAGER,
    UserRole.ADMIN: _MANAGER | {Right.USERS},
}

_SHOWN_TO_AGENTS = frozenset({ReviewState.SIGNED, ReviewState.APPEALED, ReviewState.SETTLED})


@dataclass(frozen=True)
class Person:
    """Whoever is logged in."""

    id: int
    login: str
    name: str
    role: UserRole
    agent_id: str | None
    team: str | None

    @classmethod
    def of(cls, row: UserRow) -> Person:
        return cls(row.id, row.login, row.name, row.role, row.agent_id, row.team)

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]

    def may_see(self, call: CallRow, state: ReviewState) -> bool:
        """Agents see their own calls once they are signed, leads with a team that team's, others all."""
        if self.role is UserRole.AGENT:
            return self.agent_id is not None and call.agent_id == self.agent_id and state in _SHOWN_TO_AGENTS
        return self.own_team is None or call.team == self.own_team

    @property
    def own_team(self) -> str | None:
        """The only team whose calls the person may see; None for all."""
        return self.team if self.role is UserRole.LEAD else None
