"""The same thing asked or said again."""

from __future__ import annotations

import re
from functools import cache
from typing import ClassVar, Literal

from pydantic import Field

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope
from autoqa.text.misheard import MisheardSet
from autoqa.text.nearly import DOUBTED, doubted
from autoqa.text.phrase import Phrase
from autoqa.text.similar import similarity
from autoqa.text.turntext import TurnText
from autoqa.types import Cause, Role, Turn

_CONFIRMING = re.compile(
    "确认|核对|再次|重复一[下遍]|再说一遍|再听一遍|您(?:说|刚才说)的是|请问您(?:确定|是否)|是吗$|对吗$|同意|明确"
)
_COURTESY = re.compile("谢谢|感谢|再见|拜拜|祝您")
_ASKED_AGAIN = re.compile(
    "再(?:说|讲|念|报|来|重复|解释)[一1]?[遍下次]|重复一[遍下次]|没(?:有)?(?:太)?(?:听|弄|搞)(?:得)?[清懂见明]"
    "|听(?:得)?不(?:太)?[清懂见明]|什么意思|[不没]明白|慢(?:一)?[点些]|太快|你说什么"
)

_REQUESTS = """
再(说/讲/念/报)一(遍/次/下) 重复一(遍/下) (没/没有)听(清/懂/见/明白) 听不(清/懂/见/明白)
什么意思 (说/讲)慢(一/)点 慢(一/)点(说/讲) 太快了 你说什么
"""
MISHEARD_LESS = 0.2
"""How much less alike the same words may be where some of them were not heard well. In calls of the benchmark
("fit" half) without a repetition no two turns were alike to more than half."""


class RepetitionCheck(Check):
    """Turns of one party with the same content as an earlier one of that party. Reading something back or
    confirming it (确认, 核对, 再次 …), thanks and good-byes, and saying it again because the other party
    asks to, is not counted.

    Fields:
        likeness: from which on two turns have the same content, 0 to 1.
        min_characters: shorter turns (您好, 好的) are not compared.
        within: turns of that party to look back.

    ``role`` says whose turns; default the agent's. Yes: there is one; each repeated turn is a hit. Unknown
    (``low_confidence``): there is one, but what the other party said before it was not heard well and may
    have asked for it; or turns of badly heard words are nearly so much alike.

        again: {kind: repetition, role: customer, likeness: 0.7, count: {min: 2}}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORDS, Need.ROLES})

    title: ClassVar[str] = "重复"

    kind: Literal["repetition"] = "repetition"
    likeness: float = Field(default=0.75, gt=0, le=1)
    min_characters: int = Field(default=6, ge=2)
    within: int = Field(default=8, ge=1)

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        role = scope.role or Role.AGENT
        turns = [
            turn
            for turn in Scope(scope.spans, role, scope.turns).turns_of(view)
            if len(view.texts[turn.index]) >= self.min_characters
        ]
        hits: list[Hit] = []
        doubts: list[Hit] = []
        for place, turn in enumerate(turns):
            before = _other_before(view, turn)
            if _wanted(view, turn, before):
                continue
            earlier = turns[max(0, place - self.within) : place]
            alike = [(similarity(view.texts[turn.index], view.texts[t.index]), t) for t in earlier]
            best, twin = max(alike, key=lambda pair: pair[0], default=(0.0, None))
            if twin is None or not scope.admits(turn.start):
                continue
            if best >= self.likeness:
                asked = before is not None and _may_ask(before)
                (doubts if asked else hits).append(_hit(turn, twin, best))
            elif best >= self.likeness - MISHEARD_LESS and any(map(doubted, _texts(view, turn, twin))):
                doubts.append(_hit(turn, twin, best))
        if hits:
            return Outcome.found(hits, times=len(hits))
        if doubts:
            note = f"“{doubts[0].text}”可能{doubts[0].note}，前后有话没有听清"
            return Outcome.unknown(Cause.LOW_CONFIDENCE, hits=doubts, note=note)
        return Outcome.absent(0.85)


def _wanted(view: CallView, turn: Turn, before: TurnText | None) -> bool:
    """Whether the turn is a courtesy or a confirmation, or answers a request to say it again."""
    text = view.texts[turn.index].text
    if _CONFIRMING.search(text) or _COURTESY.search(text):
        return True
    return before is not None and _ASKED_AGAIN.search(before.text) is not None


def _texts(view: CallView, *turns: Turn) -> list[TurnText]:
    return [view.texts[turn.index] for turn in turns]


def _other_before(view: CallView, turn: Turn) -> TurnText | None:
    """What the other party said last before ``turn``."""
    other = Role.CUSTOMER if turn.role is Role.AGENT else Role.AGENT
    before = [t for t in view.dialogue.turns[: turn.index] if t.role is other]
    return view.texts[before[-1].index] if before else None


def _may_ask(text: TurnText) -> bool:
    """Whether badly heard words may ask to say something again."""
    heard = text.confidence(0, len(text))
    return (heard is not None and heard < DOUBTED) or bool(_requests().find(text))


@cache
def _requests() -> MisheardSet:
    return MisheardSet(map(Phrase.parse, _REQUESTS.split()))


def _hit(turn: Turn, twin: Turn, likeness: float) -> Hit:
    return Hit(
        start=turn.start,
        end=turn.end,
        role=turn.role,
        turn=turn.index,
        text=turn.text,
        how="similar",
        confidence=round(min(0.9, likeness), 3),
        value=f"{likeness:.2f}",
        note=f"与第 {twin.start:.0f} 秒说的内容重复",
    )
