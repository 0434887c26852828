"""What was really said and when, as an `autoqa.transcript/1`: a recogniser that makes no mistake."""

from __future__ import annotations

from autoqa.types import Role, Segment, Transcript, Word
from samples.make.script import Script
from samples.make.timeline import PlacedTurn, Timeline


def _seconds(value: float) -> float:
    return round(value, 3)


def _segment(placed: PlacedTurn, channels: int) -> Segment:
    syllables = placed.spoken.syllables if placed.spoken else ()
    words = tuple(
        Word(start=_seconds(placed.start + a), end=_seconds(placed.start + b), text=char, confidence=1.0)
        for char, a, b in syllables
    )
    return Segment(
        start=_seconds(placed.start),
        end=_seconds(placed.end),
        role=placed.role,
        channel=0 if channels == 1 or placed.role is Role.AGENT else 1,
        text=placed.turn.text,
        confidence=1.0,
        words=words,
    )


def truth_of(script: Script, timeline: Timeline) -> Transcript:
    """Segments of both parties in the order of their starts; sounds have none."""
    spoken = sorted((t for t in timeline.turns if t.spoken), key=lambda t: t.start)
    return Transcript(
        call=script.described_call(),
        duration=_seconds(timeline.duration),
        answered_at=_seconds(timeline.connected_at),
        segments=tuple(_segment(placed, script.recording.channels) for placed in spoken),
    )
