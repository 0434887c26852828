"""From findings to a draft score: what is decided, what a person must still decide, and between which
totals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from autoqa.ruleset.shapes import Overlay
from autoqa.ruleset.standard import Standard
from autoqa.ruleset.standard_file import Effect, Item, NotConcerned, Section
from autoqa.scoring import overlay
from autoqa.scoring.award import Award
from autoqa.scoring.fatal import Judged, judge_fatal, status_of
from autoqa.scoring.grade import EVERY, grade_of
from autoqa.scoring.item import judge_item, whole
from autoqa.scoring.ruling import Rulings, ruled, tallied
from autoqa.scoring.tally import Findings, by_rule
from autoqa.types import Cause, FatalResult, Finding, ItemResult, Score, Status


@dataclass(frozen=True)
class Scored:
    """A call by one standard. ``grade`` is None while something open may change it."""

    score: Score
    items: tuple[ItemResult, ...]
    fatal: tuple[FatalResult, ...]
    grade: str | None


@dataclass(frozen=True)
class _Line:
    """One item with its award. ``counts``: it belongs to the total of this call."""

    section: Section
    item: Item
    award: Award
    counts: bool


def score(standard: Standard, findings: Iterable[Finding], rulings: Rulings | None = None) -> Scored:
    """Score one call by ``standard``. Findings of trial rules are left out; an item whose rules found
    nothing, or could not tell, is pending: neither full marks nor deducted. ``rulings`` are what people
    said of items; they stand above the findings."""
    grouped = by_rule(findings)
    rulings = rulings or {}
    fatal = judge_fatal(standard, grouped, rulings)
    lines = [_line(standard, section, item, grouped, rulings) for section, item in standard.items]
    lines = _with_overlays(standard, lines, grouped, rulings)
    lines = [_zeroed(line, fatal) for line in lines]
    total = _total(standard, lines, fatal)
    return Scored(
        score=total,
        items=tuple(_result(standard, line) for line in lines),
        fatal=tuple(result for _, result in fatal),
        grade=_grade(standard, lines, total, fatal),
    )


def _line(standard: Standard, section: Section, item: Item, findings: Findings, rulings: Rulings) -> _Line:
    ruling = rulings.get(item.id)
    award = ruled(item, ruling) if ruling is not None else judge_item(standard, item, findings)
    counts = award.status is not Status.NA or _policy(standard, item) is NotConcerned.FULL
    if counts:
        return _Line(section, item, award, True)
    return _Line(section, item, Award(0.0, 0.0, Status.NA, award.reason, award.findings), False)


def _policy(standard: Standard, item: Item) -> NotConcerned:
    return item.not_concerned or standard.file.not_concerned


def _with_overlays(
    standard: Standard, lines: list[_Line], findings: Findings, rulings: Rulings
) -> list[_Line]:
    """Lines with overlays taken off their groups, one after the other in the order of the document."""
    groups: dict[tuple[str, ...], overlay.Group] = {}
    done = []
    for line in lines:
        how = line.item.how
        if isinstance(how, Overlay):
            under = [other.award for other in lines if other.item.id in how.on]
            group = groups.get(how.on) or overlay.Group(
                sum(award.low for award in under), sum(award.high for award in under)
            )
            ruling = rulings.get(line.item.id)
            found = tallied(ruling) if ruling is not None else whole(standard, line.item, findings)
            award, groups[how.on] = overlay.award(how, found, group)
            line = replace(line, award=award)
        done.append(line)
    return done


def _zeroed(line: _Line, fatal: list[Judged]) -> _Line:
    """The line after fatal items of its section: 0 when one fails, perhaps 0 when one is open."""
    status = status_of(fatal, Effect.SECTION_ZERO, line.section.id)
    award = line.award
    if status is Status.PASS:
        return line
    if status is Status.FAIL:
        award = Award(0.0, 0.0, Status.FAIL, "该部分因致命项记0分", award.findings)
    else:
        award = replace(
            award,
            low=min(0.0, award.low),
            high=max(0.0, award.high),
            status=Status.UNSURE,
            reason=f"{award.reason}；致命项待定",
            cause=award.cause or Cause.MANUAL,
        )
    return replace(line, award=award)


def _total(standard: Standard, lines: list[_Line], fatal: list[Judged]) -> Score:
    counted = [line for line in lines if line.counts]
    decided = [line for line in counted if line.award.decided]
    full = sum(line.item.points or 0.0 for line in counted)
    scale = _scale(standard, lines, full)
    lowest = sum(line.award.low for line in counted) * scale
    highest = sum(line.award.high for line in counted) * scale
    zero = status_of(fatal, Effect.SCORE_ZERO)
    if zero is Status.FAIL:
        lowest = highest = 0.0
    elif zero is Status.UNSURE:
        lowest, highest = min(lowest, 0.0), max(highest, 0.0)
    worth = sum(line.item.points or 0.0 for line in decided)
    return Score(
        max=_tidy(full * scale),
        decided=_tidy(worth * scale),
        awarded=_tidy(sum(line.award.low for line in decided) * scale),
        pending=_tidy((full - worth) * scale),
        lowest=_tidy(lowest),
        highest=_tidy(highest),
    )


def _scale(standard: Standard, lines: list[_Line], full: float) -> float:
    """What the points of the items that count are scaled by when others are left out of the denominator."""
    left_out = sum(
        line.item.points or 0.0
        for line in lines
        if not line.counts and _policy(standard, line.item) is NotConcerned.EXCLUDED
    )
    return (full + left_out) / full if left_out and full else 1.0


def _grade(standard: Standard, lines: list[_Line], total: Score, fatal: list[Judged]) -> str | None:
    invalid = status_of(fatal, Effect.INVALID)
    if invalid is Status.FAIL:
        return standard.file.invalid
    statuses: dict[str, list[Status]] = {EVERY: [line.award.status for line in lines]}
    for line in lines:
        if line.item.group is not None:
            statuses.setdefault(line.item.group, []).append(line.award.status)
    grade = grade_of(standard.file.grades, total.lowest, total.highest, statuses)
    if grade is None or (invalid is Status.UNSURE and not grade.invalid):
        return None
    return grade.title


def _result(standard: Standard, line: _Line) -> ItemResult:
    item, award = line.item, line.award
    reason = award.reason
    if award.status is Status.NA and not item.reported:
        full = _policy(standard, item) is NotConcerned.FULL and item.points
        reason = "不涉及，按满分计" if full else "不涉及，不计分"
    return ItemResult(
        id=item.id,
        title=item.title,
        section=f"{line.section.id} {line.section.title}".strip(),
        max=item.points or 0.0,
        awarded=_tidy(award.low) if award.decided else None,
        low=_tidy(min(award.low, award.high)),
        high=_tidy(max(award.low, award.high)),
        status=award.status,
        mode=item.mode,
        reason=reason,
        cause=award.cause,
        findings=tuple(finding.id for finding in award.findings),
        source=f"{standard.file.source.file} {item.source or item.id}",
        source_gap=item.source_gap,
    )


def _tidy(points: float) -> float:
    """Points without the dust of binary fractions; a hundredth is finer than any document prints."""
    return round(points, 2) + 0.0
