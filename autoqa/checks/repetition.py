"""The same thing asked or said again."""

from __future__ import annotations

import re
from typing import ClassVar, Literal

from pydantic import Field

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope
from autoqa.text.similar import similarity
from autoqa.types import Role, Turn

_CONFIRMING = re.compile(
    "确认|核对|再次|重复一[下遍]|再说一遍|再听一遍|您(?:说|刚才说)的是|请问您(?:确定|是否)|是吗$|对吗$|同意|明确"
)
_COURTESY = re.compile("谢谢|感谢|再见|拜拜|祝您")
_ASKED_AGAIN = re.compile(
    "再(?:说|讲|念|报|来|重复|解释)[一1]?[遍下次]|重复一[遍下次]|没(?:有)?(?:太)?(?:听|弄|搞)(?:得)?[清懂见明]"
    "|听(?:得)?不(?:太)?[清懂见明]|什么意思|[不没]明白|慢(?:一)?[点些]|太快|你说什么"
)


class RepetitionCheck(Check):
    """Turns of one party with the same content as an earlier one of that party. Reading something back or
    confirming it (确认, 核对, 再次 …), thanks and good-byes, and saying it again because the other party
    asks to, is not counted.

    Fields:
        likeness: from which on two turns have the same content, 0 to 1.
        min_characters: shorter turns (您好, 好的) are not compared.
        within: turns of that party to look back.

    ``role`` says whose turns; default the agent's. Yes: there is one; each repeated turn is a hit.

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
        hits = []
        for place, turn in enumerate(turns):
            if _wanted(view, turn):
                continue
            earlier = turns[max(0, place - self.within) : place]
            alike = [(similarity(view.texts[turn.index], view.texts[t.index]), t) for t in earlier]
            best, twin = max(alike, key=lambda pair: pair[0], default=(0.0, None))
            if twin is not None and best >= self.likeness and scope.admits(turn.start):
                hits.append(_hit(turn, twin, best))
        return Outcome.found(hits, times=len(hits)) if hits else Outcome.absent(0.85)


def _wanted(view: CallView, turn: Turn) -> bool:
    """Whether the turn is a courtesy or a confirmation, or answers a request to say it again."""
    text = view.texts[turn.index].text
    if _CONFIRMING.search(text) or _COURTESY.search(text):
        return True
    other = Role.CUSTOMER if turn.role is Role.AGENT else Role.AGENT
    before = [t for t in view.dialogue.turns[: turn.index] if t.role is other]
    return bool(before) and _ASKED_AGAIN.search(view.texts[before[-1].index].text) is not None


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
