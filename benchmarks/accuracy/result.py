"""One way of listening on one call, measured against the truth."""

from __future__ import annotations

from dataclasses import dataclass

from autoqa.tune.judged import verdicts_of
from benchmarks.accuracy.consent import Answered, answers_of, plain_answers_of
from benchmarks.accuracy.heard import Judged
from benchmarks.accuracy.speakers import Speakers, speakers_of
from benchmarks.accuracy.timing import Timing, timings_of
from benchmarks.accuracy.words import Words, words_of
from benchmarks.calls.facts import Facts


@dataclass(frozen=True, slots=True)
class Ruled:
    """Status and confidence of a rule's verdict; `reason` is for a person who looks at an error."""

    status: str
    confidence: float | None
    cause: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """Everything but `verdicts` is empty where the recording has a defect."""

    facts: Facts
    verdicts: dict[str, Ruled]
    words: Words
    speakers: Speakers
    answers: tuple[Answered, ...]
    timings: tuple[Timing, ...]
    fit: bool


def result_of(facts: Facts, judged: Judged, *, plain: bool) -> Result:
    """Measure one call."""
    dialogue = judged.heard.dialogue
    verdicts = {
        rule: Ruled(
            verdict.status.value,
            verdict.confidence,
            next((f.cause.value for f in verdict.leading if f.cause), None),
            verdict.leading[0].reason,
        )
        for rule, verdict in verdicts_of(judged.findings).items()
    }
    asr = judged.heard.transcript.asr
    return Result(
        facts=facts,
        verdicts=verdicts,
        words=words_of(facts.truth, dialogue, by_channel=facts.plan.condition.channels == 2),
        speakers=speakers_of(facts.truth, dialogue),
        answers=(plain_answers_of if plain else answers_of)(facts, judged),
        timings=timings_of(facts, judged),
        fit=asr is None or (asr.fit and not asr.unfit_channels),
    )
