"""Chinese words for what the machine says, in one place: terminal and page speak alike."""

from __future__ import annotations

from collections.abc import Iterable

from autoqa.tune.result import Kind
from autoqa.types import Cause, Finding, ItemResult, Mode, Role, Severity, Status

STATUS = {Status.PASS: "合格", Status.FAIL: "违规", Status.UNSURE: "待定", Status.NA: "不涉及"}
ITEM_STATUS = {Status.PASS: "合格", Status.FAIL: "扣分", Status.UNSURE: "待定", Status.NA: "不涉及"}
SEVERITY = {Severity.FATAL: "致命", Severity.MAJOR: "重要", Severity.MINOR: "一般", Severity.INFO: "提示"}
MODE = {Mode.AUTO: "自动", Mode.ASSIST: "辅助", Mode.MANUAL: "人工"}
ROLE = {Role.AGENT: "坐席", Role.CUSTOMER: "客户", Role.OTHER: "其他"}
CAUSE = {
    Cause.LOW_CONFIDENCE: "识别把握不足",
    Cause.NO_AUDIO: "没有录音",
    Cause.NO_ROLES: "分不清坐席与客户",
    Cause.NO_WORDS: "没有可用文字",
    Cause.NO_METADATA: "缺少随录信息",
    Cause.OVERLAP: "双方同时说话",
    Cause.MODEL_UNFIT: "识别模型不适合这段录音",
    Cause.INCOMPLETE: "录音不完整",
    Cause.AMBIGUOUS: "回答含糊，两种解释接近",
    Cause.MANUAL: "需人工评判",
}
OUTCOME = {"sold": "成交", "refused": "拒绝", "callback": "待回访"}
DIRECTION = {"outbound": "呼出", "inbound": "呼入"}
DIFFERENCE = {
    Kind.FALSE_FLAG: "误报",
    Kind.MISSED: "漏检",
    Kind.LEFT_OPEN: "违规待定",
    Kind.ELSEWHERE: "位置不同",
}
CHANGE = {"phrase": "新说法", "exception": "例外", "guard": "语境", "threshold": "把握下限"}
CAUTION = {
    "few_labels": "标注太少，区间很宽，不宜据此下结论",
    "all_alike": "标注全都一样，无法得知召回率或误报",
    "only_flagged": "机器判合格的没有一通经人工听过，漏检无从得知；请加抽未报的录音",
    "contradictory": "同一人对同一处前后矛盾",
    "disputed": "标注人意见不一",
    "unknown_rule": "没有这条规则或评分项，标注未计入",
    "not_run": "规则未启用（草稿或已停用），标注未计入",
}
SOUND = {"ringback": "回铃音", "hold_music": "等待音乐", "tone": "信号音"}

_ORDER = {Severity.FATAL: 0, Severity.MAJOR: 1, Severity.MINOR: 2, Severity.INFO: 3}


def clock(seconds: float | None) -> str:
    """75.3 → ``1:15.3``; empty for None. Tenths, because a reply lasts 0.3 s."""
    if seconds is None:
        return ""
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


def points(value: float | None) -> str:
    """2.0 → ``2``, 7.50 → ``7.5``; a dash for what is not decided."""
    return "—" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def percent(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def decimal(value: float | None) -> str:
    """0.8346 → ``0.83``; a dash for what cannot be reckoned."""
    return "—" if value is None else f"{value:.2f}"


def share(value: float | None, interval: tuple[float, float] | None) -> str:
    """0.83 with its interval → ``83% (61–94)``; a dash for what cannot be reckoned."""
    if value is None or interval is None:
        return "—"
    return f"{value:.0%} ({interval[0] * 100:.0f}–{interval[1] * 100:.0f})"


def flags(findings: Iterable[Finding]) -> list[Finding]:
    """Violations, heaviest first, then by time."""
    return sorted(
        (finding for finding in findings if finding.status is Status.FAIL),
        key=lambda finding: (_ORDER[finding.severity], finding.start or 0.0, finding.id),
    )


def doubts(findings: Iterable[Finding]) -> list[Finding]:
    """What the machine could not tell, heaviest first, then by time."""
    return sorted(
        (finding for finding in findings if finding.status is Status.UNSURE),
        key=lambda finding: (_ORDER[finding.severity], finding.start or 0.0, finding.id),
    )


def item_reason(item: ItemResult) -> str:
    """The item's reason, with the cause spelt out where it is pending."""
    if item.status is Status.UNSURE and item.cause is not None and item.cause is not Cause.MANUAL:
        return f"{CAUSE[item.cause]}：{item.reason}" if item.reason else CAUSE[item.cause]
    return item.reason
