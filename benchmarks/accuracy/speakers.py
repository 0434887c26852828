"""Who spoke: diarization error by time and by utterance, and short replies apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autoqa.types import Dialogue, Role, Segment, Transcript

STEP_S = 0.01
COLLAR_S = 0.25
"""Left out on both sides of each true border of speech, as is usual (NIST)."""
SHORT_S = 0.7
_SLACK_S = 0.1
_ROLES = (Role.AGENT, Role.CUSTOMER)
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reply:
    """A true stretch of the customer's of up to SHORT_S. `heard`: what text lies within its time; `role`:
    right, wrong, or none (neither text nor sound is given to anybody). `talked_over`: the agent speaks during
    more than half of it: a hum while one listens, not a reply; text of the agent's within it says nothing of
    whom it is given to."""

    seconds: float
    text: str
    heard: str
    role: str
    talked_over: bool = False


@dataclass(frozen=True, slots=True)
class Speakers:
    """Seconds of speech (collar left out), missed, invented and given to the wrong party; utterances and
    those that are mostly given to the wrong party or to none."""

    speech: float
    missed: float
    invented: float
    confused: float
    utterances: int
    wrong_utterances: int
    replies: tuple[Reply, ...]


def speakers_of(truth: Transcript, dialogue: Dialogue) -> Speakers:
    """Roles of the dialogue's speech against the truth."""
    size = int((truth.duration or dialogue.duration) / STEP_S) + 1
    said = {
        role: _flags([(s.start, s.end) for s in truth.segments if s.role is role], size) for role in _ROLES
    }
    heard = {
        Role.AGENT: _flags([(s.start, s.end) for s in dialogue.agent_speech], size),
        Role.CUSTOMER: _flags([(s.start, s.end) for s in dialogue.customer_speech], size),
    }
    used = ~_collar(truth.segments, size)
    true = sum(said[role].astype(int) for role in _ROLES)
    given = sum(heard[role].astype(int) for role in _ROLES)
    right = sum((said[role] & heard[role]).astype(int) for role in _ROLES)
    both = np.minimum(true, given)
    wrong = [s for s in truth.segments if s.role in _ROLES and not _mostly(s, heard[s.role])]
    short = [s for s in truth.segments if s.role is Role.CUSTOMER and s.end - s.start <= SHORT_S]
    return Speakers(
        speech=float(true[used].sum() * STEP_S),
        missed=float((true - both)[used].sum() * STEP_S),
        invented=float((given - both)[used].sum() * STEP_S),
        confused=float((both - right)[used].sum() * STEP_S),
        utterances=len(truth.segments),
        wrong_utterances=len(wrong),
        replies=tuple(
            _reply(segment, dialogue, heard, _mostly(segment, said[Role.AGENT])) for segment in short
        ),
    )


def _flags(spans: Iterable[tuple[float, float]], size: int) -> Flags:
    flags = np.zeros(size, np.bool_)
    for start, end in spans:
        flags[round(start / STEP_S) : round(end / STEP_S)] = True
    return flags


def _collar(segments: Iterable[Segment], size: int) -> Flags:
    edges = [edge for segment in segments for edge in (segment.start, segment.end)]
    return _flags([(max(0.0, edge - COLLAR_S), edge + COLLAR_S) for edge in edges], size)


def _mostly(segment: Segment, flags: Flags) -> bool:
    part = flags[round(segment.start / STEP_S) : round(segment.end / STEP_S)]
    return bool(part.mean() >= 0.5) if len(part) else False


def _reply(segment: Segment, dialogue: Dialogue, heard: dict[Role, Flags], talked_over: bool) -> Reply:
    """By the words within its time; where there are none, or the agent speaks too, by the sound."""
    inside = [
        (turn.role, word.text)
        for turn in dialogue.turns
        for word in turn.words
        if segment.start - _SLACK_S <= (word.start + word.end) / 2 <= segment.end + _SLACK_S
    ]
    own = "".join(text for role, text in inside if role is Role.CUSTOMER)
    if own or ((talked_over or not inside) and _mostly(segment, heard[Role.CUSTOMER])):
        role = "right"
    elif inside:
        role = "wrong"
    else:
        role = "wrong" if _mostly(segment, heard[Role.AGENT]) else "none"
    text = own or "".join(text for _, text in inside)
    said = "".join(word.text for word in segment.words)
    return Reply(segment.end - segment.start, said, text, role, talked_over)
