"""Points in a call that windows are measured from: ``ANCHOR[.start|.end] [+|- SECONDS]``."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from autoqa.types import Frozen


class Edge(StrEnum):
    START = "start"
    END = "end"


MOMENTS = frozenset({"start", "end", "connect"})
"""Anchors that are one moment of the call."""

TURNS = frozenset({"first_agent", "first_customer", "last_agent", "last_customer"})
"""Anchors that are a turn."""

_WRITTEN = re.compile(r"^([a-z][a-z0-9_]*)(?:\.(start|end))?(?:\s*([+-])\s*(\d+(?:\.\d+)?))?$")


class Point(Frozen):
    """``name`` is one of :data:`MOMENTS`, :data:`TURNS`, or a condition; ``offset`` in seconds; ``edge`` None
    when not written."""

    name: str
    edge: Edge | None = None
    offset: float = 0.0

    @property
    def condition(self) -> str | None:
        """The condition whose hit this is measured from, if any."""
        return None if self.name in MOMENTS | TURNS else self.name

    def edge_for(self, default: Edge) -> Edge:
        """The edge meant: the written one; else the end for ``+``, the start for ``-``, and ``default``
        without an offset. A turn without a written edge is its start."""
        if self.edge is not None:
            return self.edge
        if self.name in TURNS:
            return Edge.START
        if self.offset:
            return Edge.END if self.offset > 0 else Edge.START
        return default


def _parse(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    written = _WRITTEN.match(value.strip())
    if written is None:
        raise ValueError(f'"{value}" is not of the form ANCHOR, ANCHOR + SECONDS or ANCHOR - SECONDS')
    name, edge, sign, seconds = written.groups()
    if edge is not None and name in MOMENTS:
        raise ValueError(f'"{name}" is one moment: it has no .{edge}')
    offset = float(seconds) * (-1 if sign == "-" else 1) if seconds else 0.0
    return Point(name=name, edge=Edge(edge) if edge else None, offset=offset)


Anchor = Annotated[
    Point,
    BeforeValidator(_parse),
    WithJsonSchema({"type": "string", "description": "ANCHOR[.start|.end] [+|- SECONDS]"}),
]
