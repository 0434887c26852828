"""The seconds in which a consent question is answered: where they begin and end, and what sounds there."""

from __future__ import annotations

from itertools import islice

from autoqa.checks.ask import Question
from autoqa.checks.base import CallView
from autoqa.checks.questions import GAP, REACTION
from autoqa.checks.reply import Answer, read_reply
from autoqa.text.turntext import TurnText
from autoqa.types import ReplyLook, Role, Span, Turn

BACKCHANNEL = 3
"""An agent's turn of so few characters (嗯, 好的) between question and reply does not take the floor."""

FLOOR = 0.8
"""Seconds of the agent's voice without recognised words that take the floor; three syllables and more."""

RAN_ON = 20
"""Characters that the agent adds after the question in the same turn (five seconds) from which the
customer's next words answer those."""

LOOK_NEAR = 0.6
"""Seconds by which a second look may begin before or after the end of the question that it belongs to; the
shortest exchange is longer."""

TAIL = 4
"""Characters that the agent says on behind the words of a question from which none of them are a reply that
was misheard."""

UNHEARD = 0.15
"""Seconds of the customer's voice without text in the reply window that may hide a reply; a Mandarin
syllable lasts about 0.2 s."""


def floor_taken(view: CallView, turn: Turn, end: float, wait: float) -> float:
    """When the reply window closes: when the agent next says more than a back-channel, recognised or not, or
    after ``wait`` seconds."""
    last = max(end, turn.end)
    agent = [t for t in view.dialogue.turns if t.role is Role.AGENT]
    later = (t.start for t in agent if t.index > turn.index and len(view.texts[t.index]) > BACKCHANNEL)
    unread = (
        span.start
        for span in view.dialogue.agent_speech
        if last < span.start < last + wait
        and span.length >= FLOOR
        and not any(t.start < span.end and t.end > span.start for t in agent)
    )
    return min([last + wait, *islice(later, 1), *islice(unread, 1)])


def ran_on(text: TurnText, question: Question) -> bool:
    """Whether the agent goes on so long after the question that what follows answers something else."""
    return len(text) - question.end >= RAN_ON


def tail_of(text: TurnText, question: Question) -> tuple[int, float]:
    """How many characters the agent says on without a pause behind the words by which a question was found
    (是否愿意开通 | 天气预报), and where they end, in seconds. What may be a reply at the end of them (嗯, on
    a channel that both share) is none of them."""
    places, end = text.places, question.end
    while end < len(text) and places[end].start - places[end - 1].end < GAP:
        end += 1
    for length in range(min(BACKCHANNEL, end - question.end), 0, -1):
        if read_reply(text.text[end - length : end]).answer is not Answer.UNCLEAR:
            end -= length
            break
    return end - question.end, places[end - 1].end


def last_word(turn: Turn, asked: float, reply: float) -> float:
    """Where the last word ends that the agent says before the ``reply``: of the question, that was ``asked``
    by then, or after it."""
    later = (word for word in turn.words if asked < word.end and word.start < reply)
    return max([asked, *(min(word.end, reply) for word in later)])


def early_voice(view: CallView, end: float) -> float:
    """Where the customer's voice begins that sounds at the ``end`` of the question, ``REACTION`` earlier
    at most."""
    sounding = [s.start for s in view.dialogue.customer_speech if s.start <= end < s.end]
    return max([end - REACTION, *sounding]) if sounding else end


def unheard(view: CallView, start: float, end: float) -> Span | None:
    """The customer's voice inside the window that no turn accounts for."""
    for span in view.dialogue.customer_speech:
        inside = Span(start=max(span.start, start), end=min(span.end, end))
        if inside.length < UNHEARD:
            continue
        if not any(
            t.start < inside.end and t.end > inside.start
            for t in view.dialogue.turns
            if t.role is Role.CUSTOMER
        ):
            return inside
    return None


def look_at(view: CallView, window: Span) -> ReplyLook | None:
    """The look at the reply in ``window``: one that begins with it."""
    near = [look for look in view.dialogue.looks if abs(look.start - window.start) <= LOOK_NEAR]
    return min(near, key=lambda look: abs(look.start - window.start), default=None)
