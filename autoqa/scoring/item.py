"""One item of a standard: which shape it has, and what that makes of the findings."""

from __future__ import annotations

from autoqa.ruleset.shapes import (
    AllOrNothing,
    Bonus,
    ByLevel,
    ByOccurrence,
    ByPart,
    Fold,
    Judgement,
    Part,
)
from autoqa.ruleset.standard import Standard
from autoqa.ruleset.standard_file import Item
from autoqa.scoring import all_or_nothing, bonus, by_level, by_occurrence, by_part, fold
from autoqa.scoring.award import Award, of_tally
from autoqa.scoring.by_part import JudgedPart
from autoqa.scoring.tally import Findings, Tally, tally
from autoqa.types import Status


def judge_item(standard: Standard, item: Item, findings: Findings) -> Award:
    """Points of one item by itself; an overlay gives the award of its finding and is taken off its group
    later."""
    if item.reported:
        return Award(0.0, 0.0, Status.NA, "录音以外的事实，有登记时再计")
    points = item.points or 0.0
    match item.how:
        case AllOrNothing() | Judgement():
            return all_or_nothing.award(points, whole(standard, item, findings))
        case Fold():
            return fold.award(points, item.how, whole(standard, item, findings))
        case ByPart(each=each):
            return by_part.award(points, _parts(standard, item, item.how.parts, each, findings))
        case ByOccurrence(each=each):
            parts = item.how.parts or (Part(title="", rules=item.rules),)
            return by_occurrence.award(points, item.how, _parts(standard, item, parts, each, findings))
        case ByLevel():
            parts = item.how.parts or (Part(title="", rules=item.rules),)
            judged = _parts(standard, item, parts, 0.0, findings)
            return by_level.award(points, item.how, [(title, found) for title, _, found in judged])
        case Bonus():
            return bonus.award(item.how, whole(standard, item, findings))
        case _:
            return of_tally(whole(standard, item, findings), 0.0, 0.0)


def whole(standard: Standard, item: Item, findings: Findings) -> Tally:
    """What was found for the item as a whole."""
    return tally(standard.in_force(item.rules), item.mode, findings)


def _parts(
    standard: Standard, item: Item, parts: tuple[Part, ...], each: float | None, findings: Findings
) -> list[JudgedPart]:
    return [
        (
            part.title,
            part.lose if part.lose is not None else each or 0.0,
            tally(standard.in_force(part.rules), part.mode or item.mode, findings),
        )
        for part in parts
    ]
