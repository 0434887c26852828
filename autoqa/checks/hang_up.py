"""Who ended the call."""

from __future__ import annotations

import re
from typing import ClassVar, Literal

from autoqa.checks.base import ROLES_THRESHOLD, CallView, Check, Hit, Need, Outcome, Scope
from autoqa.types import Cause, Role

SIDES = {
    "agent": Role.AGENT,
    "坐席": Role.AGENT,
    "座席": Role.AGENT,
    "caller": Role.AGENT,
    "customer": Role.CUSTOMER,
    "client": Role.CUSTOMER,
    "callee": Role.CUSTOMER,
    "客户": Role.CUSTOMER,
    "用户": Role.CUSTOMER,
}
"""Words that exporters use for the side that hung up; caller and callee are those of an outbound call."""

CUT_OFF = 0.25
"""Seconds before the end of the recording up to which a voice must last to have been cut off by the other
side: a party that hangs up itself stops speaking first, and takes longer to press the key."""

_FAREWELL = re.compile("再见|拜拜|谢谢|好的?$|知道了$|挂了")


class HangUpCheck(Check):
    """Who hangs up first. The telephone system knows; without its word (``hung_up_by``) the sound gives a
    hint only when one side is still speaking as the line goes dead, since people do not hang up while they
    themselves speak.

    Fields:
        by: ``agent`` or ``customer``: the side that counts.

    Yes: that side hung up; the hit is the end of the call. Unknown (``no_metadata``): nothing tells.

        first: {kind: hang_up, by: agent}
    """

    needs: ClassVar[frozenset[Need]] = frozenset()

    title: ClassVar[str] = "先挂机"

    kind: Literal["hang_up"] = "hang_up"
    by: Literal["agent", "customer"] = "agent"

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        told = (view.call.hung_up_by or "").strip().lower()
        side = SIDES.get(told)
        how, confidence = "metadata", 0.98
        if side is None:
            side = _cut_off(view)
            how, confidence = "signal", 0.6
        if side is None:
            note = f"挂机方“{told}”无法识别" if told else "没有挂机方信息"
            return Outcome.unknown(Cause.NO_METADATA, note=note)
        if side.value != self.by:
            return Outcome.absent(confidence, hung_up_by=side.value)
        end = view.dialogue.duration
        last = max((t.start for t in view.dialogue.turns if t.role is side), default=end - 1.0)
        hit = Hit(start=max(0.0, min(last, end)), end=end, role=side, how=how, confidence=confidence)
        return Outcome.found([hit], hung_up_by=side.value)


def _cut_off(view: CallView) -> Role | None:
    """The other side of the one that is in the middle of a sentence when the recording ends."""
    audio, dialogue = view.audio, view.dialogue
    if audio is None or audio.truncated or not dialogue.turns:
        return None
    unknown = not dialogue.words_known or bool(dialogue.unknown_roles)
    if unknown or dialogue.roles_confidence < ROLES_THRESHOLD:
        return None  # neither the farewell nor who was speaking is known
    last = dialogue.turns[-1]
    edge = dialogue.duration - CUT_OFF
    speaking = any(span.end > edge for span in dialogue.customer_speech)
    if last.role is Role.CUSTOMER and speaking and not _FAREWELL.search(view.texts[last.index].text):
        return Role.AGENT
    return None
