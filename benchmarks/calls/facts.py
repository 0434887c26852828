"""All that is known of one call, as it is kept beside the recording."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from autoqa.types import Call, Transcript
from benchmarks.calls.measured import Measured
from benchmarks.calls.plan import Plan
from benchmarks.calls.scripts import Written
from benchmarks.calls.verdicts import Verdict
from samples.make.timeline import Timeline


class Ask(BaseModel):
    """A consent question and its answer. Spans in seconds; `question` None when the customer speaks unasked,
    `reply` None when there is none. `answer`: explicit, vague, refusal, conditional, none."""

    model_config = ConfigDict(frozen=True)

    question: tuple[float, float] | None
    words: str
    reply: tuple[float, float] | None
    text: str
    answer: str


class Facts(BaseModel):
    """`audio` is the recording's file name. `truth` has the exact words, times and roles."""

    model_config = ConfigDict(frozen=True)

    id: str
    audio: str
    plan: Plan
    call: Call
    truth: Transcript
    asks: tuple[Ask, ...]
    measured: Measured
    verdicts: dict[str, Verdict]


def asks_of(written: Written, timeline: Timeline) -> tuple[Ask, ...]:
    """Questions with the seconds of the whole question and of the whole reply."""
    found = []
    for asked in written.asked:
        question = timeline.named(asked.question).span_of(asked.words) if asked.question else None
        reply = timeline.named(asked.reply) if asked.reply else None
        found.append(
            Ask(
                question=question,
                words=asked.words,
                reply=(reply.start, reply.end) if reply else None,
                text=asked.text,
                answer=asked.answer,
            )
        )
    return tuple(found)
