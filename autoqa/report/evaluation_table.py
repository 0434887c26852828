"""Rules against people, for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table

from autoqa.report import wording
from autoqa.tune.result import Caution, Evaluation, RuleResult, ScorecardResult

_SHOWN = 20
"""Disagreements listed in the terminal; JSON and the page have all."""
_ENDLESS = 1000
"""Columns of a terminal in which nothing need be squeezed."""
LOOK: dict[str, Any] = {
    "title_justify": "left",
    "pad_edge": False,
    "padding": (0, 0, 0, 1),
    "box": SIMPLE_HEAD,
}
"""Of tables that many figures must fit into."""


def _open(rule: RuleResult) -> str:
    return f"{rule.unsure}（违规 {rule.unsure_violations}）" if rule.unsure_violations else str(rule.unsure)


_Shown = Callable[[RuleResult], str]
_COUNTS: dict[str, _Shown] = {
    "TP": lambda rule: str(rule.tp),
    "FP": lambda rule: str(rule.fp),
    "FN": lambda rule: str(rule.fn),
    "TN": lambda rule: str(rule.tn),
    "待定": _open,
    "Kappa": lambda rule: wording.decimal(rule.kappa),
    "F1": lambda rule: wording.share(rule.f1, rule.f1_interval),
}
_SHARES: dict[str, _Shown] = {
    "准确率": lambda rule: wording.share(rule.precision, rule.precision_interval),
    "召回率": lambda rule: wording.share(rule.recall, rule.recall_interval),
    "召回率（全部）": lambda rule: wording.share(rule.recall_corrected, rule.recall_corrected_interval),
}


def print_evaluation(evaluation: Evaluation, console: Console) -> None:
    """Figures of each rule, points of the standard, cautions, and the first disagreements."""
    console.print(
        f"{evaluation.calls} 通转写，其中 {evaluation.labelled_calls} 通有标注（{evaluation.labels} 条）"
    )
    for table in _rules(evaluation, console):
        console.print(table)
    for card in evaluation.scorecards.values():
        console.print(_scorecard(card))
    if evaluation.annotators:
        console.print(_annotators(evaluation))
    if evaluation.warnings:
        console.print(_cautions(evaluation.warnings))
    if evaluation.disagreements:
        console.print(_disagreements(evaluation))
    console.print(evaluation.estimator, style="dim")


def _rules(evaluation: Evaluation, console: Console) -> list[Table]:
    """One table where it fits, else counts and shares apart: squeezed columns cannot be read."""
    whole = _table("规则与人工", evaluation.rules.values(), _COUNTS | _SHARES)
    if Measurement.get(console, console.options.update(width=_ENDLESS), whole).maximum <= console.width:
        return [whole]
    known = [
        rule for rule in evaluation.rules.values() if any(shown(rule) != "—" for shown in _SHARES.values())
    ]
    tables = [_table("规则与人工", evaluation.rules.values(), _COUNTS)]
    return [*tables, _table("比例（95% 区间）", known, _SHARES)] if known else tables


def _table(title: str, rules: Iterable[RuleResult], columns: Mapping[str, _Shown]) -> Table:
    table = Table(title=title, **LOOK)
    table.add_column("规则", overflow="fold")
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    for rule in rules:
        table.add_row(escape(rule.rule), *(shown(rule) for shown in columns.values()))
    return table


def _cautions(warnings: Sequence[Caution]) -> Table:
    """What is warned of, the rules after it whole, never broken within a name."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="yellow")
    grid.add_column(overflow="fold")
    for line in caution_lines(warnings):
        grid.add_row("注意", escape(line.replace("、", "、 ")))
    return grid


def caution_lines(warnings: Sequence[Caution]) -> list[str]:
    """One line a kind of caution: what many rules share is said once."""
    lines = []
    for code, alike in groupby(sorted(warnings, key=lambda one: one.code), lambda one: one.code):
        same = list(alike)
        if len(same) == 1 or code not in wording.CAUTION:
            lines += [f"{one.rule} {one.message}".strip() for one in same]
        else:
            lines.append(f"{wording.CAUTION[code]}：{'、'.join(one.rule for one in same)}")
    return lines


def _scorecard(card: ScorecardResult) -> Table:
    table = Table(title=f"评分项与人工 · {escape(card.title)}", **LOOK)
    for name in (
        "编号",
        "评分项",
        "TP",
        "FP",
        "FN",
        "TN",
        "待定",
        "对比",
        "误差",
        "绝对误差",
        "一致",
    ):
        table.add_column(name, justify="left" if name in ("编号", "评分项") else "right")
    for item in card.items.values():
        points = item.points
        table.add_row(
            escape(item.item),
            escape(item.title),
            *(str(count) for count in (item.tp, item.fp, item.fn, item.tn, item.unsure, points.compared)),
            wording.decimal(points.mean_error),
            wording.decimal(points.mean_absolute_error),
            wording.percent(points.equal),
        )
    total = card.total
    within = wording.percent(card.within_bounds) or "—"
    grades = f"等级一致 {wording.percent(card.grades_equal) or '—'}（{card.grades_compared} 通）"
    table.caption = (
        f"总分：对比 {total.compared} 通，平均误差 {wording.decimal(total.mean_error)}；"
        f"人工总分落在机器上下限内 {within}；{grades}"
    )
    return table


def _annotators(evaluation: Evaluation) -> Table:
    table = Table(title="标注人之间", **LOOK)
    for name in ("标注人", "标注人", "共同", "一致", "Kappa"):
        table.add_column(name)
    for pair in evaluation.annotators:
        table.add_row(
            escape(pair.first),
            escape(pair.second),
            str(pair.shared),
            str(pair.agreed),
            wording.decimal(pair.kappa),
        )
    return table


def _disagreements(evaluation: Evaluation) -> Table:
    found = evaluation.disagreements
    more = f"（列出前 {_SHOWN} 处）" if len(found) > _SHOWN else ""
    table = Table(title=f"分歧 {len(found)} 处{more}", expand=True, **LOOK)
    for name in ("录音", "规则", "分歧", "时间"):
        table.add_column(name, no_wrap=True)
    table.add_column("原话", ratio=3, overflow="fold")
    table.add_column("机器理由", ratio=3, overflow="fold")
    for one in found[:_SHOWN]:
        table.add_row(
            escape(one.call_id),
            escape(one.rule),
            wording.DIFFERENCE[one.kind],
            wording.clock(one.start),
            escape(one.quote),
            escape(one.reason),
        )
    return table
