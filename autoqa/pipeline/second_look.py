"""The stage between words and verdicts: short replies to consent questions are looked at once more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from autoqa.asr.clips import Clip
from autoqa.asr.replies import Question
from autoqa.asr.second_look import LooksAgain
from autoqa.audio import Recording
from autoqa.checks.base import ROLES_THRESHOLD, CallView
from autoqa.checks.exchange import exchanges
from autoqa.checks.reply_families import FAMILIES, family_of
from autoqa.dialogue.utterance import single_channel
from autoqa.types import CallAudio, Dialogue, ReplyLook, Role

LONGEST_S = 6.0
"""Seconds looked at: a short reply comes within the time that people wait for one, and a longer one is
read from the transcript."""

_EDGE = 0.03
"""Seconds left out beside the other party's words where both share a channel."""

_ANTICIPATED = 0.1
"""Seconds of a channel of its own from before the end of the question: some answer before it."""

_SHORTEST_S = 0.12

QUESTION = Question(FAMILIES, family_of)


def look_again(
    recognizer: LooksAgain, recording: Recording, audio: CallAudio, dialogue: Dialogue
) -> tuple[ReplyLook, ...]:
    """Looks at the reply windows of all consent questions, whatever the rules ask of them later."""
    windows = list(reply_windows(dialogue, audio))
    return recognizer.look_again(recording, audio, windows, QUESTION) if windows else ()


def reply_windows(dialogue: Dialogue, audio: CallAudio) -> Iterator[Clip]:
    """The customer's channel in the seconds in which each consent question is answered."""
    single = single_channel(audio)
    if single is not None and dialogue.roles_confidence < ROLES_THRESHOLD:
        return
    channel = single if single is not None else _customers_channel(dialogue)
    if channel is None:
        return
    for exchange in exchanges(CallView(dialogue=dialogue, audio=audio)):
        if exchange.window is None:
            continue
        start, end = exchange.window.start, exchange.window.end
        start = start - _ANTICIPATED if single is None else start + _EDGE
        end = min(end if single is None else end - _EDGE, start + LONGEST_S, audio.info.duration)
        if end - start >= _SHORTEST_S:
            yield Clip(max(0.0, start), end, channel)


def _customers_channel(dialogue: Dialogue) -> int | None:
    """The channel that most of the customer's turns are on, else the one that the agent's are not on."""
    for role in (Role.CUSTOMER, Role.AGENT):
        count = Counter(
            turn.channel for turn in dialogue.turns if turn.role is role and turn.channel is not None
        )
        if count:
            most = count.most_common(1)[0][0]
            return most if role is Role.CUSTOMER else 1 - most
    return None
