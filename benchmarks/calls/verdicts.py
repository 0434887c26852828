"""The true verdict of every rule: planted by the script, or measured where a time or a rate decides."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Literal

from pydantic import BaseModel, ConfigDict

from benchmarks.calls.measured import Measured, Stretch
from benchmarks.calls.scripts import Written
from samples.make.labels import RULES as SAMPLE_RULES
from samples.make.script import Planted
from samples.make.timeline import Timeline

RULES: tuple[str, ...] = (
    *SAMPLE_RULES,
    "pace.adapts",
    "talk.repetition",
    "talk.filler",
    "readback.identity",
    "audio.volume",
)
IDENTITY_S, FIRST_S, SILENCE_S, RESPONSE_S, OVERLAP_S = 15.0, 5.0, 5.0, 3.0, 1.0
SLOWEST, FASTEST, FASTEST_BURST = 140.0, 300.0, 360.0
SLOWER, SLOW_ENOUGH = 0.08, 220.0
_RATE_MARGIN = 0.04
FEW_TURNS = 2
_AFTER_THE_END = {
    "closing.thanks",
    "closing.job_number",
    "closing.hang_up",
    "silence.dead_air",
    "silence.response",
    "refusal.closing",
    "address.customer",
    "talk.interactivity",
}
NEAR_S = 0.3
"""Nearer to its limit than this a time decides nothing."""


class Verdict(BaseModel):
    """`fail` with the seconds in which it can be heard, `pass`, or `na`. A rule without a verdict is not
    judged in this call. `near`: a time within NEAR_S of its limit."""

    model_config = ConfigDict(frozen=True)

    status: Literal["pass", "fail", "na"]
    start: float | None = None
    end: float | None = None
    near: bool = False


def verdicts_of(written: Written, timeline: Timeline, measured: Measured) -> dict[str, Verdict]:
    """By rule id."""
    if written.plan.defect:
        return {"call.complete": Verdict(status="fail", start=0.0, end=timeline.duration)}
    labels = written.script.labels
    found: dict[str, Verdict] = {}
    for rule in RULES:
        if any(fnmatchcase(rule, pattern) for pattern in labels.na):
            found[rule] = Verdict(status="na")
        else:
            found[rule] = Verdict(status="pass")
    for planted in labels.fail:
        start, end = _span(planted, timeline)
        found[planted.rule] = Verdict(status="fail", start=start, end=end)
    found.update(_timed(measured, timeline))
    if measured.slowing is not None:
        found["pace.adapts"] = _slowed(*measured.slowing, timeline)
    found["opening.number_matches"] = _number_matches(written, measured)
    for rule in _not_judged(written):
        found.pop(rule, None)
    return found


def _span(planted: Planted, timeline: Timeline) -> tuple[float, float]:
    if planted.at:
        placed = timeline.named(planted.at)
        return placed.start, placed.end
    if planted.within and planted.phrase:
        return timeline.named(planted.within).span_of(planted.phrase)
    if planted.since and planted.until:
        return timeline.moment(planted.since), timeline.moment(planted.until)
    raise ValueError(f"{planted.rule}: no place")


def _timed(measured: Measured, timeline: Timeline) -> dict[str, Verdict]:
    connect = measured.connected_at
    told = [measured.company, measured.number]
    late = max((t - connect if t is not None else float("inf")) for t in told)
    first = (measured.agent_first if measured.agent_first is not None else timeline.duration) - connect
    return {
        "opening.identity": _over(late, IDENTITY_S, connect, connect + IDENTITY_S),
        "opening.within_5s": _over(first, FIRST_S, connect, connect + first),
        "silence.dead_air": _longest(measured.silences, SILENCE_S),
        "silence.response": _longest(measured.responses, RESPONSE_S),
        "talk.interruption": _longest(measured.overlaps, OVERLAP_S),
        "pace.speech_rate": _pace(measured, timeline),
    }


def _over(value: float, limit: float, start: float, end: float) -> Verdict:
    near = abs(value - limit) < NEAR_S
    return (
        Verdict(status="fail", start=start, end=end, near=near)
        if value > limit
        else Verdict(status="pass", near=near)
    )


def _longest(stretches: tuple[Stretch, ...], limit: float) -> Verdict:
    longest = max(stretches, key=lambda stretch: stretch.length, default=None)
    if longest is None:
        return Verdict(status="pass")
    return _over(longest.length, limit, longest.start, longest.end)


def _pace(measured: Measured, timeline: Timeline) -> Verdict:
    rate, burst = measured.rate or 0.0, measured.burst or 0.0
    outside = rate > FASTEST or rate < SLOWEST or burst > FASTEST_BURST
    limits = ((rate, FASTEST), (rate, SLOWEST), (burst, FASTEST_BURST))
    near = any(abs(value / limit - 1) < _RATE_MARGIN for value, limit in limits)
    if outside:
        return Verdict(status="fail", start=measured.connected_at, end=timeline.duration, near=near)
    return Verdict(status="pass", near=near)


def _slowed(before: float, after: float, timeline: Timeline) -> Verdict:
    """Asked twice to repeat, the agent must be slower by a share, or slow enough."""
    near = any(abs(after / limit - 1) < _RATE_MARGIN for limit in (before * (1 - SLOWER), SLOW_ENOUGH))
    if after > before * (1 - SLOWER) and after > SLOW_ENOUGH:
        return Verdict(status="fail", start=0.0, end=timeline.duration, near=near)
    return Verdict(status="pass", near=near)


def _number_matches(written: Written, measured: Measured) -> Verdict:
    if measured.number is None:
        return Verdict(status="na")
    if "opening.number_matches" in written.plan.wrong:
        return Verdict(status="fail", start=measured.number, end=measured.number + 2.0)
    return Verdict(status="pass")


def _not_judged(written: Written) -> frozenset[str]:
    """A call that ends in waiting has no closing to judge; one in which only the agent was to talk may have
    an ending that takes more of the customer than a few words; a voice that drops below the noise is gone."""
    plan, rules = written.plan, set[str]()
    told = sum(turn.customer is not None for turn in written.script.turns)
    if told > FEW_TURNS and "talk.interactivity" in plan.wrong:
        rules.add("talk.interactivity")
    if plan.condition.noise in ("10 dB", "babble") and "audio.volume" in plan.wrong:
        rules.add("audio.volume")
    if "silence.abandoned" in plan.wrong:
        rules |= _AFTER_THE_END
    return frozenset(rules)
