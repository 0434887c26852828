"""What is compared when a short reply is looked at again, and the scores that a recogniser gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from autoqa.types import ReplyClass

Families = Mapping[ReplyClass, Sequence[str]]
"""Candidate texts by class."""


@dataclass(frozen=True)
class Question:
    """What may have been replied: candidates by class, and how any text is read as one of the classes."""

    families: Families
    reads: Callable[[str], ReplyClass]


@dataclass(frozen=True)
class ReplyScores:
    """Natural log-probabilities of one stretch of sound.

    Attributes:
        texts: likeliest texts of an unprompted decode, best first, each with its total.
        silence: of the token that stands for no speech; None for recognisers without one.
        forced: of each candidate as the whole text; empty for recognisers that cannot score a text.
        frames: of each candidate's best path less that of the best path of all; empty without a frame head.
        frames_silence: the same of nothing but silence; None without a frame head.
    """

    texts: tuple[tuple[str, float], ...]
    silence: float | None = None
    forced: Mapping[str, float] = field(default_factory=dict)
    frames: Mapping[str, float] = field(default_factory=dict)
    frames_silence: float | None = None
