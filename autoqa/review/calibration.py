"""Calibration: several inspectors judge the same calls without seeing each other, and compare."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.review.rights import Person
from autoqa.review.verdicts import RefusedError
from autoqa.store import note
from autoqa.store.tables import (
    CalibrationCallRow,
    CalibrationRow,
    CallRow,
    FindingRow,
    ReviewRow,
    UserRow,
    VerdictRow,
)
from autoqa.tune.statistics import kappa
from autoqa.types import Status


@dataclass(frozen=True)
class Difference:
    """A target of a call on which not all say the same. ``said`` is by user id."""

    call: CallRow
    rule: str
    title: str
    start: float | None
    machine: Status | None
    said: dict[int, Status]


@dataclass(frozen=True)
class Pair:
    """Two inspectors: on how many targets both decided, on how many they agree, and kappa."""

    first: int
    second: int
    both: int
    agreed: int
    kappa: float | None


@dataclass(frozen=True)
class Round:
    """A calibration as it stands. ``done`` and ``tasks`` are calls by user id."""

    row: CalibrationRow
    people: dict[int, str]
    calls: tuple[CallRow, ...]
    done: Counter[int]
    pairs: tuple[Pair, ...]
    differences: tuple[Difference, ...]
    unanimous: int
    targets: int

    @property
    def complete(self) -> bool:
        return all(self.done[user] == len(self.calls) for user in self.people)


def begin(session: Session, person: Person, title: str, calls: Sequence[int], users: Sequence[int]) -> int:
    """Give every user every call; returns the number of the calibration.

    Raises:
        RefusedError: no title, no call that is there, or fewer than two users.
    """
    known = session.scalars(sa.select(ReviewRow.call_id).where(ReviewRow.call_id.in_(calls))).all()
    if not title.strip():
        raise RefusedError("请写一个名称", "title")
    if not known:
        raise RefusedError("请写出已评分录音的编号", "calls")
    if len(set(users)) < 2:
        raise RefusedError("至少选两位质检员", "users")
    row = CalibrationRow(title=title.strip()[:100], created_by=person.id, created_at=datetime.now(UTC))
    session.add(row)
    session.flush()
    session.add_all(
        CalibrationCallRow(calibration_id=row.id, call_id=call, user_id=user)
        for call in known
        for user in set(users)
    )
    note(session, person.login, "calibrate", f"calibration:{row.id}", calls=list(known), users=list(users))
    return row.id


def tasks(session: Session, calibration_id: int, user_id: int) -> list[tuple[CallRow, datetime | None]]:
    """The calls that a user is to judge, and when each was finished."""
    query = (
        sa.select(CallRow, CalibrationCallRow.done_at)
        .join(CalibrationCallRow, CalibrationCallRow.call_id == CallRow.id)
        .where(CalibrationCallRow.calibration_id == calibration_id, CalibrationCallRow.user_id == user_id)
        .order_by(CallRow.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def finish_call(session: Session, calibration_id: int, call_id: int, user_id: int) -> None:
    """The user has judged the call."""
    row = session.get(CalibrationCallRow, (calibration_id, call_id, user_id))
    if row is None:
        raise RefusedError("这通录音不在您的校准任务里")
    row.done_at = datetime.now(UTC)


def close(session: Session, calibration_id: int, person: Person) -> None:
    row = session.get(CalibrationRow, calibration_id)
    if row is None:
        raise RefusedError("没有这次校准")
    row.closed_at = datetime.now(UTC)
    note(session, person.login, "close_calibration", f"calibration:{calibration_id}")


def result(session: Session, calibration_id: int) -> Round | None:
    """How far the calibration is and where people differ; only calls that a user finished count."""
    row = session.get(CalibrationRow, calibration_id)
    if row is None:
        return None
    given = session.scalars(
        sa.select(CalibrationCallRow).where(CalibrationCallRow.calibration_id == calibration_id)
    ).all()
    users = sa.select(UserRow).where(UserRow.id.in_({one.user_id for one in given}))
    people = {user.id: user.name for user in session.scalars(users)}
    calls = session.scalars(
        sa.select(CallRow).where(CallRow.id.in_({one.call_id for one in given})).order_by(CallRow.id)
    ).all()
    finished = {(one.call_id, one.user_id) for one in given if one.done_at is not None}
    said: dict[tuple[int, str, str | None], dict[int, VerdictRow]] = defaultdict(dict)
    query = sa.select(VerdictRow).where(VerdictRow.calibration_id == calibration_id, VerdictRow.current)
    for verdict in session.scalars(query.order_by(VerdictRow.id)):
        if (verdict.call_id, verdict.user_id) in finished:
            said[verdict.call_id, verdict.rule, verdict.fingerprint][verdict.user_id] = verdict
    titles = _titles(session, [verdict for one in said.values() for verdict in one.values()])
    by_id = {call.id: call for call in calls}
    differences, unanimous = [], 0
    for (call_id, rule, _), one in said.items():
        statuses = {user: verdict.status for user, verdict in one.items()}
        if len(statuses) > 1 and len(set(statuses.values())) == 1:
            unanimous += 1
        elif len(statuses) > 1:
            first = next(iter(one.values()))
            title = titles.get(first.finding_id or 0, rule)
            start = first.start
            differences.append(Difference(by_id[call_id], rule, title, start, first.machine_status, statuses))
    return Round(
        row,
        people,
        tuple(calls),
        Counter(user for _, user in finished),
        tuple(_pairs(people, said)),
        tuple(differences),
        unanimous,
        unanimous + len(differences),
    )


def _pairs(
    people: dict[int, str], said: dict[tuple[int, str, str | None], dict[int, VerdictRow]]
) -> list[Pair]:
    pairs = []
    for first, second in combinations(sorted(people), 2):
        table = Counter(
            (one[first].status, one[second].status) for one in said.values() if first in one and second in one
        )
        agreed = sum(count for (left, right), count in table.items() if left is right)
        pairs.append(Pair(first, second, table.total(), agreed, kappa(table)))
    return pairs


def _titles(session: Session, verdicts: Sequence[VerdictRow]) -> dict[int, str]:
    ids = {verdict.finding_id for verdict in verdicts if verdict.finding_id is not None}
    query = sa.select(FindingRow).where(FindingRow.id.in_(ids))
    return {row.id: row.title for row in session.scalars(query)}
