"""From the few lines of an example to a call that checks can look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from autoqa.checks.base import CallView
from autoqa.errors import RuleError
from autoqa.ruleset.schema import Example, ExampleAudio
from autoqa.types import (
    AudioInfo,
    Call,
    CallAudio,
    ChannelFacts,
    Dialogue,
    Role,
    RoleSource,
    SoundEvent,
    Span,
    Turn,
    Word,
)

SECONDS_A_CHARACTER = 0.25
"""240 characters a minute, the middle of ordinary telephone speech."""

GAP = 0.4
"""Seconds between turns that have no written start."""

TAIL = 0.5
"""Seconds after the last turn, when no duration is written."""

_LINE = re.compile(r"^(?:(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?\s+)?([ACO])[:：]\s*(.*)$", re.DOTALL)
_ROLES = {"A": Role.AGENT, "C": Role.CUSTOMER, "O": Role.OTHER}


def view_of(example: Example) -> CallView:
    """The call of an example.

    Raises:
        RuleError: a dialogue line that is not ``[START[-END]] A|C|O: words``.
    """
    spoken = list(_spoken(example))
    turns = _turns(example, spoken)
    last = max((span.end for _, span, _ in spoken), default=example.connect)
    duration = example.duration or round(last + TAIL, 2)
    agent, customer = (
        tuple(span for who, span, _ in spoken if who is role) for role in (Role.AGENT, Role.CUSTOMER)
    )
    dialogue = Dialogue(
        turns=tuple(turns),
        duration=duration,
        connected_at=example.connect,
        roles_confidence=example.roles_confidence,
        roles_source=RoleSource.GIVEN,
        agent_speech=agent,
        customer_speech=customer,
        words_known=example.words,
        words_note=None if example.words else "识别模型不适合这段录音",
    )
    audio = None if example.audio is False else _audio(example.audio, duration, (agent, customer))
    return CallView(dialogue, audio, Call.model_validate(example.call))


def _spoken(example: Example) -> Iterator[tuple[Role, Span, str]]:
    now = example.connect
    for line in example.dialogue:
        written = _LINE.match(line.strip())
        if written is None:
            raise RuleError(
                f"example {example.name}", f'"{line}" is not a line of dialogue', "Write `A: words`."
            )
        start, end, who, text = written.groups()
        begin = float(start) if start else now
        stop = float(end) if end else begin + SECONDS_A_CHARACTER * len(_syllables(text))
        if stop < begin:
            raise RuleError(
                f"example {example.name}", f'"{line}" ends before it begins', "Correct its times."
            )
        yield _ROLES[who], Span(start=round(begin, 2), end=round(stop, 2)), text
        now = stop + GAP


def _turns(example: Example, spoken: Sequence[tuple[Role, Span, str]]) -> Iterator[Turn]:
    said = sorted((one for one in spoken if one[2]), key=lambda one: one[1].start)
    for index, (role, span, text) in enumerate(said):
        others = [other for who, other, _ in spoken if who is not role]
        yield Turn(
            index=index,
            start=span.start,
            end=span.end,
            role=role,
            text=text.replace(" ", ""),
            words=tuple(_words(text, span, example.confidence)),
            channel=list(_ROLES.values()).index(role),
            confidence=example.confidence,
            role_confidence=example.roles_confidence,
            overlapped=round(
                sum(max(0.0, min(span.end, o.end) - max(span.start, o.start)) for o in others), 2
            ),
            timed=example.timed,
        )


def _syllables(text: str) -> list[str]:
    """The text cut after each spoken character; punctuation stays with the character before it."""
    return re.findall(r"\w[^\w]*", text.replace(" ", "")) or ([text] if text else [])


def _words(text: str, span: Span, confidence: float | None) -> Iterator[Word]:
    pieces = _syllables(text)
    step = span.length / len(pieces)
    for index, piece in enumerate(pieces):
        start, end = span.start + index * step, span.start + (index + 1) * step
        yield Word(start=round(start, 3), end=round(end, 3), text=piece, confidence=confidence)


def _audio(facts: ExampleAudio, duration: float, speech: tuple[tuple[Span, ...], ...]) -> CallAudio:
    sides = zip((Role.AGENT, Role.CUSTOMER), (facts.agent_level, facts.customer_level), speech, strict=True)
    return CallAudio(
        info=AudioInfo(file="example.wav", sha256="", duration=duration, channels=2, sample_rate=8000),
        channels=tuple(
            ChannelFacts(
                index=index,
                speech=spans,
                asr_spans=spans,
                speech_level=None if facts.dead is role or not spans else level,
                noise_level=-120.0 if facts.dead is role else facts.noise_level,
                clipped=0.0,
                dead=facts.dead is role,
                levels=facts.agent_levels
                if facts.agent_levels and role is Role.AGENT
                else _levels(duration, spans, level, facts.noise_level),
            )
            for index, (role, level, spans) in enumerate(sides)
        ),
        events=tuple(SoundEvent(**event.model_dump(), confidence=0.95) for event in facts.events),
        truncated=facts.truncated,
    )


def _levels(duration: float, spans: tuple[Span, ...], speech: float, noise: float) -> tuple[float, ...]:
    seconds = range(int(duration) + 1)
    heard = [any(span.start < second + 1 and span.end > second for span in spans) for second in seconds]
    return tuple(speech if sound else noise for sound in heard)
