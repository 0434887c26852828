"""Dealing calls out: by rule when they enter the queue, by hand afterwards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.review.rights import Person
from autoqa.store import note
from autoqa.store.tables import AssignmentRuleRow, CallRow, FindingRow, ReviewRow, ReviewState, UserRow
from autoqa.types import Status

OPEN = (ReviewState.DRAFT, ReviewState.IN_REVIEW)
"""States in which a call waits for its signature."""


class Dealer:
    """Gives calls to the people whose rules match, to each in turn."""

    def __init__(self, session: Session) -> None:
        active = sa.select(AssignmentRuleRow).join(UserRow, UserRow.id == AssignmentRuleRow.user_id)
        query = active.where(UserRow.active).order_by(AssignmentRuleRow.id)
        self._rules = list(session.scalars(query))
        self._dealt: Counter[int] = Counter()
        if self._rules:
            open_ = sa.select(ReviewRow.assignee_id, sa.func.count()).where(
                ReviewRow.state.in_(OPEN), ReviewRow.assignee_id.is_not(None)
            )
            for user, count in session.execute(open_.group_by(ReviewRow.assignee_id)):
                self._dealt[int(user or 0)] = count

    def deal(self, review: ReviewRow, call: CallRow, flagged: Collection[str]) -> None:
        """Assign to whoever of the matching has the fewest open calls. ``flagged``: rules that flagged it."""
        users = {rule.user_id for rule in self._rules if _matches(rule, review, call, flagged)}
        if users:
            user = min(users, key=lambda one: (self._dealt[one], one))
            self._dealt[user] += 1
            review.assignee_id, review.assigned_at = user, datetime.now(UTC)


def _matches(rule: AssignmentRuleRow, review: ReviewRow, call: CallRow, flagged: Collection[str]) -> bool:
    wanted = (
        (rule.team, call.team),
        (rule.campaign, call.campaign),
        (rule.agent_id, call.agent_id),
        (rule.band, review.band),
    )
    named = rule.rule is None or rule.rule in flagged
    return named and all(value is None or value == of_call for value, of_call in wanted)


def deal_again(session: Session) -> int:
    """Apply the rules to open calls that nobody has; returns how many were dealt out."""
    dealer = Dealer(session)
    query = (
        sa.select(ReviewRow, CallRow)
        .join(CallRow, CallRow.id == ReviewRow.call_id)
        .where(ReviewRow.state == ReviewState.DRAFT, ReviewRow.assignee_id.is_(None), ReviewRow.band < 9)
        .order_by(ReviewRow.band, ReviewRow.rank, ReviewRow.call_id)
    )
    rows = session.execute(query).all()
    flagged: dict[int, set[str]] = defaultdict(set)
    fails = (
        sa.select(FindingRow.scorecard_id, FindingRow.rule)
        .join(ReviewRow, ReviewRow.scorecard_id == FindingRow.scorecard_id)
        .where(ReviewRow.state == ReviewState.DRAFT, ReviewRow.assignee_id.is_(None))
        .where(FindingRow.status.in_((Status.FAIL, Status.UNSURE)))
    )
    for card, rule in session.execute(fails):
        flagged[card].add(rule)
    dealt = 0
    for review, call in rows:
        dealer.deal(review, call, flagged[review.scorecard_id])
        dealt += review.assignee_id is not None
    return dealt


def assign(session: Session, calls: Sequence[int], user: UserRow | None, *, by: Person) -> int:
    """Give open calls to a user, or to nobody; those that ``by`` may not see stay. Returns how many."""
    query = sa.select(ReviewRow).where(ReviewRow.call_id.in_(calls), ReviewRow.state.in_(OPEN))
    if by.own_team is not None:
        own = sa.select(CallRow.id).where(CallRow.team == by.own_team)
        query = query.where(ReviewRow.call_id.in_(own))
    rows = session.scalars(query).all()
    for row in rows:
        row.assignee_id = user.id if user else None
        row.assigned_at = datetime.now(UTC) if user else None
        note(session, by.login, "assign", f"call:{row.call_id}", to=user.login if user else None)
    return len(rows)
