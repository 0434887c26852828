"""Who holds the floor: overlaps, interruptions, shares of the talk. Pure functions of the dialogue."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from autoqa.dialogue.spans import Covered, common, joined, total
from autoqa.dialogue.utterance import single_channel
from autoqa.text.kept import kept
from autoqa.types import CallAudio, Dialogue, Frozen, Role, Span, Turn


class Interruption(Span):
    """The agent starts while the customer is speaking and both go on. ``agent_turn`` and ``customer_turn``
    are turn indices; the span is the time in which both speak."""

    agent_turn: int
    customer_turn: int


class Talk(Frozen):
    """How much each party talks: seconds of speech, turns (back-channels apart) and characters."""

    agent_seconds: float
    customer_seconds: float
    agent_turns: int
    customer_turns: int
    agent_characters: int
    customer_characters: int

    @property
    def agent_share(self) -> float | None:
        """The agent's share of all speech, 0 to 1; None when nobody speaks."""
        both = self.agent_seconds + self.customer_seconds
        return self.agent_seconds / both if both > 0 else None


_BACKCHANNEL = re.compile(r"^(嗯|恩|唔|哦|噢|喔|啊|呃|哎|诶|对|好|是|行|的|呢|吧|啦|了|喂|明白|知道|没错)+$")
_SPOKEN = re.compile(r"\w")

_FLOOR = 0.5
"""Seconds the customer must have been speaking for the floor to be theirs; before that both started at
once."""

_BOTH = 1.0
"""Seconds both must go on speaking (the standard's measure of an interruption)."""

_JUST_BEFORE = 1.5
"""Seconds before both sound in which the customer must have been speaking for half a second."""

_BREATH = 0.3
"""Seconds a party may pause inside one stretch of talking at once."""

_ECHO_TEXT = 75.0
"""Likeness (0 to 100) of what two channels say at once from which one is the other's echo."""

_ECHO_LEVEL = 15.0
"""dB below the channel's own speech under which sound on it, while the other party speaks, is taken for
echo."""


@lru_cache(maxsize=1 << 12)
def is_backchannel(text: str) -> bool:
    """Whether ``text`` only shows that one listens (嗯, 对对, 好的): it takes no floor and answers no
    question."""
    return bool(_BACKCHANNEL.match("".join(_SPOKEN.findall(text))))


def both_heard(audio: CallAudio | None) -> bool:
    """Whether the parties have a channel each, so that speech at the same time can be measured at all."""
    return audio is not None and single_channel(audio) is None


def overlaps(dialogue: Dialogue, shortest: float = 0.0) -> tuple[Span, ...]:
    """Stretches of at least ``shortest`` seconds in which agent and customer both speak, pauses up to 0.3 s
    bridged."""
    both = common(dialogue.agent_speech, dialogue.customer_speech, _BREATH)
    return tuple(span for span in both if span.length >= shortest)


def interruptions(
    dialogue: Dialogue, audio: CallAudio | None = None, shortest: float = _BOTH
) -> tuple[Interruption, ...]:
    """Places where the agent cuts in on the customer.

    The customer has been speaking for 0.5 s or more, the agent starts, and both go on for ``shortest``
    seconds. Back-channels of either side are none, and neither is echo: the same words on both channels, or
    a channel far below its own speech level. On one channel the sound alone tells when both speak: the
    recogniser writes one party's words at a time, and the agent's often only when the customer has ended.
    """
    found: list[Interruption] = []
    overlapping = overlaps(dialogue, shortest)
    one_channel = audio is not None and not both_heard(audio)
    spoken = Covered(dialogue.agent_speech)
    for turn in dialogue.turns:
        if turn.role is not Role.AGENT or is_backchannel(turn.text):
            continue
        for span in overlapping:
            start, end = span.start, span.end
            if not one_channel:
                start, end = max(start, turn.start - _BREATH), min(end, turn.end + _BREATH)
            latest = span.end + (_FLOOR if one_channel else 0.0)
            if end - start < shortest or not span.start - _BREATH <= turn.start <= latest:
                continue
            if one_channel and spoken.shared(start - _FLOOR, start) > _FLOOR / 2:
                continue  # the agent had the floor
            holder = _holder(dialogue, turn, start)
            if holder is None or _is_echo(turn, holder, Span(start=start, end=end), audio):
                continue
            found.append(
                Interruption(start=start, end=end, agent_turn=turn.index, customer_turn=holder.index)
            )
            break
    return tuple(found)


def talked_over(
    dialogue: Dialogue, audio: CallAudio | None = None, shortest: float = _BOTH
) -> tuple[Span, ...]:
    """Stretches of at least ``shortest`` seconds in which both voices sound and before which the customer
    spoke, whatever the words say: the end of a sentence under another voice is what recognisers lose first.
    Back-channels of either side and echo are left out."""
    spoken = Covered(dialogue.customer_speech)
    found = []
    for span in overlaps(dialogue, shortest):
        turns = [turn for turn in dialogue.turns if turn.start < span.end and turn.end > span.start]
        mine, theirs = ([t for t in turns if t.role is role] for role in (Role.AGENT, Role.CUSTOMER))
        echo = any(_is_echo(one, other, span, audio) for one in mine for other in theirs)
        held = spoken.shared(span.start - _JUST_BEFORE, span.start) >= _FLOOR
        if held and not echo and not any(is_backchannel(turn.text) for turn in turns):
            found.append(span)
    return tuple(found)


@kept
def talk(dialogue: Dialogue) -> Talk:
    """Speech, turns and characters of either party over the whole call."""
    said = {
        role: [turn for turn in dialogue.turns if turn.role is role] for role in (Role.AGENT, Role.CUSTOMER)
    }
    turns = {role: sum(not is_backchannel(turn.text) for turn in said[role]) for role in said}
    characters = {role: sum(len(_SPOKEN.findall(turn.text)) for turn in said[role]) for role in said}
    return Talk(
        agent_seconds=round(total(joined(dialogue.agent_speech)), 3),
        customer_seconds=round(total(joined(dialogue.customer_speech)), 3),
        agent_turns=turns[Role.AGENT],
        customer_turns=turns[Role.CUSTOMER],
        agent_characters=characters[Role.AGENT],
        customer_characters=characters[Role.CUSTOMER],
    )


def _holder(dialogue: Dialogue, turn: Turn, start: float) -> Turn | None:
    """The customer's turn that holds the floor when ``turn`` starts."""
    holders = [
        other
        for other in dialogue.turns
        if other.role is Role.CUSTOMER
        and other.start <= start - _FLOOR
        and other.start < turn.start
        and other.end > start
        and not is_backchannel(other.text)
    ]
    return max(holders, key=lambda other: other.start, default=None)


def _is_echo(turn: Turn, holder: Turn, both: Span, audio: CallAudio | None) -> bool:
    here, there = _text_within(turn, both), _text_within(holder, both)
    if min(len(here), len(there)) >= 3 and fuzz.partial_ratio(here, there) >= _ECHO_TEXT:
        return True
    facts = next((c for c in audio.channels if c.index == turn.channel), None) if audio else None
    if facts is None or facts.speech_level is None:
        return False
    levels = facts.levels[int(both.start) : int(both.end) + 1]
    return bool(levels) and max(levels) < facts.speech_level - _ECHO_LEVEL


def _text_within(turn: Turn, span: Span) -> str:
    words = [w.text for w in turn.words if w.end > span.start - _BREATH and w.start < span.end + _BREATH]
    return "".join(_SPOKEN.findall("".join(words)))
