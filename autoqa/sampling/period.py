"""Weeks, months and accounting months, in the centre's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from autoqa.errors import UsageError


class Span(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Period:
    """``first`` to ``last``, both days included."""

    span: Span
    first: date
    last: date

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """The moments [start, end)."""
        start = datetime.combine(self.first, time(), zone)
        return start, datetime.combine(self.last + timedelta(days=1), time(), zone)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(
            self.first + timedelta(days=offset) for offset in range((self.last - self.first).days + 1)
        )

    @property
    def before(self) -> Period:
        """The period of the same kind right before."""
        return period_of(
            self.span, self.first - timedelta(days=1), min(self.first.day, 28), self.first.isoweekday()
        )

    @property
    def title(self) -> str:
        if self.span is Span.DAY:
            return f"{self.first:%Y-%m-%d}"
        return f"{self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d}"


def period_of(span: Span, day: date, month_from: int = 1, week_from: int = 1) -> Period:
    """The period that holds ``day``. Weeks begin on ISO weekday ``week_from`` (1 Monday to 7 Sunday): with 5
    they last from Friday to Thursday, so that a report on Friday morning speaks of seven whole days (S03).
    Months begin on day ``month_from`` (at most 28): with 21, the month of 3 December is 21 November to 20
    December (S04)."""
    if span is Span.DAY:
        return Period(span, day, day)
    if span is Span.WEEK:
        first = day - timedelta(days=(day.isoweekday() - week_from) % 7)
        return Period(span, first, first + timedelta(days=6))
    first = day.replace(day=month_from) if day.day >= month_from else _month_before(day, month_from)
    following = _month_before((first + timedelta(days=62)).replace(day=1), month_from)
    return Period(span, first, following - timedelta(days=1))


def last_complete(span: Span, today: date, month_from: int = 1, week_from: int = 1) -> Period:
    """The last period that ended before ``today``."""
    return period_of(span, today, month_from, week_from).before


def _month_before(day: date, month_from: int) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=month_from)


def parse_day(written: str, today: date) -> date:
    """``2026-11-20``, ``2026-11`` (its last day) or ``today``.

    Raises:
        UsageError: it is none of these.
    """
    if written == "today":
        return today
    try:
        if len(written) == 7:
            first = date.fromisoformat(f"{written}-01")
            return period_of(Span.MONTH, first).last
        return date.fromisoformat(written)
    except ValueError:
        raise UsageError(written, "is not a date", "Write 2026-11-20, 2026-11 or today") from None
