"""Silences and response times: what happens while somebody is not speaking. Pure functions of the
dialogue."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum
from itertools import accumulate, zip_longest

from autoqa.dialogue.spans import Covered, joined, without
from autoqa.types import CallAudio, Dialogue, Role, SoundKind, Span, Turn


class QuietKind(StrEnum):
    """What is heard while nobody speaks."""

    SILENCE = "silence"
    HOLD_MUSIC = "hold_music"
    RINGBACK = "ringback"


class Quiet(Span):
    """A stretch in which nobody speaks, seconds. ``after`` spoke last before it, ``before`` speaks first
    after it; None at the ends of the call."""

    kind: QuietKind
    after: Role | None = None
    before: Role | None = None


class Response(Span):
    """From the end of what the customer said to the start of the answer, seconds.

    Attributes:
        customer_turn: index of the turn that waits for an answer.
        agent_turn: index of the turn that answers; None when the customer speaks again first, or nobody does.
        unfilled: seconds of the wait without hold music or ring-back.
        final: nobody speaks afterwards (the call ends here).
    """

    customer_turn: int
    agent_turn: int | None
    unfilled: float
    final: bool = False


_SOUNDS = {SoundKind.HOLD_MUSIC: QuietKind.HOLD_MUSIC, SoundKind.RINGBACK: QuietKind.RINGBACK}
"""Sounds that fill a silence. A recorder's warning beep (``tone``) does not."""

_EDGE = 0.5
"""Seconds by which a recogniser may be wrong about the end of a turn; within them the sound decides."""

_CLICK = 0.1
"""Seconds below which sound on the agent's line is no answer."""


def silences(dialogue: Dialogue, audio: CallAudio | None = None, shortest: float = 0.0) -> tuple[Quiet, ...]:
    """Stretches of at least ``shortest`` seconds between connect and the end in which nobody speaks.

    Hold music and ring-back are stretches of their own, so that a silence on either side of them is
    measured without them. Announcements count as speech.
    """
    spoken = _everyone(dialogue)
    call = Span(start=dialogue.connected_at, end=max(dialogue.connected_at, dialogue.duration))
    found: list[Quiet] = []
    sounds = _filling(audio)
    starts = [span.start for _, span in spoken]
    latest = list(accumulate(spoken, _later))
    for gap in without([call], [span for _, span in spoken]):
        place = bisect_left(starts, gap.end - 1e-6)
        after = latest[place - 1][0] if place else None
        before = spoken[place][0] if place < len(spoken) else None
        parts = [(kind, Span(start=max(gap.start, s.start), end=min(gap.end, s.end))) for kind, s in sounds]
        parts = [(kind, span) for kind, span in parts if span.length > 0]
        silent = without([gap], [span for _, span in parts]) if parts else (gap,)
        parts += [(QuietKind.SILENCE, span) for span in silent]
        found += [Quiet(start=s.start, end=s.end, kind=k, after=after, before=before) for k, s in parts]
    kept = [quiet for quiet in found if quiet.length >= max(shortest, 1e-3)]
    return tuple(sorted(kept, key=lambda quiet: (quiet.start, quiet.end)))


def _later(one: tuple[Role, Span], other: tuple[Role, Span]) -> tuple[Role, Span]:
    """Whichever ends later; the first of equals."""
    return other if other[1].end > one[1].end else one


def responses(dialogue: Dialogue, audio: CallAudio | None = None) -> tuple[Response, ...]:
    """How long each customer turn waits for the agent.

    The wait runs from the end of the customer's sound to the start of the agent's next sound, or to the
    customer's own next turn when the agent stays silent that long; it is 0 when the agent is speaking
    already.
    """
    mine = [turn for turn in dialogue.turns if turn.role is Role.AGENT]
    theirs = [turn for turn in dialogue.turns if turn.role is Role.CUSTOMER]
    agent_sound = [span for span in dialogue.agent_speech if span.length >= _CLICK]
    filling = Covered(span for _, span in _filling(audio))
    found: list[Response] = []
    for turn, following in zip_longest(theirs, theirs[1:]):
        end = _sound_end(turn, dialogue.customer_speech)
        resumed = following.start if following else None
        answer = next((t for t in mine if t.end > end), None)
        answered = _sound_start(answer, agent_sound, end) if answer else None
        silent = answered is None or (resumed is not None and resumed < answered)
        if silent and resumed is not None and resumed <= end:
            continue
        stop = resumed if silent else answered
        wait = Span(start=end, end=max(end, dialogue.duration if stop is None else stop))
        found.append(
            Response(
                start=round(wait.start, 3),
                end=round(wait.end, 3),
                customer_turn=turn.index,
                agent_turn=None if silent or answer is None else answer.index,
                unfilled=round(wait.length - filling.shared(wait.start, wait.end), 3),
                final=stop is None,
            )
        )
    return tuple(found)


def _filling(audio: CallAudio | None) -> list[tuple[QuietKind, Span]]:
    """Hold music and ring-back, each joined over the channels."""
    events = audio.events if audio else ()
    return [
        (name, span)
        for kind, name in _SOUNDS.items()
        for span in joined([event for event in events if event.kind is kind])
    ]


def _everyone(dialogue: Dialogue) -> list[tuple[Role, Span]]:
    """All speech by start time, announcements and third parties by their words."""
    spoken = [(Role.AGENT, span) for span in dialogue.agent_speech]
    spoken += [(Role.CUSTOMER, span) for span in dialogue.customer_speech]
    spoken += [
        (turn.role, Span(start=turn.start, end=turn.end))
        for turn in dialogue.turns
        if turn.role is Role.OTHER
    ]
    return sorted(spoken, key=lambda item: (item[1].start, item[1].end))


def _sound_end(turn: Turn, speech: Sequence[Span]) -> float:
    """End of the turn's sound: the recogniser's end, moved to that of the speech it lies in or just after."""
    ends = [span.end for span in speech if span.start < turn.end and span.end > turn.start]
    near = [end for end in ends if abs(end - turn.end) <= _EDGE]
    return min(near, key=lambda end: abs(end - turn.end)) if near else turn.end


def _sound_start(turn: Turn, speech: Sequence[Span], earliest: float) -> float:
    """Start of the turn's sound, not before ``earliest``."""
    starts = [span.start for span in speech if span.end > earliest and span.start < turn.end]
    first = min(starts, default=turn.start)
    return max(earliest, min(first, turn.start))
