"""What changes between two rule directories, for the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autoqa.report import wording
from autoqa.tune.compare import Move, PointsMoved, RulesDiff
from autoqa.types import Status

_SHOWN = 50
"""Flags and calls listed; JSON has all."""

MOVE = {Move.APPEARS: "新增", Move.VANISHES: "消失", Move.CHANGES: "改变"}


def print_difference(found: RulesDiff, console: Console) -> None:
    """Counts a rule, each flag that moves with its quote, and calls whose points or grades move."""
    console.print(f"{found.calls} 通录音，{found.calls_moved} 通有变化（A：{found.a}，B：{found.b}）")
    for name, rules in (("只在 A 中", found.only_a), ("只在 B 中", found.only_b)):
        if rules:
            console.print(f"{name}：{escape('、'.join(rules))}")
    if found.rules:
        console.print(_counts(found))
        console.print(_moved(found))
    if found.points:
        console.print(_points(found.points))


def _counts(found: RulesDiff) -> Table:
    table = Table(title="各条规则", title_justify="left", pad_edge=False)
    table.add_column("规则", no_wrap=True)
    for move in Move:
        table.add_column(MOVE[move], justify="right")
    for rule, counts in found.rules.items():
        table.add_row(escape(rule), *(str(counts[move]) for move in Move))
    return table


def _moved(found: RulesDiff) -> Table:
    more = f"（列出前 {_SHOWN} 处）" if len(found.moved) > _SHOWN else ""
    table = Table(
        title=f"变化 {len(found.moved)} 处{more}", title_justify="left", expand=True, pad_edge=False
    )
    for name in ("录音", "规则", "变化", "结论", "时间"):
        table.add_column(name, no_wrap=True)
    table.add_column("原话", ratio=3)
    table.add_column("理由", ratio=3)
    for one in found.moved[:_SHOWN]:
        table.add_row(
            escape(one.call_id),
            escape(one.rule),
            MOVE[one.move],
            f"{_status(one.before)}→{_status(one.after)}",
            wording.clock(one.start),
            escape(one.quote),
            escape(one.reason),
        )
    return table


def _status(status: Status | None) -> str:
    return "无" if status is None else wording.STATUS[status]


def _points(moved: tuple[PointsMoved, ...]) -> Table:
    more = f"（列出前 {_SHOWN} 通）" if len(moved) > _SHOWN else ""
    table = Table(title=f"分数或等级变化 {len(moved)} 通{more}", title_justify="left", pad_edge=False)
    for name in ("录音", "已判得分", "最低", "最高", "等级"):
        table.add_column(name)
    for one in moved[:_SHOWN]:
        pairs = (one.awarded, one.lowest, one.highest)
        table.add_row(
            escape(one.call_id),
            *(f"{wording.points(before)}→{wording.points(after)}" for before, after in pairs),
            f"{one.grade[0] or '—'}→{one.grade[1] or '—'}",
        )
    return table
