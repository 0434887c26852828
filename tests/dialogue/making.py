"""Small transcripts, sounds and dialogues for the tests of this folder."""

from __future__ import annotations

from collections.abc import Sequence

from autoqa.types import (
    AudioInfo,
    Call,
    CallAudio,
    ChannelFacts,
    Dialogue,
    Role,
    RoleSource,
    Segment,
    SoundEvent,
    SoundKind,
    Span,
    Transcript,
    Turn,
    Word,
)

Seconds = tuple[float, float]


def words(start: float, text: str, pace: float = 0.25) -> tuple[Word, ...]:
    """One word a character, ``pace`` seconds each; a blank is a pause of that length."""
    return tuple(
        Word(
            start=round(start + i * pace, 3), end=round(start + (i + 1) * pace, 3), text=char, confidence=0.9
        )
        for i, char in enumerate(text)
        if char != " "
    )


def said(
    start: float, text: str, channel: int | None = None, role: Role | None = None, pace: float = 0.25
) -> Segment:
    """A segment with word times."""
    return Segment(
        start=start,
        end=round(start + pace * len(text), 3),
        text=text.replace(" ", ""),
        channel=channel,
        role=role,
        words=words(start, text, pace),
    )


def transcript(*segments: Segment, answered_at: float | None = None, **call: object) -> Transcript:
    return Transcript(segments=segments, call=Call.model_validate(call), answered_at=answered_at)


def spans(*seconds: Seconds) -> tuple[Span, ...]:
    return tuple(Span(start=start, end=end) for start, end in seconds)


def sound(
    *speech: Sequence[Seconds],
    duration: float = 60.0,
    events: Sequence[tuple[SoundKind, int, float, float]] = (),
    dead: Sequence[int] = (),
    fake_stereo: bool = False,
    levels: Sequence[Sequence[float]] = (),
) -> CallAudio:
    """One channel for each list of speech spans."""
    return CallAudio(
        info=AudioInfo(
            file="call.wav", sha256="0" * 64, duration=duration, channels=len(speech), sample_rate=8000
        ),
        channels=tuple(
            ChannelFacts(
                index=index,
                speech=spans(*own),
                asr_spans=spans(*own),
                speech_level=-20.0 if own else None,
                noise_level=-60.0,
                clipped=0.0,
                dead=index in dead,
                levels=tuple(levels[index]) if levels else (),
            )
            for index, own in enumerate(speech)
        ),
        events=tuple(
            SoundEvent(start=start, end=end, kind=kind, channel=channel, confidence=1.0)
            for kind, channel, start, end in events
        ),
        fake_stereo=fake_stereo,
    )


def turn(
    index: int, start: float, end: float, role: Role, text: str = "您好", channel: int | None = None
) -> Turn:
    step = (end - start) / len(text)
    return Turn(
        index=index,
        start=start,
        end=end,
        role=role,
        text=text,
        channel=channel,
        words=tuple(
            Word(start=start + i * step, end=start + (i + 1) * step, text=char) for i, char in enumerate(text)
        ),
    )


def dialogue(*turns: Turn, duration: float = 60.0, connected_at: float = 0.0) -> Dialogue:
    """Speech spans are those of the turns."""
    return Dialogue(
        turns=turns,
        duration=duration,
        connected_at=connected_at,
        roles_confidence=1.0,
        roles_source=RoleSource.GIVEN,
        agent_speech=spans(*((t.start, t.end) for t in turns if t.role is Role.AGENT)),
        customer_speech=spans(*((t.start, t.end) for t in turns if t.role is Role.CUSTOMER)),
    )


def lines(made: Dialogue) -> list[tuple[str, str]]:
    """(role, text) of each turn."""
    return [(turn.role.value, turn.text) for turn in made.turns]
