"""A person's word on a finding or an item, written beside the machine's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.review.case import Case, Word
from autoqa.review.rights import Person
from autoqa.store import note
from autoqa.store.tables import VerdictRow
from autoqa.types import Status

LONGEST_REASON = 500


class RefusedError(Exception):
    """A change that cannot be made, in words for the person who asked. ``field`` names what is missing."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


@dataclass(frozen=True)
class Said:
    """A verdict as it comes from the page. ``target`` is the key of a finding (``f3``) or the id of an item;
    ``points`` only for items; ``start`` and ``end`` where a person marked a place that the machine had not;
    ``seconds`` since the flag was shown."""

    kind: str
    target: str
    status: Status
    points: float | None = None
    reason: str = ""
    start: float | None = None
    end: float | None = None
    seconds: float | None = None


def record(
    session: Session, case: Case, said: Said, person: Person, calibration_id: int | None = None
) -> Case:
    """Write a verdict; returns the case with it.

    Raises:
        RefusedError: there is no such target, the points are out of bounds, or a change that moves points
            has no reason.
    """
    row = _row(case, said, person, calibration_id)
    after = case.with_word(Word(row, person.name))
    blind = calibration_id is not None
    if not (blind or row.reason) and _differs(case, row) and _moves(case.without(row), after):
        raise RefusedError("改判会影响得分，请说明原因", "reason")
    _supersede(session, row)
    session.add(row)
    session.flush()
    note(
        session,
        person.login,
        "judge" if calibration_id is None else "judge_blind",
        f"call:{case.call.id}",
        target=said.target,
        rule=row.rule,
        machine=row.machine_status.value if row.machine_status else None,
        status=row.status.value,
        points=row.points,
        reason=row.reason,
    )
    return after


def withdraw(
    session: Session, case: Case, kind: str, target: str, person: Person, calibration_id: int | None = None
) -> None:
    """Take back one's own verdict on a target; it stays in the table, no longer current."""
    row = _row(case, Said(kind, target, Status.UNSURE), person, calibration_id)
    _supersede(session, row)
    note(session, person.login, "withdraw", f"call:{case.call.id}", target=target, rule=row.rule)


def _row(case: Case, said: Said, person: Person, calibration_id: int | None) -> VerdictRow:
    row = VerdictRow(
        call_id=case.call.id,
        scorecard_id=case.row.id,
        status=said.status,
        points=None,
        start=said.start,
        end=said.end,
        reason=said.reason.strip()[:LONGEST_REASON],
        user_id=person.id,
        calibration_id=calibration_id,
        current=True,
        seconds=said.seconds,
        created_at=datetime.now(UTC),
    )
    if said.kind == "finding":
        found = next((one for one in case.findings if one.row.key == said.target), None)
        if found is None:
            raise RefusedError("没有这条标记，页面可能已过期，请刷新")
        row.finding_id, row.rule, row.fingerprint = found.row.id, found.row.rule, found.row.fingerprint
        row.machine_status = found.machine.status
        if said.status is Status.FAIL and found.machine.start is None and said.start is None:
            row.start, row.end = 0.0, case.call.duration
        return row
    item = next((one for one in (*case.fatals, *case.items) if one.machine.id == said.target), None)
    if item is None:
        raise RefusedError("没有这个评分项，页面可能已过期，请刷新")
    row.rule, row.machine_status = item.machine.id, item.machine.status
    if said.points is not None and not item.is_fatal and said.status is not Status.UNSURE:
        if said.points < item.low or (item.high is not None and said.points > item.high):
            raise RefusedError(f"得分应在 {item.low:g} 到 {item.high:g} 之间", "points")
        row.points = round(said.points, 2)
    return row


def _differs(case: Case, row: VerdictRow) -> bool:
    """Whether a person says something else than a machine that had decided. Who cannot tell says nothing
    against it: the points are open again, and "cannot be heard" is the reason."""
    if row.machine_status in (None, Status.UNSURE) or row.status is Status.UNSURE:
        return False
    if row.status is not row.machine_status:
        return True
    item = next((one.machine for one in case.items if one.machine.id == row.rule), None)
    return row.fingerprint is None and item is not None and row.points not in (None, item.awarded)


def _moves(before: Case, after: Case) -> bool:
    """Whether points, grade or a fatal item differ."""
    one, other = before.human, after.human
    return (one.score, one.grade, one.fatal) != (other.score, other.grade, other.fatal)


def _supersede(session: Session, row: VerdictRow) -> None:
    same = [
        VerdictRow.call_id == row.call_id,
        VerdictRow.rule == row.rule,
        VerdictRow.user_id == row.user_id,
        VerdictRow.current,
        VerdictRow.fingerprint.is_(None)
        if row.fingerprint is None
        else VerdictRow.fingerprint == row.fingerprint,
        VerdictRow.calibration_id.is_(None)
        if row.calibration_id is None
        else VerdictRow.calibration_id == row.calibration_id,
    ]
    session.execute(sa.update(VerdictRow).where(*same).values(current=False))
