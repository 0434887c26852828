"""A second look at a short reply: what a recogniser makes of the same seconds when it is asked about them
alone."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from autoqa.types.audio import Span


class ReplyClass(StrEnum):
    """Kinds of short replies, told apart by ear: 好 and its like, 嗯 and its like, 不用 and its like, other
    words, nobody's voice."""

    YES = "yes"
    VAGUE = "vague"
    NO = "no"
    OTHER = "other"
    NOTHING = "nothing"


class ReplyLook(Span):
    """One look, from ``start`` to ``end`` seconds of ``channel``.

    Attributes:
        text: what the look's own decode wrote; it was given no prompt and no speech spans.
        others: further texts of that decode that are not much less likely.
        chances: calibrated probability of each class, given what was heard; they add up to 1.
        sounding: seconds of sound above the line's noise.
        snr: level of that sound over the noise, dB; None when nothing sounds.
        ears: what the classes were compared by: ``decode`` (likeliest texts), ``forced`` (the model's
        probability
            of given texts), ``frames`` (the encoder's frame head).
    """

    channel: int
    text: str
    others: tuple[str, ...] = ()
    chances: dict[ReplyClass, float]
    sounding: float = Field(ge=0)
    snr: float | None = None
    ears: tuple[str, ...] = ("decode",)

    @property
    def best(self) -> ReplyClass:
        """The likeliest class."""
        return max(self.chances, key=lambda kind: self.chances[kind])
