"""A scorecard for the terminal: what an inspector wants to see first."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.markup import escape as escape_markup
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from autoqa.report import wording
from autoqa.terminal import printable
from autoqa.types import Finding, Scorecard, Severity, Status

_STYLE = {Severity.FATAL: "bold red", Severity.MAJOR: "red", Severity.MINOR: "yellow", Severity.INFO: "cyan"}


def print_scorecard(card: Scorecard, console: Console) -> None:
    """Score with its pending part, violations with time, quote and reason, then what could not be told,
    then items."""
    parts: list[RenderableType] = [_summary(card)]
    flagged, doubtful = wording.flags(card.findings), wording.doubts(card.findings)
    parts.append(_finding_table("违规", flagged) if flagged else Text("没有发现违规。", style="green"))
    if doubtful:
        parts.append(_finding_table("待定（请人工听）", doubtful))
    parts.append(_item_table(card))
    console.print(Panel(Group(*parts), title=escape(_title(card)), title_align="left"))


def _title(card: Scorecard) -> str:
    name = card.audio.file if card.audio else (card.call.id or "")
    return f"{name} · {card.scorecard.title}"


def escape(text: str) -> str:
    """Text of others, neither markup nor terminal control."""
    return escape_markup(printable(text))


def _summary(card: Scorecard) -> RenderableType:
    score = card.score
    line = Text("草稿  ", style="bold")
    line.append(f"已判 {wording.points(score.awarded)}/{wording.points(score.decided)} 分", style="bold")
    line.append(f"，待定 {wording.points(score.pending)} 分，总分在 {wording.points(score.lowest)} 至 ")
    line.append(f"{wording.points(score.highest)} 之间（满分 {wording.points(score.max)}）")
    if card.grade:
        line.append(f"，等级 {card.grade}")
    for fatal in card.fatal:
        failed = fatal.status is Status.FAIL
        line.append(
            f"\n{'致命' if failed else '致命待定'}：{fatal.title}（{fatal.effect}）",
            "bold red" if failed else "yellow",
        )
    return line


def _finding_table(title: str, findings: list[Finding]) -> Table:
    table = Table(title=f"{title} {len(findings)}", title_justify="left", expand=True, pad_edge=False)
    table.add_column("时间", no_wrap=True)
    table.add_column("级别", no_wrap=True)
    table.add_column("规则", no_wrap=True)
    table.add_column("原因", ratio=3)
    table.add_column("原话", ratio=4)
    table.add_column("把握", justify="right", no_wrap=True)
    for finding in findings:
        span = (
            f"{wording.clock(finding.start)}–{wording.clock(finding.end)}"
            if finding.start is not None
            else ""
        )
        reason = finding.reason
        if finding.cause is not None:
            reason = f"{wording.CAUSE[finding.cause]}：{reason}"
        table.add_row(
            span,
            Text(wording.SEVERITY[finding.severity], style=_STYLE[finding.severity]),
            escape(finding.rule + ("（试行）" if finding.trial else "")),
            escape(reason),
            escape(finding.quote),
            wording.percent(finding.confidence),
        )
    return table


def _item_table(card: Scorecard) -> Table:
    table = Table(title="评分项", title_justify="left", expand=True, pad_edge=False)
    table.add_column("编号", no_wrap=True)
    table.add_column("评分项", ratio=3)
    table.add_column("得分", justify="right", no_wrap=True)
    table.add_column("结论", no_wrap=True)
    table.add_column("方式", no_wrap=True)
    table.add_column("说明", ratio=5)
    for item in card.items:
        table.add_row(
            escape(item.id),
            escape(item.title),
            f"{wording.points(item.awarded)}/{wording.points(item.max)}",
            wording.ITEM_STATUS[item.status],
            wording.MODE[item.mode],
            escape(wording.item_reason(item)),
        )
    return table
