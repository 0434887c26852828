"""What the customer replies to questions for consent: the exchanges that an order rests on.

An :class:`Exchange` is one consent question of the agent with what the customer says to it, or words of the
customer that order or refuse without being asked. The reply window opens at the end of the question and
closes when the agent takes the floor again or after ``wait`` seconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from autoqa.checks.ask import Question, consent_questions
from autoqa.checks.base import CallView
from autoqa.checks.questions import GAP, GOING_ON, REACTION, questions_asked
from autoqa.checks.reply import Answer, Reading, read_reply
from autoqa.checks.reply_window import (
    BACKCHANNEL,
    RAN_ON,
    TAIL,
    early_voice,
    floor_taken,
    last_word,
    look_at,
    ran_on,
    tail_of,
    unheard,
)
from autoqa.checks.two_looks import left_open, of_stranger, settle_joined, settle_looks
from autoqa.dialogue.utterance import single_channel
from autoqa.text.kept import kept
from autoqa.text.turntext import TurnText
from autoqa.types import Cause, ReplyLook, Role, Span, Turn

HEARD = 0.5
"""Mean word confidence under which a reply of one or two syllables is a guess."""

_PARTICLES = ("吗", "么")
_LEFT_OVER = re.compile("^[吗么](?=.)")
"""The end of the question, taken for the beginning of the reply where both share a channel."""

_AGREES = re.compile("[好行对是成中得要]|可以|同意|愿意|确[定认]|没问题|接受|开|办|订|OK|ok")

_TAKES_BACK = re.compile("不办|不开|不订|不定|不要了|取消|别开|别办|算了|退订|不同意|不想")
_OTHER_OFFER = re.compile("还有|其他|其它|别的|什么可以帮|短信|需要帮")
_LAST_WORDS = 30
"""Characters at the end of the agent's turn that the customer answers."""

DROWNING_DB = 14.0
"""Level of speech over the noise of the line, dB, under which a reply may be there and not stand out (short
replies are up to 10 dB softer than sentences, and sound is told from noise by 4 dB and more)."""

JOINED = 0.1
"""Seconds of pause under which, on a channel that both share, a short reply may be the end of the
question."""

WHOSE, CUSTOMERS = 0.5, 0.8
"""Confidence in who spoke when, on a channel that both share, only the second look heard a voice, and when
that refused, for no agent refuses the own offer, or hummed, for an agent who does so waits for a reply that
does not come, which is no consent either; also where the look's voice is ``SOFTER_DB`` softer than the
question."""

HUM_S = 0.2
"""Seconds of sound, about a syllable, from which a hum is one."""

SOFTER_DB = 8.0
"""On one channel: the seconds of one voice mostly keep within 4 dB of their median, and the replies that are
lost in a noisy line are those of customers who are softer than the agent."""


@dataclass(frozen=True)
class Exchange:
    """A consent question and its reply. Seconds.

    Attributes:
        question: span and words of the question; None when the customer spoke unasked.
        reply: span of the reply, None when there is none.
        reading: what the reply means.
        cause: why it is ``unclear``, None otherwise.
        role_confidence: that the reply is the customer's.
        turn: index of the turn with the question, or of the unasked words.
        window: the seconds in which a reply counts; None when unasked.
        first: what the transcript's words alone mean.
        look: the second look at the reply, where one was taken.
        asked: confidence that the question was asked.
    """

    question: Span | None
    words: str
    reply: Span | None
    reading: Reading
    turn: int
    cause: Cause | None = None
    role_confidence: float = 1.0
    window: Span | None = None
    first: Reading | None = None
    look: ReplyLook | None = None
    asked: float = 1.0

    @cached_property
    def start(self) -> float:
        spans = [span.start for span in (self.question, self.reply) if span is not None]
        return min(spans)

    @cached_property
    def end(self) -> float:
        return max(span.end for span in (self.question, self.reply) if span is not None)


@kept
def _known(view: CallView) -> dict[float, tuple[Exchange, ...]]:
    """Exchanges already read from the call, by seconds waited."""
    return {}


def exchanges(view: CallView, wait: float = 10.0) -> tuple[Exchange, ...]:
    """Every consent exchange of the call, in time order. ``wait``: seconds that a reply is waited for."""
    known = _known(view)
    if wait not in known:
        known[wait] = _read(view, wait)
    return known[wait]


def _read(view: CallView, wait: float) -> tuple[Exchange, ...]:
    found = [_exchange(view, turn, question, wait) for turn, question in questions_asked(view)]
    used = [exchange.reply for exchange in found if exchange.reply is not None]
    for turn in view.dialogue.turns:
        if turn.role is Role.CUSTOMER and not any(s.start <= turn.start and turn.end <= s.end for s in used):
            reading = read_reply(view.texts[turn.index].text)
            if _of_the_order(view, turn, reading):
                found.append(_unasked(turn, reading))
    return tuple(sorted(found, key=lambda exchange: (exchange.start, exchange.end)))


def in_force(found: Sequence[Exchange]) -> Exchange | None:
    """The exchange that counts in the end. A yes stays until it is taken back; a later vague or missing
    answer to a repeated question does not undo it. Before a yes, the latest reply counts; of refusals in a
    row the first."""
    state: Exchange | None = None
    for exchange in found:
        answer = exchange.reading.answer
        agreed = state is not None and state.reading.answer is Answer.EXPLICIT
        if agreed and answer is not Answer.EXPLICIT:
            takes_back = answer is Answer.CONDITIONAL if exchange.question else False
            if not takes_back and not (answer is Answer.REFUSAL and _taken_back(exchange)):
                continue
        if answer is Answer.REFUSAL and state is not None and state.reading.answer is Answer.REFUSAL:
            continue
        state = exchange
    return state


def _taken_back(exchange: Exchange) -> bool:
    """A refusal of the order itself, not of something else that the agent offers after it."""
    return exchange.question is not None or _TAKES_BACK.search(exchange.reading.text) is not None


def _exchange(view: CallView, turn: Turn, question: Question, wait: float) -> Exchange:
    text = view.texts[turn.index]
    start, end, words = text.span(question.start, question.end)
    asked = Span(start=start, end=end)
    one_channel = view.audio is not None and single_channel(view.audio) is not None
    closes = floor_taken(view, turn, end, wait)
    after = text.places[question.end].start if question.end < len(text) else None
    paused = after is not None and after - end >= GAP
    runs_on = not paused and ran_on(text, question)
    if after is not None and paused:
        closes = min(closes, after)
    elif runs_on:
        closes = min(closes, text.places[question.end + RAN_ON - 1].end)
    replies = [
        t for t in view.dialogue.turns if t.role is Role.CUSTOMER and end - REACTION <= t.start < closes
    ]
    tail, over = tail_of(text, question) if one_channel and not runs_on else (0, end)
    begins = min([over, *(t.start for t in replies[:1]), early_voice(view, over)])
    window = Span(start=begins, end=max(over, closes, *(t.end for t in replies)))
    look = look_at(view, window)
    if replies:
        reply: Span | None = Span(start=replies[0].start, end=replies[-1].end)
        sure = min(t.role_confidence for t in replies)
        said = "".join(view.texts[t.index].text for t in replies)
        end_of_question = _LEFT_OVER.match(said) if one_channel else None
        left_over = end_of_question.group() if end_of_question else ""
        first = read_reply(said.removeprefix(left_over))
        going_on = len(text) - question.end >= GOING_ON and not paused and replies[0].start < turn.end
        cause = _doubt(first, replies, going_on)
        pause = replies[0].start - last_word(turn, end, replies[0].start)
        joined = one_channel and pause < JOINED and len(first.text) <= BACKCHANNEL
        cause = Cause.OVERLAP if joined else cause
    else:
        joined, left_over = False, ""
        reply, sure, first = unheard(view, end, closes), 1.0, Reading(answer=Answer.NONE)
        cause = None if reply is None else Cause.LOW_CONFIDENCE
        if reply is None and runs_on and one_channel:
            cause, reply = Cause.OVERLAP, Span(start=end, end=min(turn.end, closes))
    whole = words + (_particle(text, question.end) or left_over)
    settled = settle_joined(whole, first, look) if joined else settle_looks(first, cause, look)
    if settled.reading.answer is Answer.NONE and look is not None and _drowned(view, look):
        settled = left_open(settled)
    if settled.reading.answer is Answer.NONE and 0 < tail < TAIL:
        settled = left_open(settled)
    if view.dialogue.strange(Role.CUSTOMER):
        settled = of_stranger(settled, look)
    if reply is None and look is not None and settled.reading.answer is not Answer.NONE:
        reply = Span(start=look.start, end=look.end)
        if one_channel:
            sure = CUSTOMERS if _no_agents(settled.reading.answer, look) else WHOSE
    if look is not None and _softer(view, asked, look):
        sure = max(sure, CUSTOMERS)
    return Exchange(
        question=asked,
        words=words,
        reply=reply,
        reading=settled.reading,
        turn=turn.index,
        cause=settled.cause,
        role_confidence=sure,
        window=window,
        first=first,
        look=look,
        asked=question.sure,
    )


def _particle(text: TurnText, end: int) -> str:
    """The 吗 that follows the words by which a question was found (您看可以 | 吗)."""
    following = text.text[end : end + 1]
    return following if following in _PARTICLES else ""


def _doubt(reading: Reading, replies: Sequence[Turn], going_on: bool) -> Cause | None:
    """Why the words of the reply should not be believed by themselves."""
    heard = _heard(replies)
    if heard is not None and heard < HEARD:
        return Cause.LOW_CONFIDENCE
    if going_on and reading.answer is Answer.EXPLICIT and not reading.firm:
        return Cause.OVERLAP
    return Cause.AMBIGUOUS if reading.answer is Answer.UNCLEAR else None


def _drowned(view: CallView, look: ReplyLook) -> bool:
    """Whether the line is so noisy that a soft reply would not be heard: silence there proves nothing."""
    if view.audio is None:
        return False
    channel = view.audio.channels[look.channel]
    if channel.speech_level is None or channel.noise_level is None:
        return False
    return channel.speech_level - channel.noise_level < DROWNING_DB


def _softer(view: CallView, asked: Span, look: ReplyLook) -> bool:
    """Whether, on a channel that both share, the voice of the look is too soft to be the one that asked."""
    single = single_channel(view.audio) if view.audio is not None else None
    if view.audio is None or single is None or look.snr is None:
        return False
    channel = view.audio.channels[single]
    levels = channel.levels[int(asked.start) : int(asked.end) + 1]
    if channel.noise_level is None or not levels:
        return False
    return median(levels) - channel.noise_level - look.snr >= SOFTER_DB


def _no_agents(answer: Answer, look: ReplyLook) -> bool:
    """Whether what only the look heard may be taken for the customer's."""
    return answer is Answer.REFUSAL or (answer is Answer.VAGUE and look.sounding >= HUM_S)


def _heard(turns: Sequence[Turn]) -> float | None:
    scored = [word.confidence for turn in turns for word in turn.words if word.confidence is not None]
    return sum(scored) / len(scored) if scored else None


def may_agree(view: CallView, after: float) -> bool:
    """Whether the customer may have agreed later than ``after`` seconds, whatever the agent said there: by
    a word that agrees, or one that was not heard well. Told on channels of their own only: on a shared one
    a short word may be lost in the agent's."""
    if view.audio is None or single_channel(view.audio) is not None:
        return True
    turns = [t for t in view.dialogue.turns if t.role is Role.CUSTOMER and t.start >= after]
    if unheard(view, after, view.dialogue.duration) is not None:
        return True
    return any((_heard([turn]) or 0.0) < HEARD or _AGREES.search(turn.text) for turn in turns)


def about_the_order(view: CallView, turn: Turn) -> bool:
    """Whether a turn of the customer answers the offer, and not another question of the agent
    (还有其他需要吗)."""
    before = [t for t in view.dialogue.turns[: turn.index] if t.role is Role.AGENT]
    if not before:
        return True
    text = view.texts[before[-1].index]
    asked = max((question.end for question in consent_questions(text)), default=0)
    return _OTHER_OFFER.search(text.text[max(asked, len(text) - _LAST_WORDS) :]) is None


def _of_the_order(view: CallView, turn: Turn, reading: Reading) -> bool:
    """Unasked words that order or refuse the product."""
    if reading.answer is Answer.EXPLICIT:
        return reading.ordered
    return reading.answer is Answer.REFUSAL and about_the_order(view, turn)


def _unasked(turn: Turn, reading: Reading) -> Exchange:
    span = Span(start=turn.start, end=turn.end)
    return Exchange(None, "", span, reading, turn.index, role_confidence=turn.role_confidence)
