"""Who said what when: turns with roles."""

from __future__ import annotations

from enum import StrEnum

from autoqa.types.audio import Span
from autoqa.types.base import Frozen, Role
from autoqa.types.look import ReplyLook
from autoqa.types.speech import Word


class Turn(Frozen):
    """Uninterrupted speech of one party.

    Attributes:
        index: position in the dialogue, 0-based, by start time.
        text: characters as recognised, without spaces.
        words: with times; for imported transcripts without word times, spread evenly over the turn
            (``timed`` is then false).
        confidence: of the words, 0 to 1, None when the source gives none.
        role_confidence: that ``role`` is right, 0 to 1.
        overlapped: seconds of this turn during which the other party speaks too.
    """

    index: int
    start: float
    end: float
    role: Role
    text: str
    words: tuple[Word, ...]
    channel: int | None = None
    confidence: float | None = None
    role_confidence: float = 1.0
    overlapped: float = 0.0
    timed: bool = True


class RoleSource(StrEnum):
    """How the roles were found."""

    GIVEN = "given"
    METADATA = "metadata"
    CUES = "cues"
    OPENER = "opener"
    NONE = "none"


class Dialogue(Frozen):
    """The call as a conversation. ``connected_at``: seconds at which the called party answered (after
    ring-back); ``agent_speech`` / ``customer_speech``: unpadded spans of speech by role, from the sound
    where there is sound; ``words_known`` is false when no verdict may rest on the words, ``unknown_roles``
    are the parties on whose words none may; ``looks``: second looks at short replies; ``both_told``: on one
    channel, that both voices are known so well that a second or more of both at once would be found."""

    turns: tuple[Turn, ...]
    duration: float
    connected_at: float
    roles_confidence: float
    roles_source: RoleSource
    agent_speech: tuple[Span, ...] = ()
    customer_speech: tuple[Span, ...] = ()
    words_known: bool = True
    words_note: str | None = None
    unknown_roles: tuple[Role, ...] = ()
    looks: tuple[ReplyLook, ...] = ()
    both_told: bool = False

    def strange(self, role: Role | None = None) -> bool:
        """Whether the recogniser does not know the voice of ``role`` (None: of somebody), or may not."""
        unknown = bool(self.unknown_roles) if role is None else role in self.unknown_roles
        return unknown or not self.words_known
