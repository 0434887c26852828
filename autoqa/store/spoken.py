"""Finding calls by what was said in them: an index of the words of every recording's newest transcript.

Chinese puts no space between words, so every run of one, two and three characters of a turn is indexed. A
word of up to three characters is one entry of the index, a longer one is all the threes in it. On SQLite that
is an FTS5 table without content, on PostgreSQL a ``tsvector`` under a GIN index; neither needs an extension
that has to be installed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.orm import Session

from autoqa.store.columns import Key
from autoqa.store.tables import TranscriptRow
from autoqa.text.fold import fold

_SIZE = 3
_AT_ONCE = 500
_MOST = 70_000
"""Different runs of a recording that are indexed: about six hours of talk have as many. A ``tsvector`` holds
1 MB."""

_SPOKEN = sa.table("spoken", sa.column("recording_id"), sa.column("grams"))
_ROWS = sa.table("spoken", sa.column("rowid"), sa.column("spoken"), sa.column("grams"))
"""The same on SQLite, where the number of the recording is that of the row and orders go to the column that
is named like the table."""

_TRANSCRIPTS = TranscriptRow.bare()
_NEWEST = (
    sa.select(_TRANSCRIPTS.c.text)
    .where(_TRANSCRIPTS.c.recording_id == sa.bindparam("number"))
    .order_by(_TRANSCRIPTS.c.id.desc())
    .limit(1)
)
_NUMBER = sa.bindparam("number", type_=Key)
_ADD_ROW = sa.insert(_ROWS).values(rowid=_NUMBER, grams=sa.bindparam("grams"))
_ADD_VECTOR = sa.insert(_SPOKEN).values(
    recording_id=_NUMBER, grams=sa.func.array_to_tsvector(sa.bindparam("grams", type_=ARRAY(sa.Text())))
)


def create(connection: sa.Connection) -> None:
    """Make the empty index."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE spoken USING fts5(grams, content='', detail='none', "
            "tokenize=\"unicode61 remove_diacritics 0 tokenchars '.:%'\")"
        )
        return
    connection.exec_driver_sql(
        "CREATE TABLE spoken (recording_id bigint NOT NULL CONSTRAINT pk_spoken PRIMARY KEY "
        "CONSTRAINT fk_spoken_recording_id REFERENCES recordings, grams tsvector NOT NULL)"
    )
    connection.exec_driver_sql("CREATE INDEX ix_spoken_grams ON spoken USING gin (grams)")


def rebuild(connection: sa.Connection) -> None:
    """Make the index anew from the stored transcripts."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS spoken")
    create(connection)
    table = sa.table("transcripts", *(sa.column(name) for name in ("id", "recording_id", "text")))
    newest = sa.select(sa.func.max(table.c.id)).group_by(table.c.recording_id)
    numbers = sorted(connection.scalars(newest))
    for first in range(0, len(numbers), _AT_ONCE):
        some = table.c.id.in_(numbers[first : first + _AT_ONCE])
        rows = connection.execute(sa.select(table.c.recording_id, table.c.text).where(some))
        add(connection, [(row.recording_id, row.text) for row in rows])


def add(connection: sa.Connection, texts: Iterable[tuple[int, str]]) -> None:
    """Enter recordings that are not in the index: number and ``TranscriptRow.text`` of each."""
    found = ((number, grams(text)) for number, text in texts)
    rows = [{"number": number, "grams": _held(connection, one)} for number, one in found if one]
    if rows:
        connection.execute(_ADD_ROW if connection.dialect.name == "sqlite" else _ADD_VECTOR, rows)


def replace(session: Session, recording_id: int, text: str) -> None:
    """Let a recording be found by ``text`` and no longer by its newest transcript; to be called before
    ``text`` becomes that. An empty text takes it out of the index."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        before = grams(connection.scalar(_NEWEST, {"number": recording_id}) or "")
        if before:
            # Without content the table has to be told what it is to forget.
            row = {"spoken": "delete", "rowid": recording_id, "grams": _held(connection, before)}
            connection.execute(sa.insert(_ROWS).values(row))
    else:
        connection.execute(sa.delete(_SPOKEN).where(_SPOKEN.c.recording_id == recording_id))
    add(connection, [(recording_id, text)])


def recordings_with(session: Session, wanted: str) -> sa.Select[int] | None:
    """Numbers of the recordings in which every one of some words (with spaces between them) was said; None
    where there is no letter, digit or character in ``wanted``. Writing does not matter (width, case,
    traditional characters, punctuation inside a turn). Of a word of four characters or more, all threes in it
    must have been said, hardly ever elsewhere than in that word."""
    words = [folded for word in wanted.split() if (folded := fold(word).text)]
    if not words:
        return None
    wanted_grams = dict.fromkeys(gram for word in words for gram in _of_word(word))
    if session.get_bind().dialect.name == "sqlite":
        matching = _ROWS.c.spoken.op("MATCH")(" AND ".join(f'"{gram}"' for gram in wanted_grams))
        return sa.select(_ROWS.c.rowid).where(matching)
    matching = _SPOKEN.c.grams.op("@@")(sa.cast(" & ".join(f"'{gram}'" for gram in wanted_grams), TSQUERY))
    return sa.select(_SPOKEN.c.recording_id).where(matching)


def grams(text: str) -> list[str]:
    """The different runs of one to three characters of a transcript as ``TranscriptRow.text`` has it (a turn
    a line, its role in front), in order."""
    found: dict[str, None] = {}
    for line in text.splitlines():
        turn = fold(line.partition(": ")[2]).text
        for size in range(1, _SIZE + 1):
            found.update(dict.fromkeys(_runs(turn, size)))
    return list(found)[:_MOST]


def _of_word(word: str) -> list[str]:
    """What must be in the index for a folded word to have been said."""
    return _runs(word, min(_SIZE, len(word)))


def _runs(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(len(text) - size + 1)]


def _held(connection: sa.Connection, found: Sequence[str]) -> str | list[str]:
    return " ".join(found) if connection.dialect.name == "sqlite" else list(found)
