"""Consent questions and their answers: the class that was decided against the true one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from autoqa.checks.base import ROLES_THRESHOLD
from autoqa.checks.consent import ROLE_DOUBT
from autoqa.checks.exchange import Exchange, exchanges
from autoqa.checks.reply import Answer
from autoqa.types import Role
from benchmarks.accuracy.heard import Judged
from benchmarks.calls.facts import Ask, Facts

UNSURE, UNFOUND = "unsure", "not found"
_REACTION_S = 0.3
_WINDOW_S = 8.0

# What a plain list of words would look for, in this order.
_REFUSES = ("不用", "不要", "不需", "不办", "不开", "不同意", "不行", "不了", "算了")
_DOUBTS = ("考虑", "再说", "再想", "想一想", "想想", "贵", "吗", "行不行", "好像", "过两天", "以后")
_AGREES = ("好", "可以", "行", "同意", "对", "是", "成", "愿意", "没问题", "办吧", "开吧", "开通吧", "要得")
_HUMS = frozenset("嗯啊哦噢")


@dataclass(frozen=True, slots=True)
class Answered:
    """One question. `got`: explicit, vague, refusal, conditional, none, unsure, or not found when
    the question itself was not. `seconds`: length of the true reply, 0 without one."""

    true: str
    got: str
    text: str
    heard: str
    seconds: float
    cause: str | None = None

    @property
    def decided(self) -> bool:
        return self.got not in (UNSURE, UNFOUND)


def answers_of(facts: Facts, judged: Judged) -> tuple[Answered, ...]:
    """As the program reads them. The questions are those that were truly asked."""
    view = judged.view
    dialogue = judged.heard.dialogue
    asks = [ask for ask in facts.asks if ask.question]
    if dialogue.roles_confidence < ROLES_THRESHOLD:
        return tuple(_answered(ask, UNSURE, "", "no_roles") for ask in asks)
    found = exchanges(view)
    answers = tuple(_answer(ask, found) for ask in asks)
    if not dialogue.strange():
        return answers
    return tuple(one if one.decided else replace(one, got=UNSURE, cause="model_unfit") for one in answers)


def _answer(ask: Ask, found: tuple[Exchange, ...]) -> Answered:
    assert ask.question is not None
    start, end = ask.question
    near = [
        e for e in found if e.question is not None and e.question.start < end + 0.5 and e.question.end > start
    ]
    if not near:
        return _answered(ask, UNFOUND, "")
    exchange = near[-1]
    reading = exchange.reading
    if reading.answer is Answer.UNCLEAR or exchange.role_confidence < ROLE_DOUBT:
        cause = exchange.cause.value if exchange.cause else "no_roles"
        return _answered(ask, UNSURE, reading.text, cause)
    return _answered(ask, reading.answer.value, reading.text)


def plain_answers_of(facts: Facts, judged: Judged) -> tuple[Answered, ...]:
    """By a plain list of words. It is told where the question ends and when the agent speaks next."""
    return tuple(_plain(ask, facts, judged) for ask in facts.asks if ask.question)


def _plain(ask: Ask, facts: Facts, judged: Judged) -> Answered:
    assert ask.question is not None
    asked = ask.question[1]
    later = [s.start for s in facts.truth.segments if s.role is Role.AGENT and s.start > asked]
    until = min([asked + _WINDOW_S, *later])
    two = facts.plan.condition.channels == 2
    text = "".join(
        word.text
        for segment in judged.heard.transcript.segments
        if not two or segment.channel == 1
        for word in segment.words
        if asked - _REACTION_S <= (word.start + word.end) / 2 < until
    )
    return _answered(ask, _read(text), text)


def _read(text: str) -> str:
    if not text:
        return "none"
    for words, answer in ((_REFUSES, "refusal"), (_DOUBTS, "conditional"), (_AGREES, "explicit")):
        if any(word in text for word in words):
            return answer
    return "vague" if set(text) <= _HUMS else "other"


def _answered(ask: Ask, got: str, heard: str, cause: str | None = None) -> Answered:
    seconds = ask.reply[1] - ask.reply[0] if ask.reply else 0.0
    return Answered(ask.answer, got, ask.text, heard, seconds, cause)
