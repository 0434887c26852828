"""Metadata of one call, as the dialler or CRM knows it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict


def _as_text(value: object) -> object:
    """Job numbers come as numbers from many exporters; they are names, so keep them as text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_as_text)]


class Direction(StrEnum):
    OUTBOUND = "outbound"
    INBOUND = "inbound"


class Outcome(StrEnum):
    """How the call ended in the order system."""

    SOLD = "sold"
    REFUSED = "refused"
    CALLBACK = "callback"


class Call(BaseModel):
    """Every field is optional. Further fields of the centre's own are kept and can be used by ``metadata``
    checks.

    ``agent_channel`` (0 or 1) says on which channel of a stereo recording the agent is, where the recorder
    fixes it."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: Text | None = None
    agent_id: Text | None = None
    agent_name: str | None = None
    customer_name: str | None = None
    campaign: str | None = None
    team: str | None = None
    region: str | None = None
    direction: Direction | None = None
    started_at: datetime | None = None
    outcome: Outcome | None = None
    hung_up_by: str | None = None
    agent_channel: int | None = None
