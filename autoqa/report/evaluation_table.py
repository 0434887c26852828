"""Rules against people, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autoqa.report import wording
from autoqa.tune.result import Caution, Evaluation, ScorecardResult

_SHOWN = 20
"""Disagreements listed in the terminal; JSON and the page have all."""


def print_evaluation(evaluation: Evaluation, console: Console) -> None:
    """Figures of each rule, points of the standard, cautions, and the first disagreements."""
    console.print(
        f"{evaluation.calls} 通转写，其中 {evaluation.labelled_calls} 通有标注（{evaluation.labels} 条）"
    )
    console.print(_rules(evaluation))
    for card in evaluation.scorecards.values():
        console.print(_scorecard(card))
    if evaluation.annotators:
        console.print(_annotators(evaluation))
    for line in caution_lines(evaluation.warnings):
        console.print(f"[yellow]注意[/] {escape(line)}")
    if evaluation.disagreements:
        console.print(_disagreements(evaluation))
    console.print(evaluation.estimator, style="dim")


def _rules(evaluation: Evaluation) -> Table:
    table = Table(title="规则与人工", title_justify="left", pad_edge=False)
    table.add_column("规则", no_wrap=True)
    for name in ("标注", "TP", "FP", "FN", "TN", "待定"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("准确率", "召回率", "F1", "召回率（全部）", "Kappa"):
        table.add_column(name, justify="right")
    for rule in evaluation.rules.values():
        open_ = (
            f"{rule.unsure}（违规 {rule.unsure_violations}）" if rule.unsure_violations else str(rule.unsure)
        )
        table.add_row(
            escape(rule.rule),
            *(str(count) for count in (rule.labelled, rule.tp, rule.fp, rule.fn, rule.tn)),
            open_,
            wording.share(rule.precision, rule.precision_interval),
            wording.share(rule.recall, rule.recall_interval),
            wording.share(rule.f1, rule.f1_interval),
            wording.share(rule.recall_corrected, rule.recall_corrected_interval),
            wording.decimal(rule.kappa),
        )
    return table


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
    table = Table(title=f"评分项与人工 · {escape(card.title)}", title_justify="left", pad_edge=False)
    for name in (
        "编号",
        "评分项",
        "TP",
        "FP",
        "FN",
        "TN",
        "待定",
        "对比",
        "平均误差",
        "平均绝对误差",
        "分数一致",
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
    table = Table(title="标注人之间", title_justify="left", pad_edge=False)
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
    table = Table(title=f"分歧 {len(found)} 处{more}", title_justify="left", expand=True, pad_edge=False)
    for name in ("录音", "规则", "分歧", "时间"):
        table.add_column(name, no_wrap=True)
    table.add_column("原话", ratio=3)
    table.add_column("机器理由", ratio=3)
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
