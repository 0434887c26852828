"""``autoqa.scorecard/1``: what comes out."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from autoqa.types.audio import AudioInfo
from autoqa.types.base import Cause, Frozen, Status
from autoqa.types.call import Call
from autoqa.types.finding import Finding
from autoqa.types.speech import Asr, Transcript


class Mode(StrEnum):
    """Who decides an item: a rule, a person with a rule's evidence, or a person alone."""

    AUTO = "auto"
    ASSIST = "assist"
    MANUAL = "manual"


class StandardRef(Frozen):
    """The scoring standard used."""

    id: str
    title: str
    version: str


class ItemResult(Frozen):
    """One item of the standard. ``awarded`` is None while the item is pending for a person; ``low`` and
    ``high`` bound what it can still become."""

    id: str
    title: str
    section: str | None = None
    max: float
    awarded: float | None
    low: float
    high: float
    status: Status
    mode: Mode
    reason: str
    cause: Cause | None = None
    findings: tuple[str, ...] = ()
    source: str | None = None
    source_gap: bool = False


class FatalResult(Frozen):
    """A fatal item (一票否决 / 致命) that fails or cannot be decided."""

    item: str
    title: str
    effect: str
    status: Status
    findings: tuple[str, ...] = ()


class Score(Frozen):
    """``max`` = ``decided`` + ``pending``. ``awarded`` counts decided items only; the final total lies
    between ``lowest`` and ``highest``; ``final`` is set by a person's signature, never by the machine."""

    max: float
    decided: float
    awarded: float
    pending: float
    lowest: float
    highest: float
    final: float | None = None


class Scorecard(Frozen):
    format: Literal["autoqa.scorecard/1"] = "autoqa.scorecard/1"
    status: Literal["draft"] = "draft"
    call: Call
    audio: AudioInfo | None
    asr: Asr | None
    rules_version: str
    autoqa_version: str
    scorecard: StandardRef
    score: Score
    grade: str | None
    fatal: tuple[FatalResult, ...]
    items: tuple[ItemResult, ...]
    findings: tuple[Finding, ...]
    transcript: Transcript
