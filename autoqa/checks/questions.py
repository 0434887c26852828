"""Where the agent asks for consent: the questions of a whole call, by their words and by their sound.

What a question looks like inside a turn says :mod:`autoqa.checks.ask`, and
:mod:`autoqa.checks.ask_by_sound` where it was written with other words. Here the turns around it decide
whether it was asked: somebody must answer, or be waited for.
"""

from __future__ import annotations

from autoqa.checks.ask import Question, consent_questions
from autoqa.checks.ask_by_sound import question_by_sound
from autoqa.checks.base import CallView
from autoqa.types import Role, Turn

REACTION = 0.3
"""Seconds by which a reply may begin before the last word of the question; people anticipate the end of a
turn."""

GOING_ON = 4
"""Characters that the agent adds after the question in the same breath before a 好 may mean "go on" instead
of yes."""

REPLY_SOON, LEFT_OPEN = 3.0, 1.0
"""Seconds within which the customer speaks after a question, and seconds of the agent's silence that wait for
an answer: what only sounds like a question counts as one where either follows."""

PRESSED_AFTER = 3
"""Turns of the agent within which "同意还是不同意" still belongs to an earlier consent question."""

GAP = 0.5
"""Seconds of the agent's silence after a question inside a turn that leave room for a reply that nobody
recognised; between the words of a sentence there are 0.2 s at most."""


def questions_asked(view: CallView) -> list[tuple[Turn, Question]]:
    """The agent's consent questions with the turns they stand in, in time order; of several without a word
    of the customer between them only the last."""
    found: list[tuple[Turn, Question]] = []
    agent_turns = [turn for turn in view.dialogue.turns if turn.role is Role.AGENT]
    named_at: int | None = None
    for place, turn in enumerate(agent_turns):
        for question in _questions(view, turn):
            if question.pressed and (named_at is None or place - named_at > PRESSED_AFTER):
                continue
            named_at = place
            if (
                found
                and found[-1][0].index == turn.index
                and not _spoke_between(view, found[-1], question, turn)
            ):
                found.pop()
            found.append((turn, question))
    return found


def _questions(view: CallView, turn: Turn) -> list[Question]:
    """Questions in a turn by its words, and by its sound what it ends in where the customer then answers."""
    text = view.texts[turn.index]
    found = list(consent_questions(text))
    if len(text) - (found[-1].end if found else 0) > GOING_ON and _waits(view, turn):
        heard = question_by_sound(text)
        if heard is not None and not any(one.end > heard.start for one in found):
            found.append(heard)
    return found


def _waits(view: CallView, turn: Turn) -> bool:
    """Whether after ``turn`` the customer speaks, or nobody does."""
    later = view.dialogue.turns[turn.index + 1 :]
    after = min((t.start for t in later if t.role is Role.AGENT), default=turn.end)
    if after - turn.end >= LEFT_OPEN:
        return True
    replies = (t.start - turn.end for t in later if t.role is Role.CUSTOMER and t.start < after)
    return any(-REACTION <= wait <= REPLY_SOON for wait in replies)


def _spoke_between(view: CallView, earlier: tuple[Turn, Question], later: Question, turn: Turn) -> bool:
    places = view.texts[turn.index].places
    start, end = places[earlier[1].end - 1].end, places[later.start].start
    if places[earlier[1].end].start - start >= GAP:
        return True
    return any(t.role is Role.CUSTOMER and start - REACTION <= t.start < end for t in view.dialogue.turns)
