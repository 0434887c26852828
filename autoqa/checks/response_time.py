"""How long the customer waits for an answer."""

from __future__ import annotations

from typing import ClassVar, Literal

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope
from autoqa.dialogue.floor import is_backchannel
from autoqa.dialogue.gaps import responses
from autoqa.types import Cause, Role


class ResponseTimeCheck(Check):
    """Turns of the customer that wait too long for the agent. Mere back-channels (嗯, 好的) ask for no
    answer; hold music is not counted; nor is the end of the call.

    Fields:
        longest: seconds that the agent may take.

    Yes: a wait is longer; each is a hit. Unknown (``no_audio``): the words of a transcript leave such a
    wait, but without the recording nobody can say that the agent was silent.

        slow: {kind: response_time, longest: 3}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORD_TIMES, Need.ROLES})

    title: ClassVar[str] = "应答时间"

    kind: Literal["response_time"] = "response_time"
    longest: float = 3.0

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        hits = [
            Hit(
                start=wait.start,
                end=wait.end,
                role=Role.AGENT,
                turn=wait.customer_turn,
                text=view.dialogue.turns[wait.customer_turn].text,
                how="signal" if view.audio is not None else "timing",
                confidence=0.9 if view.audio is not None else 0.5,
                value=f"{wait.unfilled:.1f}",
                note=f"客户说完 {wait.unfilled:.1f} 秒坐席才应答",
            )
            for wait in responses(view.dialogue, view.audio)
            if wait.unfilled > self.longest
            and not wait.final
            and scope.admits(wait.start)
            and not is_backchannel(view.dialogue.turns[wait.customer_turn].text)
        ]
        if hits and view.audio is None:
            return Outcome.unknown(Cause.NO_AUDIO, hits=hits, note=f"{hits[0].note}，没有录音无法核实")
        if hits:
            return Outcome.found(hits, seconds=max(float(hit.value or 0) for hit in hits))
        return Outcome.absent(0.9)
