"""Whether the agent speaks more slowly after the customer asks for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar, Literal

from pydantic import Field

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope
from autoqa.dialogue.pace import Rate, rate_windows
from autoqa.types import Cause, Role, Turn

_ASKS = re.compile(
    "慢一?点|说慢|讲慢|太快了|没听[清懂明见]|听不[清懂见]|再[说讲]一[遍下次]|重复一[遍下]|你说什么(?!事)|什么意思"
    "|没明白|说什么呀"
)

SINGLE_RUN = 0.01
"""A sliding window so short that each run of words is one of its own."""


class SlowsDownCheck(Check):
    """The customer asks to repeat or to speak slowly, and the agent's rate drops, or does not.

    Fields:
        asks: requests of the customer from which on the agent must slow down.
        drop: share by which the rate must fall, 0 to 1.
        slow_enough: characters a minute that need no further drop.
        min_voiced: seconds of the agent's voiced time needed on either side to compare.

    Yes: asked so often, the agent does not slow down; the hit runs from the last of these requests to the
    end of what was compared. No: the agent does, or is not asked so often (figure ``asked``). Unknown
    (``no_words``): too little said to compare.

        stays_fast: {kind: slows_down, asks: 2, drop: 0.08}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORDS, Need.WORD_TIMES, Need.ROLES})

    title: ClassVar[str] = "放慢语速"

    kind: Literal["slows_down"] = "slows_down"
    asks: int = Field(default=2, ge=1)
    drop: float = Field(default=0.08, gt=0, lt=1)
    slow_enough: float = 220.0
    min_voiced: float = 4.0

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        asking = [
            turn
            for turn in Scope(scope.spans, Role.CUSTOMER, scope.turns).turns_of(view)
            if _ASKS.search(view.texts[turn.index].text)
        ]
        if len(asking) < self.asks:
            return Outcome.absent(0.9, asked=len(asking))
        return self._compared(view, asking)

    def _compared(self, view: CallView, asking: list[Turn]) -> Outcome:
        moment = asking[self.asks - 1].end
        runs = rate_windows(view.dialogue, Role.AGENT, window=SINGLE_RUN)
        before = [run for run in runs if run.end <= asking[0].start]
        after = [run for run in runs if run.start >= moment]
        asked = len(asking)
        if min(_voiced(before), _voiced(after)) < self.min_voiced:
            return Outcome.unknown(Cause.NO_WORDS, note="坐席前后说话太少，无法比较语速", asked=asked)
        was, now = _per_minute(before), _per_minute(after)
        note = f"客户要求重复或放慢 {asked} 次，语速由每分钟 {was:.0f} 字到 {now:.0f} 字"
        figures = {"rate_before": round(was), "rate_after": round(now), "asked": asked}
        if now <= was * (1 - self.drop) or now <= self.slow_enough:
            return Outcome.absent(0.85).model_copy(update={"note": note, "figures": figures})
        hit = Hit(start=moment, end=after[-1].end, role=Role.AGENT, how="signal", confidence=0.8, note=note)
        return Outcome.found([hit], note=note).model_copy(update={"figures": figures})


def _voiced(runs: Sequence[Rate]) -> float:
    return sum(run.voiced for run in runs)


def _per_minute(runs: Sequence[Rate]) -> float:
    return 60 * sum(run.characters for run in runs) / _voiced(runs)
