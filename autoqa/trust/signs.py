"""What a verdict rests on, as figures between 0 and 1: the rule's own confidence, the words, the turns, who
spoke."""

from __future__ import annotations

from collections.abc import Sequence

from autoqa.text.kept import kept
from autoqa.types import Dialogue, Finding, Role, Turn

SIGNS = ("rule", "words", "turns", "roles")
"""``rule``: what the conditions say of themselves; ``words``: mean confidence of the words at the place;
``turns``: of the least sure turn there; ``roles``: that it is known who speaks."""

_NOT_TOLD = 0.9
"""Stands for a figure that the recogniser does not give: better than most doubtful words, worse than sure
ones."""


def signs_of(finding: Finding, dialogue: Dialogue) -> dict[str, float]:
    """The signs of one verdict, by name. A verdict without a place rests on the whole call."""
    turns = _turns_at(finding, dialogue)
    rule = _NOT_TOLD if finding.confidence is None else finding.confidence
    return {"rule": rule, **(_signs_in(turns, dialogue) if turns else _signs_in_all(dialogue))}


@kept
def _signs_in_all(dialogue: Dialogue) -> dict[str, float]:
    return _signs_in(dialogue.turns, dialogue)


def _signs_in(turns: Sequence[Turn], dialogue: Dialogue) -> dict[str, float]:
    scored = [word.confidence for turn in turns for word in turn.words if word.confidence is not None]
    least = [turn.confidence for turn in turns if turn.confidence is not None]
    sure = [turn.role_confidence for turn in turns if turn.role is not Role.OTHER]
    return {
        "words": sum(scored) / len(scored) if scored else _NOT_TOLD,
        "turns": min(least) if least else _NOT_TOLD,
        "roles": min([dialogue.roles_confidence, *sure]),
    }


def _turns_at(finding: Finding, dialogue: Dialogue) -> Sequence[Turn]:
    if finding.start is None or finding.end is None:
        return []
    start, end = finding.start, finding.end
    return [
        turn
        for turn in dialogue.turns
        if turn.start < end and turn.end > start and finding.role in (None, turn.role)
    ]
