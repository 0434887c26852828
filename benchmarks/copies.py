"""Many calls in a store quickly: a first lot is entered row by row, all others are copies of it.

A copy has numbers, names and ranks of its own and the same agents, times, findings and words: as much work to
a database as any other call, and a tenth of the work to enter.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.store import spoken
from autoqa.store.tables import (
    CallRow,
    FindingRow,
    RecordingRow,
    ReviewRow,
    ScorecardRow,
    Table,
    TranscriptRow,
)

LOT = 20_000
"""Calls of the first lot."""

_TABLES: tuple[tuple[type[Table], str], ...] = (
    (RecordingRow, "id"),
    (CallRow, "id"),
    (TranscriptRow, "id"),
    (ScorecardRow, "id"),
    (FindingRow, "scorecard_id"),
    (ReviewRow, "call_id"),
)
"""With the column that numbers the call."""
_NUMBERS = {"id", "recording_id", "transcript_id", "scorecard_id"}
_CACHE, _USUAL_CACHE = 1_500_000, 2_000
"""KiB of SQLite's: pages that do not fit are written and read several times while a copy is entered."""
_DISTINGUISHED = 8
"""Digits of a hash that name the copy."""

_WORDS = sa.Table(
    "copied_words",
    sa.MetaData(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("grams", sa.Text),
)
"""On SQLite, whose index keeps no content that could be copied: the words as the index was given them."""


def index(session: Session, texts: Iterable[tuple[int, str]]) -> None:
    """Enter what was said in calls of the first lot: number and text."""
    if not _is_sqlite(session):
        spoken.add(session.connection(), texts)
        return
    rows = [{"number": number, "grams": " ".join(spoken.grams(text))} for number, text in texts]
    _WORDS.create(session.connection(), checkfirst=True)
    session.execute(sa.insert(_WORDS), rows)
    session.execute(_indexed(0, rows[0]["number"], rows[-1]["number"]))


def copy(session: Session, number: int, calls: int) -> None:
    """The first ``calls`` of the first lot once more, as copy ``number`` (1, 2, …)."""
    shift = number * LOT
    if _is_sqlite(session):
        session.connection().exec_driver_sql(f"PRAGMA cache_size=-{_CACHE}")
    for table, counted in _TABLES:
        columns = [c for c in table.bare().columns if table is not FindingRow or c.name != "id"]
        values = [_copied(table, column, number).label(column.name) for column in columns]
        chosen = sa.select(*values).where(table.bare().c[counted] <= calls)
        session.execute(sa.insert(table.bare()).from_select([c.name for c in columns], chosen))
    if _is_sqlite(session):
        session.execute(_indexed(shift, 1, calls))
    else:
        of = sa.table("spoken", sa.column("recording_id", sa.BigInteger), sa.column("grams"))
        chosen = sa.select(of.c.recording_id + shift, of.c.grams).where(of.c.recording_id <= calls)
        session.execute(sa.insert(of).from_select(["recording_id", "grams"], chosen))


def finish(session: Session) -> None:
    """Once all are entered."""
    if _is_sqlite(session):
        session.connection().exec_driver_sql(f"PRAGMA cache_size=-{_USUAL_CACHE}")
    _WORDS.drop(session.connection(), checkfirst=True)


def _copied(table: type[Table], column: sa.Column[object], number: int) -> sa.ColumnElement[object]:
    shift = number * LOT
    if column.name in _NUMBERS or (column.name == "call_id" and table is not CallRow):
        return column + shift
    if table is CallRow and column.name == "call_id":
        return sa.literal(f"{number}-").concat(column)
    if column.name == "sha256":
        return sa.literal(f"{number:0{_DISTINGUISHED}x}").concat(sa.func.substr(column, _DISTINGUISHED + 1))
    if column.name == "rank":
        return column + number * 1e-7
    return column


def _indexed(shift: int, first: int, last: int) -> sa.Insert:
    of = sa.table("spoken", sa.column("rowid"), sa.column("grams"))
    chosen = sa.select(_WORDS.c.number + shift, _WORDS.c.grams).where(_WORDS.c.number.between(first, last))
    return sa.insert(of).from_select(["rowid", "grams"], chosen)


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
