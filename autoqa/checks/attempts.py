"""Sales attempts that go on after the customer has refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Literal, NamedTuple

from autoqa.checks.ask import consent_questions
from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope, trust_absence
from autoqa.checks.exchange import about_the_order, exchanges
from autoqa.checks.reply import Answer, read_reply
from autoqa.text.nearly import DOUBTED
from autoqa.text.turntext import TurnText
from autoqa.types import Cause, Role, Turn

_PUSH = re.compile(
    "免费|优惠|划算|便宜|机会|难得|好处|试一试|试试|试用|体验|考虑一下|先用|先开|用用看|赠送|活动|错过|名额"
    "|只要|才几|其实|还是(?:开|办|订)|(?:开通|办理|开|办|订)(?:一个|一下)?吧|为什么不|什么原因|什么顾虑"
    "|很多(?:客户|人)|不满意(?:再|可以)|随时可以取消|了解一下|介绍一下|说一下|给您推荐|不影响|不吃亏|值得"
)
_CLOSING = re.compile(
    "不(?:为|给|帮)您(?:开通|办理|开|办|订)|不打扰|打扰了|打扰您了|再见|祝您|不勉强|尊重您|那就不"
    "|就不(?:给|为|帮)|(?:谢谢|感谢)您的接听|先这样|就这样|到(?:这里|此为止)|那就?算了|没什么(?:好|可)?说|工号"
)
_QUESTION = re.compile("吗|多少|什么|怎么|几|哪|谁|啥|呢$|是不是|能不能|可不可以|会不会|有没有")

SMALL = 8
"""Characters up to which a turn of the agent (好的, 明白了, 没关系) that sell nothing raise no doubt."""


class AttemptsCheck(Check):
    """Attempts of the agent to sell after the customer's clear refusals. Answering a question of the
    customer is none, nor is accepting the refusal and saying good-bye. A change of mind of the customer
    starts the count again.

    Fields:
        after: clear refusals after which no attempt may follow. Two refusals without an attempt between
            them are one.

    Yes: there is such an attempt; each is a hit. Unknown (``ambiguous``): the agent goes on talking, but
    whether it is an attempt a person must say; or it is one, but whether the customer had refused so often
    was not heard well. The figure ``refusals`` is the number of clear refusals.

        third: {kind: attempts, after: 2}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORDS, Need.ROLES})

    title: ClassVar[str] = "挽留、推销次数"

    kind: Literal["attempts"] = "attempts"
    after: int = 2

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        refusals = 0
        hits: list[Hit] = []
        doubts: list[Hit] = []
        for told in _replayed(view):
            refusals = max(refusals, told.refusals)
            refused = told.refusals >= self.after
            maybe = told.pushes and told.possible >= self.after
            if not (refused or maybe) or not scope.admits(told.turn.start):
                continue
            hit = Hit(
                start=told.turn.start,
                end=told.turn.end,
                role=Role.AGENT,
                turn=told.turn.index,
                text=told.turn.text,
                confidence=0.9 if told.pushes else 0.5,
                note=f"第 {told.refusals if refused else told.possible} 次拒绝之后",
            )
            (hits if refused and told.pushes else doubts).append(hit)
        if hits:
            return Outcome.found(hits, refusals=refusals)
        if doubts:
            note = "客户可能再次拒绝后坐席仍在说，是否属于继续推销需人工判断"
            return Outcome.unknown(Cause.AMBIGUOUS, hits=doubts, note=note, refusals=refusals)
        absent = trust_absence(view, Scope(scope.spans, Role.AGENT, scope.turns))
        return absent.model_copy(update={"figures": {**absent.figures, "refusals": refusals}})


class _Told(NamedTuple):
    """A turn of the agent that sells, or may sell (``pushes`` false), with the ``refusals`` before it and how
    many there may have been where replies or attempts were not heard well."""

    turn: Turn
    refusals: int
    possible: int
    pushes: bool


def _replayed(view: CallView) -> Iterator[_Told]:
    """Turns of the agent that sell or may sell."""
    refusals = possible = 0
    attempted = may_have = True
    answering = False
    replies = _replies(view)
    for turn in view.dialogue.turns:
        text = view.texts[turn.index].text
        if turn.role is Role.CUSTOMER:
            heard = replies.get(turn.index)
            words = read_reply(text).answer
            answer = words if heard in (None, Answer.UNCLEAR) else heard
            answering = answer is not Answer.REFUSAL and _QUESTION.search(text) is not None
            refuses = answer is Answer.REFUSAL and about_the_order(view, turn)
            surely = refuses and (heard is Answer.REFUSAL or not _misheard(view.texts[turn.index]))
            if answer is Answer.EXPLICIT and refusals and _asked_before(view, turn):
                refusals = 0
                possible = possible if heard is Answer.UNCLEAR else 0
            elif surely and attempted:
                refusals, attempted = refusals + 1, False
            if may_have and (refuses or heard is Answer.UNCLEAR):
                possible, may_have = possible + 1, False
        elif turn.role is Role.AGENT:
            asks = bool(consent_questions(view.texts[turn.index]))
            pushes = asks or (_PUSH.search(text) is not None and _CLOSING.search(text) is None)
            if pushes and not answering:
                attempted = may_have = True
                yield _Told(turn, refusals, possible, True)
            elif not answering and len(text) > SMALL and _CLOSING.search(text) is None:
                may_have = True
                yield _Told(turn, refusals, possible, False)
            answering = answering and len(text) <= SMALL and not pushes


def _replies(view: CallView) -> dict[int, Answer]:
    """What replies to consent questions mean after both looks, by turn."""
    return {
        turn.index: exchange.reading.answer
        for exchange in exchanges(view)
        if exchange.question is not None and exchange.reply is not None
        for turn in view.dialogue.turns
        if turn.role is Role.CUSTOMER and exchange.reply.start <= turn.start < exchange.reply.end
    }


def _misheard(words: TurnText) -> bool:
    """Whether the words of a turn were not heard well, on the whole."""
    sure = words.confidence(0, len(words.text))
    return sure is not None and sure < DOUBTED


def _asked_before(view: CallView, turn: Turn) -> bool:
    before = [t for t in view.dialogue.turns[: turn.index] if t.role is Role.AGENT]
    return bool(before) and bool(consent_questions(view.texts[before[-1].index]))
