"""Small calls as they are after listening."""

from __future__ import annotations

from autoqa.dialogue import build_dialogue
from autoqa.pipeline import Heard
from autoqa.types import Asr, Call, Role, Segment, Transcript


def heard_call(*texts: str, call: Call | None = None) -> Heard:
    """A call without sound in which agent and customer take turns of 2 s, half a second apart."""
    segments = tuple(
        Segment(
            start=2.5 * number,
            end=2.5 * number + 2,
            text=text,
            role=(Role.AGENT, Role.CUSTOMER)[number % 2],
            confidence=0.95,
        )
        for number, text in enumerate(texts)
    )
    transcript = Transcript(
        call=call or Call(id="c-1"),
        duration=2.5 * len(texts),
        asr=Asr(engine="test", model="test"),
        segments=segments,
    )
    return Heard(transcript, build_dialogue(transcript, None, None), None, None)
