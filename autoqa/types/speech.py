"""What was said: words and segments as a recogniser or an imported transcript gives them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from autoqa.types.base import Frozen, Role
from autoqa.types.call import Call
from autoqa.types.look import ReplyLook


class Word(Frozen):
    """One word or character. Times in seconds from the start of the recording. ``confidence``: from models
    with a frame head the probability that what is written sounds like what was said, from others whatever
    the recogniser tells (0 to 1)."""

    start: float
    end: float
    text: str
    confidence: float | None = None


class Segment(BaseModel):
    """A stretch of speech of one channel. ``prompted`` marks text decoded with hot words or a prompt: such
    text never decides that a required phrase was said. ``fit`` (0 to 1) is how well the model knew the
    voice; None: not measured."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    start: float = Field(ge=0)
    end: float = Field(ge=0)
    text: str
    role: Role | None = None
    channel: int | None = None
    confidence: float | None = Field(default=None, ge=0, le=1)
    words: tuple[Word, ...] = ()
    prompted: bool = False
    fit: float | None = Field(default=None, ge=0, le=1)


class Dropped(Frozen):
    """Recognised text that was thrown away, with the reason (hallucination on silence, loop, subtitle
    credit)."""

    start: float
    end: float
    channel: int | None
    text: str
    reason: str


class Asr(Frozen):
    """Where a transcript came from. ``model_sha256`` identifies the weights; ``fit`` is false when the
    model does not know the voices of this call (then no verdict may rest on the words), ``unfit_channels``
    are those whose voice it does not know where it knows another's."""

    engine: str
    model: str
    language: str = "zh"
    model_sha256: str | None = None
    fit: bool = True
    fit_note: str | None = None
    unfit_channels: tuple[int, ...] = ()


class Transcript(BaseModel):
    """``autoqa.transcript/1``; also the frozen result of recognition. ``looks``: second looks at short
    replies, kept so that scoring the transcript again comes to the same."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: Literal["autoqa.transcript/1"] = "autoqa.transcript/1"
    call: Call = Call()
    duration: float | None = Field(default=None, ge=0)
    answered_at: float | None = Field(default=None, ge=0)
    asr: Asr | None = None
    segments: tuple[Segment, ...]
    dropped: tuple[Dropped, ...] = ()
    looks: tuple[ReplyLook, ...] = ()
