"""Points and grades of a standard against those people gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from autoqa.ruleset import Standard
from autoqa.ruleset.standard_file import Effect
from autoqa.scoring.grade import EVERY, grade_of
from autoqa.tune.agreement import Case, agreement
from autoqa.tune.judged import Judged
from autoqa.tune.people import HumanVerdict, Key
from autoqa.tune.result import Difference, ItemResult, ScorecardResult
from autoqa.tune.statistics import kappa
from autoqa.types import Status

EQUAL = 0.005
"""Points that count as the same: half of the smallest step any document prints."""


def scorecard_result(
    standard: Standard, calls: Sequence[Judged], people: Mapping[Key, HumanVerdict]
) -> ScorecardResult | None:
    """Compare the standard's items, totals and grades; None when people labelled none of it."""
    scored = [call for call in calls if call.scored is not None]
    items = {item.id: item.title for _, item in standard.items}
    results = {}
    for item, title in items.items():
        labelled = [(call, people[call.id, item]) for call in scored if (call.id, item) in people]
        if labelled:
            results[item] = _item(item, title, labelled)
    totals = [
        (call, total) for call in scored if (total := _human_total(standard, call.id, people)) is not None
    ]
    if not results and not totals:
        return None
    bounds = [call.scored.score for call, _ in totals if call.scored is not None]
    inside = [b.lowest - EQUAL <= t <= b.highest + EQUAL for b, (_, t) in zip(bounds, totals, strict=True)]
    whole = [b.awarded if b.pending == 0 else None for b in bounds]
    grades = [
        (call.scored.grade, grade)
        for call, total in totals
        if call.scored is not None
        and call.scored.grade is not None
        and (grade := _human_grade(standard, call.id, total, people)) is not None
    ]
    equal = sum(machine == human for machine, human in grades)
    return ScorecardResult(
        scorecard=standard.id,
        title=standard.title,
        items=results,
        total=_difference(zip(whole, (total for _, total in totals), strict=True)),
        within_bounds=sum(inside) / len(inside) if inside else None,
        grades_compared=len(grades),
        grades_equal=equal / len(grades) if grades else None,
        grade_kappa=kappa(Counter(grades)),
    )


def _item(item: str, title: str, labelled: Sequence[tuple[Judged, HumanVerdict]]) -> ItemResult:
    cases: list[Case] = []
    points: list[tuple[float | None, float]] = []
    for call, human in labelled:
        assert call.scored is not None
        machine = next(one for one in call.scored.items if one.id == item)
        if human.violation is not None:
            cases.append(Case(machine.status, None, human.violation))
        if human.points is not None:
            points.append((machine.awarded, human.points))
    return ItemResult(**agreement(cases).model_dump(), item=item, title=title, points=_difference(points))


def _difference(points: Iterable[tuple[float | None, float]]) -> Difference:
    pairs = list(points)
    errors = [machine - human for machine, human in pairs if machine is not None]
    count = len(errors)
    return Difference(
        compared=count,
        left_open=len(pairs) - count,
        mean_error=sum(errors) / count if count else None,
        mean_absolute_error=sum(map(abs, errors)) / count if count else None,
        equal=sum(abs(error) < EQUAL for error in errors) / count if count else None,
    )


def _human_total(standard: Standard, call: str, people: Mapping[Key, HumanVerdict]) -> float | None:
    """Points people gave to the call as a whole (a label of the standard itself), else the sum of its items
    when every item with points has some."""
    for name in (standard.id, standard.file.code):
        whole = people.get((call, name))
        if whole is not None and whole.points is not None:
            return whole.points
    worth = [item.id for _, item in standard.items if item.points]
    given = [people[call, item].points for item in worth if (call, item) in people]
    known = [points for points in given if points is not None]
    return sum(known) if worth and len(known) == len(worth) else None


def _human_grade(
    standard: Standard, call: str, total: float, people: Mapping[Key, HumanVerdict]
) -> str | None:
    """The grade that follows from what people gave."""
    for fatal in standard.file.fatal:
        verdict = people.get((call, fatal.id))
        if fatal.effect is Effect.INVALID and verdict is not None and verdict.status is Status.FAIL:
            return standard.file.invalid
    statuses: dict[str, list[Status]] = {EVERY: []}
    for _, item in standard.items:
        verdict = people.get((call, item.id))
        status = (verdict.status if verdict is not None else None) or Status.UNSURE
        for group in (EVERY, item.group):
            if group is not None:
                statuses.setdefault(group, []).append(status)
    grade = grade_of(standard.file.grades, total, total, statuses)
    return grade.title if grade is not None else None
