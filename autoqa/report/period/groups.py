"""Figures of agents, teams, campaigns and regions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from autoqa.report.period.lines import CallLine
from autoqa.report.period.table import Cell, Chart, Column, Form, Table
from autoqa.scoring.month import FIRST, SECOND
from autoqa.types import Status

TALK_HOURS = 3.0
"""Hours of talk a day that S04 asks of an agent."""
OPEN_GRADE = "未定等级"
NOBODY = "（未填）"


@dataclass(frozen=True)
class Figures:
    """Calls of one group. ``effective``: seconds from which a call counts as an effective one."""

    calls: Sequence[CallLine]
    effective: float

    @cached_property
    def hours(self) -> float:
        return sum(call.duration for call in self.calls) / 3600

    @cached_property
    def days(self) -> dict[tuple[str, object], float]:
        """Hours of talk of each agent on each day worked."""
        hours: dict[tuple[str, object], float] = defaultdict(float)
        for call in self.calls:
            hours[call.agent, call.day] += call.duration / 3600
        return hours

    @property
    def reached(self) -> int:
        """Days (of one agent each) with the talk that is asked for."""
        return sum(hours >= TALK_HOURS for hours in self.days.values())

    def mean(self, value: Callable[[CallLine], float | None]) -> float | None:
        known = [found for call in self.calls if (found := value(call)) is not None]
        return sum(known) / len(known) if known else None

    @cached_property
    def grades(self) -> Counter[str]:
        """Grades: the signed one, else the machine's, else open; of scored calls."""
        return Counter(grade_of(call) for call in self.calls if call.scored or call.signed)

    def violations(self, label: str, *, unremedied: bool = False) -> int:
        return sum(
            one.label == label and one.status is Status.FAIL and not (unremedied and one.remedied)
            for call in self.calls
            for one in call.violations
        )

    def count(self, test: Callable[[CallLine], object]) -> int:
        return sum(bool(test(call)) for call in self.calls)


def grade_of(call: CallLine) -> str:
    return (call.final_grade if call.signed else call.grade) or OPEN_GRADE


def grouped(calls: Iterable[CallLine], key: Callable[[CallLine], str]) -> dict[str, list[CallLine]]:
    """Calls by group, groups in order of their names, those without one last."""
    groups: dict[str, list[CallLine]] = defaultdict(list)
    for call in calls:
        groups[key(call)].append(call)
    return {name: groups[name] for name in sorted(groups, key=lambda name: (not name, name))}


def group_table(
    name: str,
    what: str,
    calls: Sequence[CallLine],
    key: Callable[[CallLine], str],
    *,
    effective: float,
    named: Callable[[CallLine], str] | None = None,
) -> Table:
    """One line a group and the sum. ``named`` gives a second column, such as the agent's name."""
    grades = _grade_titles(calls)
    heads = [Column(what), *([Column("姓名"), Column("班组")] if named is not None else ())]
    columns = (*heads, *_COLUMNS, *(Column(f"{title}占比", Form.SHARE) for title in grades))
    rows = []
    for group, mine in grouped(calls, key).items():
        first = [group or NOBODY, *([named(mine[0]), mine[0].team] if named is not None else ())]
        rows.append((*first, *_cells(Figures(mine, effective), grades)))
    total = ("合计", *([""] * (len(heads) - 1)), *_cells(Figures(calls, effective), grades))
    return Table(
        name,
        columns,
        (*rows, total),
        note=f"有效通话：{effective:g} 秒及以上。均分与占比只算已评分的通话；"
        "一级、二级违规只有按违规分级的标准才有。",
        chart=Chart("bar", 0, (len(heads),), rows=20) if len(rows) > 1 else None,
        total=True,
    )


_COLUMNS = (
    Column("通话", Form.COUNT),
    Column("有效通话", Form.COUNT),
    Column("通话时长（小时）", Form.NUMBER),
    Column("出勤人天", Form.COUNT),
    Column("人均日通话（小时）", Form.NUMBER),
    Column("满 3 小时人天", Form.COUNT),
    Column("成交", Form.COUNT),
    Column("已评分", Form.COUNT),
    Column("已签", Form.COUNT),
    Column("已签均分", Form.NUMBER),
    Column("机器最低均分", Form.NUMBER),
    Column("机器最高均分", Form.NUMBER),
    Column("有违规的通话", Form.COUNT),
    Column("致命（机器）", Form.COUNT),
    Column("致命（人工已签）", Form.COUNT),
    Column("一级违规", Form.COUNT),
    Column("二级违规", Form.COUNT),
    Column("二级未补", Form.COUNT),
)


def _cells(figures: Figures, grades: Sequence[str]) -> tuple[Cell, ...]:
    days = len(figures.days)
    rated = sum(figures.grades.values())
    return (
        len(figures.calls),
        figures.count(lambda call: call.duration >= figures.effective),
        figures.hours,
        days,
        figures.hours / days if days else None,
        figures.reached,
        figures.count(lambda call: call.outcome == "sold"),
        figures.count(lambda call: call.scored),
        figures.count(lambda call: call.signed),
        figures.mean(lambda call: call.final_score),
        figures.mean(lambda call: call.lowest),
        figures.mean(lambda call: call.highest),
        figures.count(lambda call: call.fails),
        figures.count(lambda call: call.fatals),
        figures.count(lambda call: call.final_fatal),
        figures.violations(FIRST),
        figures.violations(SECOND),
        figures.violations(SECOND, unremedied=True),
        *(figures.grades[grade] / rated if rated else None for grade in grades),
    )


def _grade_titles(calls: Iterable[CallLine]) -> list[str]:
    counts = Counter(grade_of(call) for call in calls if call.scored or call.signed)
    return sorted(counts, key=lambda title: (title == OPEN_GRADE, title))


def daily_table(calls: Sequence[CallLine], effective: float) -> Table:
    """One line a day: calls, hours, violations, mean of signed scores."""
    rows = []
    for day, mine in grouped(calls, lambda call: call.day.isoformat()).items():
        figures = Figures(mine, effective)
        rows.append(
            (
                day,
                len(mine),
                figures.count(lambda call: call.duration >= effective),
                figures.hours,
                figures.count(lambda call: call.fails),
                figures.count(lambda call: call.fails) / len(mine),
                figures.count(lambda call: call.fatals),
                figures.mean(lambda call: call.final_score),
            )
        )
    columns = (
        Column("日期"),
        Column("通话", Form.COUNT),
        Column("有效通话", Form.COUNT),
        Column("通话时长（小时）", Form.NUMBER),
        Column("有违规的通话", Form.COUNT),
        Column("违规占比", Form.SHARE),
        Column("致命（机器）", Form.COUNT),
        Column("已签均分", Form.NUMBER),
    )
    return Table("每日走势", columns, tuple(rows), chart=Chart("line", 0, (1, 4)))
