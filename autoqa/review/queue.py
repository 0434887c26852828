"""The queue as people see it: filtered, counted, in order, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from autoqa.review.rights import Person
from autoqa.review.triage import Band
from autoqa.store import spoken
from autoqa.store.tables import (
    CallRow,
    FindingRow,
    ReviewRow,
    ReviewState,
    ScorecardRow,
    UserRow,
)
from autoqa.types import Severity

PAGE = 50
MOST_COUNTED = 1000
"""Matches beyond this are told as "more than": counting all would take longer than reading them."""

_MEANT = {"enable_seqscan": "off", "jit": "off", "max_parallel_workers_per_gather": "0", "work_mem": "64MB"}

_OPEN = sa.text("reviews.state IN ('draft', 'in_review')")
_FLAGGED = sa.text("findings.status IN ('fail', 'unsure')")
_FAILED = sa.text("findings.status = 'fail'")
"""As literals, so that the partial indices of open calls and of findings that were raised are used."""


@dataclass(frozen=True)
class Filters:
    """As they stand in the address; empty means all. ``who``: ``me``, ``nobody``, or a user's id."""

    state: str = "open"
    band: str = ""
    since: str = ""
    until: str = ""
    agent: str = ""
    team: str = ""
    campaign: str = ""
    rule: str = ""
    severity: str = ""
    who: str = ""
    q: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filters:
        """What of an address can be understood; the rest is left out."""
        names = {one.name for one in fields(cls)} - {"page"}
        known: dict[str, Any] = {name: query[name].strip()[:100] for name in names if name in query}
        page = query.get("page", "1")
        return cls(**known, page=int(page) if page.isdigit() and 0 < int(page) < 100_000 else 1)

    def changed(self, **values: object) -> dict[str, object]:
        """Fields of the address with some of them changed, defaults left out."""
        now = {one.name: getattr(self, one.name) for one in fields(self)} | {"page": 1} | values
        return {name: value for name, value in now.items() if value != getattr(Filters(), name)}


@dataclass(frozen=True)
class Entry:
    """A line of the queue."""

    call: CallRow
    review: ReviewRow
    card: ScorecardRow
    assignee: str | None
    holder: str | None


@dataclass(frozen=True)
class Listing:
    """One page of matches. ``count`` stops at ``MOST_COUNTED`` + 1."""

    entries: tuple[Entry, ...]
    count: int

    @property
    def more(self) -> bool:
        return self.count > MOST_COUNTED


def listing(session: Session, filters: Filters, person: Person, zone: tzinfo) -> Listing:
    """The calls that match and that the person may see, most valuable first."""
    assignee, holder = aliased(UserRow), aliased(UserRow)
    first = (filters.page - 1) * PAGE
    query = (
        _matching(session, filters, person, zone)
        .with_only_columns(ReviewRow.call_id)
        .order_by(ReviewRow.band, ReviewRow.rank, ReviewRow.call_id)
        .limit(max(MOST_COUNTED + 1, first + PAGE))
    )
    with _planned_as_meant(session):
        found = list(session.scalars(query))
    ids = found[first : first + PAGE]
    rows = session.execute(
        sa.select(CallRow, ReviewRow, ScorecardRow, assignee.name, holder.name)
        .join(ReviewRow, ReviewRow.call_id == CallRow.id)
        .join(ScorecardRow, ScorecardRow.id == ReviewRow.scorecard_id)
        .outerjoin(assignee, assignee.id == ReviewRow.assignee_id)
        .outerjoin(holder, holder.id == ReviewRow.locked_by)
        .where(CallRow.id.in_(ids))
    )
    by_id = {row[0].id: Entry(*row) for row in rows}
    count = min(len(found), MOST_COUNTED + 1)
    return Listing(tuple(by_id[one] for one in ids if one in by_id), count)


def left(session: Session, person: Person) -> dict[Band, int]:
    """Open calls by band."""
    query = sa.select(ReviewRow.band, sa.func.count()).where(_OPEN).group_by(ReviewRow.band)
    if person.own_team is not None:
        query = query.join(CallRow, CallRow.id == ReviewRow.call_id).where(CallRow.team == person.own_team)
    counts = {row[0]: row[1] for row in session.execute(query)}
    return {band: counts.get(band.value, 0) for band in Band}


def next_call(session: Session, person: Person, after: int | None, now: datetime, mine: bool) -> int | None:
    """The most valuable open call that nobody else holds or was given; None when nothing is left.

    Args:
        after: a call not to give again.
        mine: only calls assigned to the person.
    """
    ours = ReviewRow.assignee_id == person.id
    free = sa.or_(
        ReviewRow.locked_by.is_(None), ReviewRow.locked_by == person.id, ReviewRow.locked_until < now
    )
    query = (
        sa.select(ReviewRow.call_id)
        .where(_OPEN, free, ReviewRow.band < Band.REST.value)
        .where(ours if mine else sa.or_(ours, ReviewRow.assignee_id.is_(None)))
        .order_by(ReviewRow.band, ReviewRow.rank, ReviewRow.call_id)
    )
    if after is not None:
        query = query.where(ReviewRow.call_id != after)
    return session.scalars(query.limit(1)).first()


def _matching(session: Session, filters: Filters, person: Person, zone: tzinfo) -> sa.Select[Any]:
    query = sa.select(ReviewRow)
    of_call = [
        (CallRow.agent_id, filters.agent),
        (CallRow.team, person.own_team or filters.team),
        (CallRow.campaign, filters.campaign),
    ]
    where: list[Any] = [column == value for column, value in of_call if value]
    first, last = _day(filters.since, zone), _day(filters.until, zone)
    if first is not None:
        where.append(CallRow.started_at >= first)
    if last is not None:
        where.append(CallRow.started_at < last + timedelta(days=1))
    if where:
        query = query.where(_among(ReviewRow.call_id, sa.select(CallRow.id).where(*where)))
    if filters.q:
        query = query.where(_among(ReviewRow.call_id, _searched(session, filters.q)))
    query = query.where(*_of_review(filters, person))
    if filters.rule:
        query = query.where(_with_finding(FindingRow.rule == filters.rule, _FLAGGED))
    if filters.severity in {one.value for one in Severity}:
        query = query.where(_with_finding(FindingRow.severity == Severity(filters.severity), _FAILED))
    return query


def _with_finding(*conditions: sa.ColumnElement[bool] | sa.TextClause) -> sa.ColumnElement[bool]:
    """The scorecard has such a finding."""
    return _among(ReviewRow.scorecard_id, sa.select(FindingRow.scorecard_id).where(*conditions))


def _among(
    column: InstrumentedAttribute[int], chosen: sa.Select[int] | sa.CompoundSelect[int]
) -> sa.ColumnElement[bool]:
    """``column`` is one of ``chosen``, which the database reads once and keeps as a set while it walks the
    queue in its order. A bare IN could become a join, and the order of joins is chosen by guesses of how many
    match: guessed wrong, a search took seconds."""
    return column.in_(chosen).is_(sa.true())


def _searched(session: Session, wanted: str) -> sa.CompoundSelect[int] | sa.Select[int]:
    """Calls in which words were said, and those with ``wanted`` in their id at the centre."""
    named = sa.select(CallRow.id).where(CallRow.call_id.contains(wanted, autoescape=True))
    said = spoken.recordings_with(session, wanted)
    if said is None:
        return named
    return sa.union_all(named, sa.select(CallRow.id).where(CallRow.recording_id.in_(said)))


@contextmanager
def _planned_as_meant(session: Session) -> Iterator[None]:
    """PostgreSQL does not count what fetching a ``tsvector`` from beside its row takes, and would rather read
    those of all calls than the index; compiling takes longer than these queries, and each parallel worker
    makes its sets anew; and a set that it fears will not fit into ``work_mem`` is read again for every
    call."""
    if session.get_bind().dialect.name != "postgresql":
        yield
        return
    names = list(_MEANT)
    before = session.execute(sa.select(*(sa.func.current_setting(name) for name in names))).one()
    _set(session, _MEANT)
    yield
    _set(session, dict(zip(names, before, strict=True)))


def _set(session: Session, settings: Mapping[str, str]) -> None:
    """Until the end of the transaction."""
    session.execute(sa.select(*(sa.func.set_config(name, value, True) for name, value in settings.items())))


def _of_review(filters: Filters, person: Person) -> list[Any]:
    where: list[Any] = []
    if filters.state == "open":
        where.append(_OPEN)
    elif filters.state in {one.value for one in ReviewState}:
        where.append(ReviewRow.state == ReviewState(filters.state))
    if filters.band.isdigit():
        where.append(ReviewRow.band == int(filters.band))
    elif filters.state == "open" and not filters.q:
        where.append(ReviewRow.band < Band.REST.value)
    if filters.who == "nobody":
        where.append(ReviewRow.assignee_id.is_(None))
    elif filters.who == "me" or filters.who.isdigit():
        where.append(ReviewRow.assignee_id == (person.id if filters.who == "me" else int(filters.who)))
    return where


def _day(text: str, zone: tzinfo) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time.min, zone)
    except ValueError:
        return None
