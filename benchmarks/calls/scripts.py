"""From a plan to the script that is rendered."""

from __future__ import annotations

from dataclasses import dataclass

from autoqa.types import Call
from benchmarks.calls.agreement import agreement
from benchmarks.calls.closing import closing
from benchmarks.calls.conditions import RATES
from benchmarks.calls.offer import offer
from benchmarks.calls.opening import cut_short, opening
from benchmarks.calls.plan import SOLD, Plan
from benchmarks.calls.story import Asked, Story
from samples.make.script import LabelPlan, Rates, Recording, Script, Voices

_TOO_FAST, _TOO_SLOW = 335.0, 100.0
_WHOLE_CALL = frozenset({"address.customer", "talk.filler", "talk.interactivity"})
"""Rules that are broken by the call as a whole."""


@dataclass(frozen=True, slots=True)
class Written:
    """A script with what was asked in it, and the company and the job number as they are said."""

    plan: Plan
    script: Script
    asked: tuple[Asked, ...]
    company: str
    number: str
    pardon: frozenset[str]


def write(plan: Plan) -> Written:
    """The same plan gives the same script."""
    story = Story(plan)
    if plan.defect == "short":
        cut_short(story)
    else:
        opening(story)
        offer(story)
        agreement(story)
        closing(story)
        for rule in sorted(_WHOLE_CALL & plan.wrong):
            story.plant(rule, "整个通话", since="connect", until="end")
    condition = plan.condition
    usual = RATES[condition.pace]
    agent_rate = (_TOO_SLOW if story.chance(0.2) else _TOO_FAST) if story.wrong("pace.speech_rate") else usual
    outcome = "sold" if plan.ending in SOLD or plan.defect else "refused"
    call = Call.model_validate(
        {
            "agent_id": story.agent_id,
            "customer_name": story.words.slots["customer"],
            "campaign": f"bench-{plan.split}",
            "outcome": outcome,
            "hung_up_by": "agent" if story.wrong("closing.hang_up") else "customer",
        }
    )
    script = Script(
        id=plan.id,
        title=plan.ending,
        about=plan.defect or "、".join(sorted(plan.wrong)),
        call=call,
        voices=Voices(agent=plan.agent, customer=plan.customer),
        rate=Rates(agent=agent_rate, customer=usual),
        recording=Recording(codec=condition.codec, channels=condition.channels, snr=0.0),
        turns=tuple(story.turns),
        labels=LabelPlan(rest="pass", fail=tuple(story.planted), na=_not_applicable(story, outcome)),
    )
    slots = story.words.slots
    pardon = frozenset(story.words.options("pardon"))
    return Written(plan, script, tuple(story.asked), slots["company"], slots["number"], pardon)


def _not_applicable(story: Story, outcome: str) -> tuple[str, ...]:
    told = ["refusal.*"] if outcome == "sold" else ["consent.*"]
    if not any("编号" in t.text or "证件号码" in t.text for t in story.turns):
        told.append("readback.identity")
    return tuple(told)
