"""How fast somebody speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from autoqa.checks.base import COUNTED_WORDS, CallView, Check, Hit, Need, Outcome, Scope, Truth, trust_absence
from autoqa.dialogue.pace import Rate, rate_windows, speaking_rate
from autoqa.dialogue.spans import joined
from autoqa.types import Cause, Role


class SpeechRateCheck(Check):
    """Speaking rate in characters a minute of voiced time: pauses of 0.3 s and more, stretches without
    recognised words and numbers read out digit by digit are left out with their time.

    Fields:
        min, max: characters a minute that are allowed.
        max_ratio: how many times the other party's rate is allowed.
        sliding: seconds of voiced time of a sliding window; left out: the whole call.
        min_voiced: seconds of voiced time needed to measure at all.

    Yes: the rate is out of band; with ``sliding`` each stretch is a hit. Unknown (``no_words``): too little
    was said, or (``low_confidence``) recognised, to measure. The figure ``rate`` is the rate found,
    ``limit`` the one it breaks.

        too_fast: {kind: speech_rate, role: agent, max: 330}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORDS, Need.WORD_TIMES, Need.ROLES})

    title: ClassVar[str] = "语速"

    kind: Literal["speech_rate"] = "speech_rate"
    min: float | None = None
    max: float | None = None
    max_ratio: float | None = Field(default=None, gt=0)
    sliding: float | None = Field(default=None, gt=0)
    min_voiced: float = 10.0

    @model_validator(mode="after")
    def _some_limit(self) -> SpeechRateCheck:
        if self.min is None and self.max is None and self.max_ratio is None:
            raise ValueError("speech_rate needs min, max or max_ratio")
        return self

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        role = scope.role or Role.AGENT
        whole = speaking_rate(view.dialogue, role)
        if whole is None or whole.voiced < self.min_voiced:
            voiced = whole.voiced if whole else 0.0
            return Outcome.unknown(Cause.NO_WORDS, note=f"说话只有 {voiced:.0f} 秒，不足以测语速")
        trusted = trust_absence(view, Scope(scope.spans, role, scope.turns), trusted=COUNTED_WORDS)
        if trusted.truth is not Truth.NO:
            return trusted
        most = self.max
        if self.max_ratio is not None:
            other = speaking_rate(view.dialogue, Role.CUSTOMER if role is Role.AGENT else Role.AGENT)
            if other is None or other.voiced < self.min_voiced:
                return Outcome.unknown(Cause.NO_WORDS, note="另一方说话太少，无法比较语速")
            most = self.max_ratio * other.per_minute
        rates = [whole] if self.sliding is None else list(rate_windows(view.dialogue, role, self.sliding))
        rates = [rate for rate in rates if scope.admits(rate.start)]
        outside = [rate for rate in rates if self._outside(rate, most)]
        if not outside:
            return Outcome.absent(trusted.confidence, rate=round(whole.per_minute))
        worst = self._worst(outside, most)
        fast = most is not None and worst.per_minute > most
        limit = most if fast else self.min
        name = "过快" if fast else "过慢"
        note = f"语速{name}，每分钟 {worst.per_minute:.0f} 字"
        hits = [
            Hit(
                start=span.start,
                end=span.end,
                role=role,
                how="signal",
                confidence=trusted.confidence,
                note=note,
            )
            for span in joined(outside)
        ]
        return Outcome.found(hits, note=note, rate=round(worst.per_minute), limit=round(limit or 0))

    def _outside(self, rate: Rate, most: float | None) -> bool:
        slow = self.min is not None and rate.per_minute < self.min
        return slow or (most is not None and rate.per_minute > most)

    def _worst(self, rates: Sequence[Rate], most: float | None) -> Rate:
        """The one farthest out of band, by ratio."""
        return max(
            rates,
            key=lambda rate: max(
                rate.per_minute / most if most else 0.0,
                self.min / rate.per_minute if self.min and rate.per_minute else 0.0,
            ),
        )
