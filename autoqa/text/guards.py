"""Why a phrase that was found may not mean what it says: denied, quoted, apologised for, asked, supposed,
put off.

Each guard says its reason, so that the evidence can. A guard of certainty 0.75 and more takes the hit away;
a weaker one makes it doubtful.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from autoqa.text.cue import Guard, GuardKind, Surroundings
from autoqa.text.hypothetical import conditional, deferral, other_sense, question
from autoqa.text.negation import negation
from autoqa.text.reported import apology, quotation
from autoqa.text.turntext import TurnText

__all__ = ["GUARDS", "SURE", "Guard", "GuardKind", "guards_at"]

SURE = 0.75
"""Certainty from which on a guard takes a hit away."""

GUARDS: Mapping[GuardKind, Callable[[Surroundings], Guard | None]] = MappingProxyType(
    {
        "negation": negation,
        "quotation": quotation,
        "apology": apology,
        "question": question,
        "conditional": conditional,
        "deferral": deferral,
        "other_sense": other_sense,
    }
)


def guards_at(
    text: TurnText, start: int, end: int, kinds: Iterable[GuardKind] = ("negation",)
) -> tuple[Guard, ...]:
    """The guards of ``kinds`` over the characters ``start`` to ``end``, the most certain first.

    Raises:
        ValueError: the span is empty or not inside the text.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no characters {start} to {end} in a text of {len(text)}")
    around = Surroundings(text, start, end)
    found = (GUARDS[kind](around) for kind in kinds)
    return tuple(sorted((guard for guard in found if guard), key=lambda guard: -guard.certainty))
