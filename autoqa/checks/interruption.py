"""The agent cuts in on the customer."""

from __future__ import annotations

from typing import ClassVar, Literal

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope
from autoqa.dialogue.floor import both_heard, interruptions, talked_over
from autoqa.types import Cause, Role


class InterruptionCheck(Check):
    """Places where the agent starts while the customer has the floor, and both go on. Back-channels (嗯,
    对) and echo are none.

    Fields:
        shortest: seconds for which both must speak.

    Yes: there is one; each is a hit. Unknown (``overlap``): both parties are on one channel, and their voices
    are not told apart well enough, or not about equally loud, for speech at the same time to be found; or
    both sound for so long, but by the recognised words none cuts in on the other.

        cuts_in: {kind: interruption, shortest: 1}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORD_TIMES, Need.ROLES})

    title: ClassVar[str] = "抢话"

    kind: Literal["interruption"] = "interruption"
    shortest: float = 1.0

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        turns = view.dialogue.turns
        hits = [
            Hit(
                start=found.start,
                end=found.end,
                role=Role.AGENT,
                turn=found.agent_turn,
                text=turns[found.agent_turn].text,
                how="signal" if view.audio is not None else "timing",
                confidence=0.85 if both_heard(view.audio) else 0.7,
                value=f"{found.length:.1f}",
                note=f"客户还在说话，坐席插话，同时说了 {found.length:.1f} 秒",
            )
            for found in interruptions(view.dialogue, view.audio, self.shortest)
            if scope.admits(found.start)
        ]
        if hits:
            return Outcome.found(hits, seconds=round(max(hit.end - hit.start for hit in hits), 1))
        if view.audio is not None and not both_heard(view.audio):
            if view.dialogue.both_told:
                return Outcome.absent(0.75)
            return Outcome.unknown(Cause.OVERLAP, note="单声道录音，双方同时说话时分不开")
        over = [
            span for span in talked_over(view.dialogue, view.audio, self.shortest) if scope.admits(span.start)
        ]
        if over and view.audio is not None:
            doubts = [Hit(start=span.start, end=span.end, how="signal", confidence=0.5) for span in over]
            return Outcome.unknown(Cause.OVERLAP, hits=doubts, note="双方同时说话，没有听清是谁插话")
        return Outcome.absent(0.9 if view.audio is not None else 0.7)
