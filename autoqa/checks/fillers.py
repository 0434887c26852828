"""Words said to fill time."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar, Literal

from pydantic import Field

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope, trust_absence
from autoqa.checks.heard import hit_at
from autoqa.dialogue.floor import is_backchannel
from autoqa.text.fillers import FILLERS, fillers
from autoqa.types import Role


class FillersCheck(Check):
    """Fillers (这个, 那个, 啊, 呢, 嘛, 嗯 …) of one party, counted against what it says; 那个 as a pronoun
    (那个业务) and turns that only show that one listens are not counted.

    Fields:
        words: what counts.
        max_per_hundred: fillers allowed in a hundred characters.
        min_count: fewer than so many in the call are never too many.

    ``role`` says whose; default the agent's. Yes: there are too many; each is a hit. Figures: ``times``,
    ``per_hundred`` and ``most`` (the favourite).

        too_many: {kind: fillers, role: agent, max_per_hundred: 3}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORDS, Need.ROLES})

    title: ClassVar[str] = "口头语"

    kind: Literal["fillers"] = "fillers"
    words: tuple[str, ...] = Field(default=FILLERS, min_length=1)
    max_per_hundred: float = Field(default=3.0, ge=0)
    min_count: int = Field(default=5, ge=1)

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        spoken = Scope(scope.spans, scope.role or Role.AGENT, scope.turns)
        hits: list[Hit] = []
        characters = 0
        for turn in spoken.turns_of(view):
            text = view.texts[turn.index]
            characters += len(text)
            if is_backchannel(turn.text):
                continue
            for found in fillers(text, self.words):
                hit = hit_at(turn, text, found.start_char, found.end_char, value=found.word)
                if scope.admits(hit.start):
                    hits.append(hit)
        rate = round(100 * len(hits) / characters, 1) if characters else 0.0
        if len(hits) >= self.min_count and rate > self.max_per_hundred:
            most = Counter(hit.value for hit in hits).most_common(1)[0][0]
            return Outcome.found(hits, times=len(hits), per_hundred=rate, most=most)
        absent = trust_absence(view, spoken)
        figures = {**absent.figures, "times": len(hits), "per_hundred": rate}
        return absent.model_copy(update={"figures": figures})
