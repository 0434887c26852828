"""Rules as a person would read them, in plain Chinese text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from autoqa.ruleset.anchors import Point
from autoqa.ruleset.expression import All, AnyOf, AtLeast, Expression, Not
from autoqa.ruleset.rule import Condition, Rule
from autoqa.ruleset.schema import Count, Lifecycle, WhoseTurns, Window
from autoqa.types import Severity, Status

STATUSES = {
    Lifecycle.DRAFT: "草稿",
    Lifecycle.TRIAL: "试行",
    Lifecycle.ACTIVE: "启用",
    Lifecycle.RETIRED: "停用",
}
SEVERITIES = {Severity.INFO: "提示", Severity.MINOR: "一般", Severity.MAJOR: "重要", Severity.FATAL: "致命"}
ROLES = {WhoseTurns.AGENT: "坐席", WhoseTurns.CUSTOMER: "客户", WhoseTurns.ANY: "任何人"}
VERDICTS = {Status.FAIL: "违规", Status.PASS: "合格", Status.UNSURE: "待定", Status.NA: "不涉及"}
ANCHORS = {
    "start": "录音开始",
    "end": "录音结束",
    "connect": "接通",
    "first_agent": "坐席第一句",
    "first_customer": "客户第一句",
    "last_agent": "坐席最后一句",
    "last_customer": "客户最后一句",
}
NTH = {"first": "第一处", "last": "最后一处", "any": "任何一处", "each": "每一处都要"}


def explain_rule(rule: Rule) -> str:
    """One rule: what it asks, where it looks, its parameters, what its examples cover."""
    return "\n".join(_lines(rule))


def _lines(rule: Rule) -> Iterator[str]:
    file = rule.file
    yield f"{file.id}  {file.title}"
    yield f"  {file.description}"
    sources = f" · 出处 {'、'.join(file.sources)}" if file.sources else ""
    yield f"  级别 {SEVERITIES[file.severity]} · 状态 {STATUSES[file.status]}{sources}"
    if rule.params:
        yield "参数"
        for name, value in rule.params.items():
            yield f"  {name} = {_value(value)}"
    if file.only_if is not None:
        yield f"前提  {_expression(file.only_if, rule.conditions)}"
    if file.require is not None:
        yield f"必须  {_expression(file.require, rule.conditions)}"
    if file.forbid is not None:
        yield f"不得  {_expression(file.forbid, rule.conditions)}"
    yield "条件"
    for condition in rule.conditions.values():
        yield f"  {_named(condition)}：{_condition(condition, rule.conditions)}"
    counted = [(status, sum(one.expect is status for one in file.examples)) for status in VERDICTS]
    yield f"例子  {'，'.join(f'{VERDICTS[status]} {number}' for status, number in counted if number) or '无'}"


def _named(condition: Condition) -> str:
    return f"{condition.label}（{condition.name}）" if condition.common.label else condition.name


def _condition(condition: Condition, conditions: Mapping[str, Condition]) -> str:
    common = condition.common
    keys = condition.check.model_dump(exclude_defaults=True, by_alias=True, mode="json")
    wanted = [f"{key}: {_value(value)}" for key, value in keys.items() if key != "kind"]
    parts = [condition.check.title, *wanted]
    if common.role is not WhoseTurns.ANY:
        parts.insert(0, ROLES[common.role])
    if common.window != Window():
        parts.append(_window(common.window, conditions))
    if common.count is not None:
        parts.append(_count(common.count))
    return "，".join(parts)


def _window(window: Window, conditions: Mapping[str, Condition]) -> str:
    parts = []
    if window.from_ is not None or window.until is not None:
        start = _point(window.from_, conditions) if window.from_ is not None else ANCHORS["start"]
        end = _point(window.until, conditions) if window.until is not None else ANCHORS["end"]
        parts.append(f"从{start}到{end}")
    if window.around is not None:
        parts.append(f"在“{conditions[window.around].label}”那句前后")
    if window.conditions:
        parts.append(NTH.get(window.nth, f"第 {window.nth} 处"))
    if window.part is not None:
        parts.append(f"全程的 {window.part[0]:.0%} 至 {window.part[1]:.0%}")
    if isinstance(window.turns, tuple):
        parts.append(f"第 {window.turns[0]} 至 {window.turns[1]} 句")
    elif window.turns is not None:
        parts.append(f"{'前' if window.turns > 0 else '后'} {abs(window.turns)} 句")
    return "，".join(parts)


def _point(point: Point, conditions: Mapping[str, Condition]) -> str:
    name = ANCHORS.get(point.name) or f"“{conditions[point.name].label}”"
    if not point.offset:
        return name
    return f"{name}{'后' if point.offset > 0 else '前'} {abs(point.offset):g} 秒"


def _count(count: Count) -> str:
    return f"至少 {count.min} 处" if count.max is None else f"{count.min} 至 {count.max} 处"


def _expression(expression: Expression, conditions: Mapping[str, Condition], inside: bool = False) -> str:
    match expression:
        case All(all=parts):
            text = " 且 ".join(_expression(part, conditions, True) for part in parts)
        case AnyOf(any=parts):
            text = " 或 ".join(_expression(part, conditions, True) for part in parts)
        case AtLeast(at_least=least, of=parts):
            return f"至少 {least} 项（{'、'.join(_expression(part, conditions, True) for part in parts)}）"
        case Not(not_=part):
            return f"没有{_expression(part, conditions, True)}"
        case str():
            return conditions[expression].label
    return f"（{text}）" if inside and len(parts) > 1 else text


def _value(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "、".join(_value(part) for part in value)
    if isinstance(value, Mapping):
        return "，".join(f"{key} {_value(part)}" for key, part in value.items())
    return str(value)
