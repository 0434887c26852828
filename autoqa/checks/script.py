"""A standard line of the script, said near enough."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope, trust_absence
from autoqa.checks.heard import hit_at
from autoqa.errors import RuleError
from autoqa.text.kept import kept
from autoqa.text.script import Script, ScriptMatch
from autoqa.text.turntext import TurnText
from autoqa.types import Turn


class ScriptCheck(Check):
    """A line that must be said as it stands in the script, words in between and small slips apart. ``____``
    stands for what differs from call to call, ``(甲/乙)`` for either wording.

    Fields:
        lines: standard lines; one of them is enough.
        least: share of the line's characters that must be heard, 0 to 1.
        turns_together: turns of the role in a row that may say the line together.

    Yes: a line was said; the hit spans it. The figures ``coverage`` (percent) and ``parts_missing`` tell
    how much of the nearest line was heard, also for a no.

        line: {kind: script, role: agent, lines: ["感谢您的接听，我是工号____，祝您生活愉快，再见"]}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORDS})

    title: ClassVar[str] = "标准话术"

    kind: Literal["script"] = "script"
    lines: tuple[str, ...] = Field(min_length=1)
    least: float = Field(default=0.7, gt=0, le=1)
    turns_together: int = Field(default=3, ge=1)

    @model_validator(mode="after")
    def _readable(self) -> ScriptCheck:
        try:
            _ = self._scripts
        except RuleError as error:
            raise ValueError(f'"{error.subject}": {error.cause}; {error.mend}') from error
        return self

    @cached_property
    def _scripts(self) -> tuple[Script, ...]:
        return tuple(Script.parse(line) for line in self.lines)

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        turns = [turn for turn in scope.turns_of(view) if len(view.texts[turn.index])]
        best: tuple[ScriptMatch, TurnText, list[Turn]] | None = None
        for first in range(len(turns)):
            together = turns[first : first + self.turns_together]
            text = _together(view, tuple(turn.index for turn in together))
            for script in self._scripts:
                match = script.compare(text)
                if match.span is None or not scope.admits(text.places[match.span[0]].start):
                    continue
                if best is None or match.coverage > best[0].coverage:
                    best = (match, text, together)
        if best is None:
            return trust_absence(view, scope)
        match, text, together = best
        figures = {"coverage": round(100 * match.coverage), "parts_missing": list(match.missing)}
        if match.coverage >= self.least:
            outcome = Outcome.found([_hit(match, text, together)])
        else:
            outcome = trust_absence(view, scope)
        return outcome.model_copy(update={"figures": {**outcome.figures, **figures}})


@kept
def _joined(view: CallView) -> dict[tuple[int, ...], TurnText]:
    """Turns already joined, by their indices: every standard line is looked for in the same ones."""
    return {}


def _together(view: CallView, turns: tuple[int, ...]) -> TurnText:
    known = _joined(view)
    if turns not in known:
        known[turns] = TurnText.joined([view.texts[index] for index in turns])
    return known[turns]


def _hit(match: ScriptMatch, text: TurnText, turns: list[Turn]) -> Hit:
    assert match.span is not None
    start, end = match.span
    return hit_at(turns[0], text, start, end, how="script", score=0.5 + match.coverage / 2)
