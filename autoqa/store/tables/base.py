"""The base of all tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase

from autoqa.store.columns import Json, Moment, word_of
from autoqa.types import Cause, Direction, Mode, Outcome, Role, Severity, Status

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(DeclarativeBase):
    """Constraints have names, so that migrations can speak of them on both databases."""

    metadata = sa.MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: sa.Text(),
        float: sa.Double(),
        datetime: Moment(),
        dict[str, Any]: Json,
        list[str]: Json,
        **{kind: word_of(kind) for kind in (Cause, Direction, Mode, Outcome, Role, Severity, Status)},
    }

    @classmethod
    def bare(cls) -> sa.Table:
        """The table without the mapping to objects, for statements so frequent that the mapping would cost
        more than the database."""
        return cls.metadata.tables[cls.__tablename__]
