"""补录: a later recording in which the agent makes good what an earlier one lacked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.review.case import Case
from autoqa.review.rights import Person
from autoqa.review.verdicts import LONGEST_REASON, RefusedError
from autoqa.store import note
from autoqa.store.tables import CallRow, SupplementRow, UserRow
from autoqa.types import Status


@dataclass(frozen=True)
class Supplement:
    """A violation that is closed, by which recording, and who saw to it."""

    row: SupplementRow
    call: CallRow
    by: str


def supplements_of(session: Session, call_id: int) -> list[Supplement]:
    query = (
        sa.select(SupplementRow, CallRow, UserRow.name)
        .join(CallRow, CallRow.id == SupplementRow.supplement_id)
        .join(UserRow, UserRow.id == SupplementRow.added_by)
        .where(SupplementRow.call_id == call_id)
        .order_by(SupplementRow.id)
    )
    return [Supplement(row, call, name) for row, call, name in session.execute(query)]


def closable(case: Case) -> list[tuple[str, str]]:
    """Id and title of the violations of a call that a supplement may close: fatal items and rules that
    fail."""
    fatal = [(one.now.id, one.now.title) for one in case.fatals if one.now.status is Status.FAIL]
    rules = [
        (one.machine.rule, one.machine.title)
        for one in case.findings
        if one.effective.status is Status.FAIL and not one.machine.trial
    ]
    return list(dict.fromkeys([*fatal, *rules]))


def add_supplement(
    session: Session, case: Case, person: Person, rule: str, recording: str, text: str
) -> None:
    """Close a violation with a later recording of the same agent.

    Raises:
        RefusedError: there is no such violation or recording, or it is not a later one of that agent.
    """
    if rule not in dict(closable(case)):
        raise RefusedError("这通录音没有这项违规", "rule")
    other = session.scalars(
        sa.select(CallRow).where(CallRow.call_id == recording.strip()).order_by(CallRow.id.desc())
    ).first()
    if other is None or other.id == case.call.id:
        raise RefusedError("没有这个编号的补录录音", "recording")
    if case.call.agent_id and other.agent_id and other.agent_id != case.call.agent_id:
        raise RefusedError("补录录音不是同一坐席的", "recording")
    if case.call.started_at and other.started_at and other.started_at < case.call.started_at:
        raise RefusedError("补录录音早于原录音", "recording")
    if any(one.row.rule == rule and one.call.id == other.id for one in supplements_of(session, case.call.id)):
        raise RefusedError("这项违规已登记过这通补录", "recording")
    session.add(
        SupplementRow(
            call_id=case.call.id,
            rule=rule,
            supplement_id=other.id,
            note=text.strip()[:LONGEST_REASON],
            added_by=person.id,
            added_at=datetime.now(UTC),
        )
    )
    note(session, person.login, "supplement", f"call:{case.call.id}", rule=rule, recording=other.call_id)
