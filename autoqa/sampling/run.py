"""Drawing from the calls of a database, and keeping what was drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.sampling.draw import Candidate, Drawn, draw
from autoqa.sampling.period import Period
from autoqa.sampling.plan import SamplingPlan
from autoqa.store import Store, note
from autoqa.store.tables import CallRow, SampleCallRow, SampleRow
from autoqa.types import Outcome


@dataclass(frozen=True)
class Line:
    """One drawn call, as a person reads it."""

    call_id: str
    agent_id: str
    agent_name: str
    started_at: datetime | None
    outcome: str
    stratum: str
    inclusion: float


@dataclass(frozen=True)
class Sample:
    """What a drawing came to. ``before``: calls that an earlier drawing for the same plan and period holds;
    ``number``: of the stored sample, None when nothing was kept."""

    plan: str
    period: Period
    seed: int
    calls: int
    before: int
    lines: tuple[Line, ...]
    number: int | None


def seed_of(plan: SamplingPlan, period: Period) -> int:
    """The seed when none is given: the first day of the period, so that nobody can choose it."""
    return int(f"{period.first:%Y%m%d}")


def draw_sample(
    store: Store,
    plan: SamplingPlan,
    period: Period,
    zone: tzinfo,
    *,
    seed: int | None = None,
    keep: bool = True,
    by: str = "autoqa sample",
) -> Sample:
    """Draw the calls that the plan still asks for in ``period``, and keep them so that the review queue
    brings them. A second drawing only adds what is missing, such as for calls that arrived since."""
    chance = seed_of(plan, period) if seed is None else seed
    session = store.write() if keep else store.read()
    with session as open_session:
        rows = list(_calls(open_session, period, zone, plan.min_duration))
        before = _before(open_session, plan, period, zone) & {row.id for row in rows}
        candidates = [_candidate(plan, row) for row in rows]
        drawn = draw(plan, candidates, chance, quota=plan.quota(period.span), before=before)
        number = _keep(open_session, plan, period, zone, chance, drawn, by) if keep and drawn else None
    by_key = {row.id: row for row in rows}
    lines = tuple(_line(by_key[one.key], one) for one in drawn)
    return Sample(plan.id, period, chance, len(rows), len(before), lines, number)


def _calls(session: Session, period: Period, zone: tzinfo, min_duration: float) -> Iterable[CallRow]:
    start, end = period.bounds(zone)
    query = sa.select(CallRow).where(CallRow.started_at >= start, CallRow.started_at < end)
    if min_duration:
        query = query.where(CallRow.duration >= min_duration)
    return session.scalars(query.order_by(CallRow.id))


def _before(session: Session, plan: SamplingPlan, period: Period, zone: tzinfo) -> set[int]:
    """Calls that drawings of the same plan hold; those outside the period do not matter."""
    start, end = period.bounds(zone)
    query = sa.select(SampleCallRow.call_id).join(SampleRow, SampleRow.id == SampleCallRow.sample_id)
    overlapping = query.where(
        SampleRow.plan == plan.id, SampleRow.period_start < end, SampleRow.period_end > start
    )
    return set(session.scalars(overlapping))


def _candidate(plan: SamplingPlan, row: CallRow) -> Candidate:
    values = (_value(row, field) for field in plan.strata)
    return Candidate(
        key=row.id,
        agent=row.agent_id or row.agent_name or "",
        closed=row.outcome is Outcome.SOLD,
        stratum=" / ".join(values) or "random",
        quota=plan.quota_of(row.details),
    )


def _value(row: CallRow, field: str) -> str:
    value = getattr(row, field)
    return str(getattr(value, "value", value) or "—")


def _keep(
    session: Session,
    plan: SamplingPlan,
    period: Period,
    zone: tzinfo,
    seed: int,
    drawn: list[Drawn],
    by: str,
) -> int:
    start, end = period.bounds(zone)
    sample = SampleRow(
        plan=plan.id,
        options=plan.model_dump(mode="json"),
        seed=seed,
        period_start=start,
        period_end=end,
        drawn_by=by,
        drawn_at=datetime.now(UTC),
    )
    session.add(sample)
    session.flush()
    rows = [
        {"sample_id": sample.id, "call_id": one.key, "stratum": one.stratum, "inclusion": one.inclusion}
        for one in drawn
    ]
    session.execute(sa.insert(SampleCallRow), rows)
    note(session, by, "sample", f"sample:{sample.id}", plan=plan.id, seed=seed, calls=len(drawn))
    return sample.id


def _line(row: CallRow, drawn: Drawn) -> Line:
    return Line(
        call_id=row.call_id,
        agent_id=row.agent_id or "",
        agent_name=row.agent_name or "",
        started_at=row.started_at,
        outcome=row.outcome.value if row.outcome is not None else "",
        stratum=drawn.stratum,
        inclusion=drawn.inclusion,
    )
