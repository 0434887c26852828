"""Sweeps, suggestions and differences between rules, for the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autoqa.report import wording
from autoqa.report.evaluation_table import LOOK
from autoqa.tune.agreement import Agreement
from autoqa.tune.suggest import Suggestions
from autoqa.tune.sweep import Sweep

_BY = {"agent": "坐席", "day": "日期"}


def print_sweep(sweep: Sweep, console: Console) -> None:
    """Counts and cost of each value, cross-validation, and what follows."""
    title = f"{escape(sweep.rule)} · {escape(sweep.parameter)}（现为 {_number(sweep.now)}）"
    table = Table(title=title, **LOOK)
    for name in (sweep.parameter, "TP", "FP", "FN", "TN", "待定", "准确率", "召回率", "代价"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    for point in sweep.points:
        marks = [name for name, value in (("最省", sweep.best), ("现值", sweep.now)) if point.value == value]
        table.add_row(
            f"{point.value:g}",
            *(str(count) for count in (point.tp, point.fp, point.fn, point.tn, point.unsure)),
            wording.share(point.precision, point.precision_interval),
            wording.share(point.recall, point.recall_interval),
            f"{point.cost:.1f}",
            " ".join(marks),
            style="bold" if point.value == sweep.best else "",
        )
    console.print(table)
    console.print(costs_in_words(sweep.costs.miss, sweep.costs.false, sweep.costs.unsure), style="dim")
    for test in sweep.held_out:
        chosen = "、".join(f"{value:g}" for value in test.chosen)
        console.print(
            f"按{_BY[test.by]}交叉验证（{test.groups} 组）：各折选出 {chosen}；"
            f"留出部分代价 {test.cost:.1f}，现值 {test.cost_now:.1f}"
        )
    if sweep.advised is not None:
        console.print(f"建议：{escape(sweep.parameter)} 改为 {sweep.advised:g}", style="bold")
    else:
        console.print("不建议改：在没有参与选择的坐席或日期上并不更省，或标注不足以验证。")


def print_suggestions(found: Suggestions, console: Console) -> None:
    """Each change with what it mends, and the figures before and after all of them."""
    if not found.suggestions:
        console.print(f"{escape(found.rule)}：按 {found.calls} 通标注没有找到更好的写法。")
        return
    table = Table(title=f"{escape(found.rule)} 的修改建议", title_justify="left", expand=True, pad_edge=False)
    for name in ("类别", "条件", "内容"):
        table.add_column(name, no_wrap=True)
    for name in ("改对", "改错", "坐席"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("原话", ratio=1)
    for one in found.suggestions:
        table.add_row(
            wording.CHANGE[one.kind],
            escape(one.condition),
            escape(one.words),
            str(len(one.fixes)) if one.kind != "threshold" else "",
            str(len(one.breaks)) if one.kind != "threshold" else "",
            str(one.agents) if one.kind != "threshold" else "",
            escape(" / ".join(one.quotes)),
        )
    console.print(table)
    console.print(f"改前：{counts_in_words(found.before)}，代价 {found.cost_before:.1f}")
    console.print(f"改后：{counts_in_words(found.after)}，代价 {found.cost_after:.1f}")
    console.print(costs_in_words(found.costs.miss, found.costs.false, found.costs.unsure), style="dim")


def counts_in_words(found: Agreement) -> str:
    return f"命中 {found.tp}，误报 {found.fp}，漏检 {found.fn}，待定 {found.unsure}"


def costs_in_words(miss: float, false: float, unsure: float) -> str:
    return f"代价：漏检 {miss:g}，误报 {false:g}，待定 {unsure:g}，按每条标注所代表的录音数加权。"


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:g}"
