"""What happens in each call: how it ends, what goes wrong, under which conditions."""

from __future__ import annotations

from collections import Counter
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from benchmarks.calls.conditions import Condition, crossed
from benchmarks.calls.voices import pair
from benchmarks.calls.wording import SPLITS, Split

Ending = Literal[
    "explicit", "vague then explicit", "changed mind", "vague", "none", "conditional",
    "refused but ordered", "not asked", "refused", "defect",
]  # fmt: skip
SOLD = frozenset({"explicit", "vague then explicit", "changed mind", "vague", "none", "conditional",
                  "refused but ordered", "not asked"})  # fmt: skip

COUNTS: dict[Split, int] = {"fit": 160, "test": 320}
SEED = 2026
# Of twenty calls.
_ENDINGS: dict[Ending, int] = {
    "explicit": 5, "vague then explicit": 3, "changed mind": 1, "vague": 4, "none": 1, "conditional": 1,
    "refused but ordered": 1, "not asked": 1, "refused": 3,
}  # fmt: skip
DEFECTS = ("short", "one side dead", "cut off")
_OFFERED = ("function", "fee", "free_period", "usage", "cancellation", "hotline")
_BANNED = ("mechanical", "angry", "rhetorical", "interrogating", "slack", "sarcastic", "promise", "slander",
           "abuse", "private_contact")  # fmt: skip
_ANY_ENDING = (
    "opening.greeting", "opening.identity", "opening.number_matches", "opening.purpose", "opening.within_5s",
    "address.customer", "closing.thanks", "closing.job_number", "closing.hang_up", "pace.speech_rate",
    "pace.adapts", "silence.dead_air", "silence.response", "talk.interruption", "talk.repetition",
    "talk.filler", "readback.identity", "audio.volume", *(f"banned.{name}" for name in _BANNED),
)  # fmt: skip
_DISCLOSED = tuple(f"disclosure.{name}" for name in _OFFERED)
_AGREED: tuple[str, ...] = ("consent.reconfirmed",)
_REFUSED = ("refusal.no_third_push", "refusal.closing")
# Of two that cannot be planted in one call without one deciding the other.
_APART = (
    {"opening.identity", "opening.number_matches"},
    {"opening.identity", "opening.within_5s"},
    {"refusal.closing", "closing.thanks"},
    {"pace.adapts", "pace.speech_rate"},
    {"audio.volume", "pace.speech_rate"},
)
_ALONE: tuple[str, ...] = ("silence.abandoned", "talk.interactivity")


class Plan(BaseModel):
    """One call before it is written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    split: Split
    seed: int
    ending: Ending
    defect: str | None
    wrong: frozenset[str]
    condition: Condition
    agent: str
    customer: str


def _possible(ending: Ending) -> list[str]:
    rules = [*_ANY_ENDING, *_DISCLOSED, *_ALONE]
    if ending in ("explicit", "vague then explicit", "changed mind"):
        rules += _AGREED
    return rules + list(_REFUSED) if ending == "refused" else rules


def _fits(rule: str, chosen: set[str]) -> bool:
    if chosen & set(_ALONE) or (rule in _ALONE and chosen):
        return False
    return not any(rule in pair and chosen & pair for pair in _APART)


def _wrong(ending: Ending, used: Counter[str], rng: np.random.Generator) -> frozenset[str]:
    """Nothing in a quarter of the calls; else three to five rules, those first that were planted least."""
    chosen: set[str] = set()
    if rng.random() < 0.25:
        return frozenset()
    for _ in range(int(rng.integers(3, 6))):
        open_ = [rule for rule in _possible(ending) if rule not in chosen and _fits(rule, chosen)]
        if not open_:
            break
        least = min(used[rule] for rule in open_)
        rarest = [rule for rule in open_ if used[rule] == least]
        rule = rarest[int(rng.integers(0, len(rarest)))]
        chosen.add(rule)
        used[rule] += 1
    return frozenset(chosen)


def plans(split: Split) -> list[Plan]:
    """All calls of one half; the same every time."""
    rng = np.random.default_rng([SEED, SPLITS.index(split)])
    count = COUNTS[split]
    endings = [ending for ending, share in _ENDINGS.items() for _ in range(share)]
    order = [endings[i % len(endings)] for i in range(count)]
    order = [order[int(i)] for i in rng.permutation(count)]
    for place, number in enumerate(range(0, count, 25)):
        order[number] = "defect" if place < len(DEFECTS) * 3 else order[number]
    used: Counter[str] = Counter()
    made: list[Plan] = []
    for number, (ending, condition) in enumerate(zip(order, crossed(count, rng), strict=True)):
        agent, customer = pair(split, rng)
        defect = DEFECTS[(number // 25) % len(DEFECTS)] if ending == "defect" else None
        if defect == "one side dead":
            condition = condition.model_copy(update={"channels": 2, "echo": False})
        made.append(
            Plan(
                id=f"{split}-{number:03d}",
                split=split,
                seed=int(rng.integers(0, 2**31)),
                ending=ending,
                defect=defect,
                wrong=frozenset() if defect else _wrong(ending, used, rng),
                condition=condition,
                agent=agent,
                customer=customer,
            )
        )
    return made
