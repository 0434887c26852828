"""Figures of the inspectors' work: how much, how quick, how often the machine was right."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.store.tables import ACCEPTED, ReviewRow, UserRow, VerdictRow
from autoqa.tune.statistics import Share, wilson
from autoqa.types import Status


@dataclass(frozen=True)
class Inspector:
    """Work of one person. ``seconds`` is the median from showing a flag to the verdict; ``agreed`` the share
    of decided machine verdicts that the person let stand."""

    name: str
    calls: int
    verdicts: int
    seconds: float | None
    agreed: Share | None


@dataclass(frozen=True)
class RuleFigure:
    """How people took what the machine said of one rule. ``missed``: violations that it had passed."""

    rule: str
    confirmed: int
    rejected: int
    unsure: int
    missed: int
    right: Share | None


def inspectors(session: Session, since: datetime) -> list[Inspector]:
    """Everybody who judged or signed since then, the busiest first."""
    signed = sa.select(ReviewRow.signed_by, sa.func.count()).where(ReviewRow.signed_at >= since)
    calls: Counter[int] = Counter()
    for user, count in session.execute(signed.group_by(ReviewRow.signed_by)):
        calls[int(user or 0)] = count
    said: dict[int, list[VerdictRow]] = defaultdict(list)
    for row in session.scalars(_verdicts(since)):
        said[row.user_id].append(row)
    names = {row.id: row.name for row in session.scalars(sa.select(UserRow))}
    found = []
    for user in set(calls) | set(said):
        given = [row for row in said[user] if row.reason != ACCEPTED]
        decided = [row for row in given if _decided(row)]
        seconds = [row.seconds for row in given if row.seconds is not None]
        agreed = sum(row.status is row.machine_status for row in decided)
        found.append(
            Inspector(
                names.get(user, "?"),
                calls[user],
                len(given),
                median(seconds) if seconds else None,
                wilson(agreed, len(decided)),
            )
        )
    return sorted(found, key=lambda one: (-one.verdicts, one.name))


def rules(session: Session, since: datetime) -> list[RuleFigure]:
    """Every rule that somebody judged since then, the least reliable first."""
    said: dict[str, list[VerdictRow]] = defaultdict(list)
    for row in session.scalars(_verdicts(since)):
        if row.fingerprint is not None:
            said[row.rule].append(row)
    figures = []
    for rule, rows in said.items():
        pairs = Counter((row.machine_status, row.status) for row in rows)
        confirmed = pairs[Status.FAIL, Status.FAIL]
        rejected = pairs[Status.FAIL, Status.PASS] + pairs[Status.FAIL, Status.NA]
        missed = pairs[Status.PASS, Status.FAIL] + pairs[Status.NA, Status.FAIL]
        unsure = sum(count for (_, status), count in pairs.items() if status is Status.UNSURE)
        right = wilson(confirmed, confirmed + rejected)
        figures.append(RuleFigure(rule, confirmed, rejected, unsure, missed, right))
    return sorted(figures, key=lambda one: (one.right.value if one.right else 2.0, -one.rejected, one.rule))


def _verdicts(since: datetime) -> sa.Select[VerdictRow]:
    current = sa.select(VerdictRow).where(VerdictRow.current, VerdictRow.calibration_id.is_(None))
    return current.where(VerdictRow.created_at >= since)


def _decided(row: VerdictRow) -> bool:
    machine = row.machine_status not in (None, Status.UNSURE)
    return machine and row.status is not Status.UNSURE
