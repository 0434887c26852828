"""Column types that behave alike on SQLite and PostgreSQL."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

_LEVEL = 4
"""Of zlib: a transcript with its scorecard takes 4 % more room than with 6, and three fifths of the time."""

_SQLITE_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


class Moment(TypeDecorator[datetime]):
    """A moment with zone, kept in UTC: ``timestamptz`` on PostgreSQL, sortable ISO text on SQLite.

    A time without zone is refused: nobody could say later which moment it was."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        kind: Any = sa.String(27) if dialect.name == "sqlite" else sa.DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone")
        utc = value.astimezone(UTC)
        return utc.strftime(_SQLITE_FORM) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        moment: datetime = value
        return moment.astimezone(UTC)


class Packed(TypeDecorator[str]):
    """A long text (JSON of a transcript or scorecard), deflated: about a tenth of its size."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> bytes | None:
        return None if value is None else zlib.compress(value.encode(), _LEVEL)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else zlib.decompress(value).decode()


Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""Primary and foreign keys: 64 bits everywhere (SQLite numbers rows by itself only for INTEGER)."""

Json = sa.JSON().with_variant(JSONB(), "postgresql")


def number_of(added: sa.CursorResult[Any]) -> int:
    """The number that the database gave to the one row that an insert added."""
    key = added.inserted_primary_key
    assert key is not None
    number: int = key[0]
    return number


def word_of(enum: type[Enum]) -> sa.Enum:
    """An enumeration kept as its value in plain text, so that adding a member needs no migration."""
    return sa.Enum(
        enum, native_enum=False, length=20, values_callable=lambda kind: [member.value for member in kind]
    )
