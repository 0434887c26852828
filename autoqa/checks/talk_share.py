"""How the talk is shared out between agent and customer."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope
from autoqa.dialogue.floor import talk
from autoqa.types import Cause, Role


class TalkShareCheck(Check):
    """Shares of the talk and counts of turns over the whole call; back-channels (嗯, 好的) are no turns.

    Fields:
        min_agent_share, max_agent_share: the agent's share of all speech, 0 to 1.
        min_customer_turns, max_customer_turns: turns of the customer.
        min_agent_turns, max_agent_turns: turns of the agent.
        min_agent_seconds, min_customer_seconds: seconds of speech.

    Yes: every limit that is given is kept. The figures ``agent_share`` (percent), ``agent_turns``,
    ``customer_turns``, ``agent_seconds`` and ``customer_seconds`` say what was measured.

        one_sided: {kind: talk_share, min_agent_share: 0.9, max_customer_turns: 2}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.ROLES})

    title: ClassVar[str] = "说话占比与句数"

    kind: Literal["talk_share"] = "talk_share"
    min_agent_share: float | None = Field(default=None, ge=0, le=1)
    max_agent_share: float | None = Field(default=None, ge=0, le=1)
    min_customer_turns: int | None = None
    max_customer_turns: int | None = None
    min_agent_turns: int | None = None
    max_agent_turns: int | None = None
    min_agent_seconds: float | None = None
    min_customer_seconds: float | None = None

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        measured = talk(view.dialogue)
        share = measured.agent_share
        if share is None:
            return Outcome.unknown(Cause.NO_WORDS, note="没有听到任何一方说话")
        limits = (
            (share, self.min_agent_share, self.max_agent_share),
            (measured.customer_turns, self.min_customer_turns, self.max_customer_turns),
            (measured.agent_turns, self.min_agent_turns, self.max_agent_turns),
            (measured.agent_seconds, self.min_agent_seconds, None),
            (measured.customer_seconds, self.min_customer_seconds, None),
        )
        kept = all(
            (least is None or value >= least) and (most is None or value <= most)
            for value, least, most in limits
        )
        figures: dict[str, Any] = {
            "agent_share": round(100 * share),
            "agent_turns": measured.agent_turns,
            "customer_turns": measured.customer_turns,
            "agent_seconds": round(measured.agent_seconds, 1),
            "customer_seconds": round(measured.customer_seconds, 1),
        }
        if not kept:
            return Outcome.absent(0.9, **figures)
        dialogue = view.dialogue
        note = f"坐席说话占 {share:.0%}，客户说了 {measured.customer_turns} 句"
        start = min(dialogue.connected_at, dialogue.duration)
        hit = Hit(
            start=start, end=dialogue.duration, role=Role.AGENT, how="signal", confidence=0.9, note=note
        )
        return Outcome.found([hit], note=note, **figures)
