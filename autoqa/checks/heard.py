"""How sure one can be that words were really said, from what the recogniser says of them."""

from __future__ import annotations

from autoqa.checks.base import Hit
from autoqa.text.turntext import TurnText
from autoqa.types import Turn

UNSCORED = 0.9
"""Confidence given to words of a recogniser that gives none."""

SHORT = 3
"""A doubt about single characters weighs fully on phrases up to this length; on longer ones less, because a
recogniser that guesses does not guess a whole phrase of the script by accident."""


def hit_at(
    turn: Turn,
    text: TurnText,
    start: int,
    end: int,
    *,
    how: str = "exact",
    score: float = 1.0,
    literal: bool = False,
    value: str | None = None,
) -> Hit:
    """A hit over the characters ``start`` to ``end`` of ``text``, as sure as its words were recognised
    times ``score`` (how well they match what is looked for, 0 to 1). ``literal``: every character matters,
    as in a number, so that its length does not make it surer. ``value`` is what was read."""
    begin, stop, words = text.span(start, end)
    heard = text.confidence(start, end)
    doubt = 1 - (UNSCORED if heard is None else heard)
    sure = 1 - doubt * (1.0 if literal else min(1.0, SHORT / (end - start)))
    return Hit(
        start=begin,
        end=stop,
        role=turn.role,
        turn=turn.index,
        text=words,
        how=how,
        confidence=round(sure * score, 3),
        value=value,
    )


def apart(hits: list[Hit]) -> list[Hit]:
    """Hits with overlapping ones of a turn joined into the surest, so that one utterance counts once; in
    time order."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (-hit.confidence, hit.start - hit.end, hit.start)):
        if not any(
            hit.turn == other.turn and hit.start < other.end and hit.end > other.start for other in kept
        ):
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.end))
