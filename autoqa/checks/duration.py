"""How long the call lasted."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope


class DurationCheck(Check):
    """Length of the call in seconds, from connect to the end of the recording.

    Fields:
        min, max: seconds from which on, and up to which, the call counts.

    Yes: it lies between them; the hit is the whole call. Figure ``seconds``: what was measured.

        long: {kind: duration, min: 600}
    """

    needs: ClassVar[frozenset[Need]] = frozenset()

    title: ClassVar[str] = "通话时长"

    kind: Literal["duration"] = "duration"
    min: float | None = Field(default=None, ge=0)
    max: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _some_limit(self) -> DurationCheck:
        if self.min is None and self.max is None:
            raise ValueError("duration needs min or max")
        if self.min is not None and self.max is not None and self.max < self.min:
            raise ValueError(f"max {self.max:g} is less than min {self.min:g}")
        return self

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        end = view.dialogue.duration
        start = min(view.dialogue.connected_at, end)
        length = round(end - start, 1)
        kept = (self.min is None or length >= self.min) and (self.max is None or length <= self.max)
        if not kept:
            return Outcome.absent(seconds=length)
        hit = Hit(start=start, end=end, how="timing", value=f"{length:g}", note=f"通话 {length:g} 秒")
        return Outcome.found([hit], seconds=length)
