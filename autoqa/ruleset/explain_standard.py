"""Scoring standards as a person would read them, in plain Chinese text, with what is automatic and what is
not."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

from autoqa.ruleset.refs import NamedRule
from autoqa.ruleset.shapes import (
    AllOrNothing,
    Bonus,
    ByLevel,
    ByOccurrence,
    ByPart,
    Fold,
    Judgement,
    Level,
    Overlay,
    Part,
)
from autoqa.ruleset.standard import Standard
from autoqa.ruleset.standard_file import Counts, Effect, Fatal, Grade, Item, NotConcerned
from autoqa.types import Mode

MODES = {Mode.AUTO: "自动", Mode.ASSIST: "辅助", Mode.MANUAL: "人工"}
NOT_CONCERNED = {
    NotConcerned.FULL: "不涉及的项目按满分计",
    NotConcerned.EXCLUDED: "不涉及的项目不计入总分，其余按比例折算",
    NotConcerned.COUNTED: "不涉及的项目只计数",
}
EFFECTS = {
    Effect.SCORE_ZERO: "本通记0分",
    Effect.INVALID: "录音无效",
    Effect.SECTION_ZERO: "该部分记0分",
    Effect.MONTH_ZERO: "当月质检记0分",
    Effect.OUTSIDE: "另行考核",
    Effect.VIOLATION: "违规",
}


def explain_standard(standard: Standard) -> str:
    """One standard: sections, items with points and deductions, fatal items, grades, and how much is
    automatic."""
    return "\n".join(_lines(standard))


def points_by_mode(standard: Standard) -> dict[Mode, float]:
    """Points that rules decide, that they help to decide, and that only a person can judge."""
    return {mode: sum(item.points or 0.0 for _, item in standard.items if item.mode is mode) for mode in Mode}


def _lines(standard: Standard) -> Iterator[str]:
    file = standard.file
    total = f"  满分 {file.total:g}" if file.total is not None else ""
    yield f"{file.code} {file.id}  {file.title}{total}"
    if file.owner:
        yield f"  {file.owner}"
    yield f"  出处 {file.source.file} · {file.source.section}{'（原文有缺）' if file.source_gap else ''}"
    yield f"  {NOT_CONCERNED[file.not_concerned]}"
    for name, param in file.params.items():
        yield f"  参数 {name} = {standard.values[name]}：{param.title}"
    for section in file.sections:
        printed = f"（{section.points:g} 分）" if section.points is not None else ""
        yield f"\n{section.id} {section.title}{printed}"
        for item in section.items:
            yield from _item(item)
    if file.fatal:
        yield "\n致命与其他后果"
        for fatal in file.fatal:
            yield from _fatal(fatal)
    if file.grades:
        yield "\n等级"
        yield from (f"  {_grade(grade)}" for grade in file.grades)
    if file.notes:
        yield "\n附注"
        yield from (f"  {note}" for note in file.notes)
    counts = [f"{MODES[mode]} {_number(standard, mode)}" for mode in Mode]
    yield f"\n{'，'.join(counts)}"


def _number(standard: Standard, mode: Mode) -> str:
    items = sum(item.mode is mode for _, item in standard.items)
    return f"{items} 项 {points_by_mode(standard)[mode]:g} 分"


def _item(item: Item) -> Iterator[str]:
    worth = f"{item.points:g} 分" if item.points is not None else "不计分"
    gap = "  （原文有缺）" if item.source_gap else ""
    yield f"  {item.id}  {worth}  {MODES[item.mode]}  {item.title}{gap}"
    if item.text:
        yield indent(item.text, "      ")
    if shape := _shape(item):
        yield f"      计分：{shape}"
    yield from _parts(item)
    yield from _rules(item.rules)


def _shape(item: Item) -> str:
    match item.how:
        case AllOrNothing():
            return "一项不符合即不得分"
        case Judgement():
            return "规则判定，符合得满分，否则不得分" if item.mode is Mode.AUTO else "由质检员酌情给分"
        case Fold(of=of, fail=fail):
            decided = f"，规则判定时评 {of:g} 或 {fail:g} 分" if item.mode is Mode.AUTO else ""
            return f"按 0–{of:g} 分评，折算为 {item.points:g} 分{decided}"
        case ByPart():
            return "每一部分不合格扣一次"
        case ByOccurrence(each=each, cap=cap):
            most = f"，最多扣 {cap:g} 分" if cap is not None else "，扣完为止" if item.points else ""
            return f"每次扣 {each:g} 分{most}" if each is not None else f"按次扣分{most}"
        case ByLevel(levels=levels):
            return "；".join(_level(level) for level in levels)
        case Overlay(each=each, on=on):
            return f"出现即从 {'、'.join(on)} 的合计中扣 {each:g} 分"
        case Bonus(each=each):
            return f"每次加 {each:g} 分" if each is not None else "加分，原文未给分值"
        case _:
            return ""


def _level(level: Level) -> str:
    worth = "（原文未给分值）"
    for number, said in (
        (level.award, "得 {:g} 分"),
        (level.lose, "扣 {:g} 分"),
        (level.most, "最多得 {:g} 分"),
    ):
        worth = said.format(number) if number is not None else worth
    span = level.range
    when = "" if span is None else f"{span[0]} 项" if span[0] == span[1] else f"{span[0]}–{span[1]} 项"
    return " ".join(word for word in (level.title, when and f"（不符合 {when}）", worth) if word)


def _parts(item: Item) -> Iterator[str]:
    parts: tuple[Part, ...] = getattr(item.how, "parts", ())
    each: float | None = getattr(item.how, "each", None)
    for part in parts:
        lose = part.lose if part.lose is not None else each
        cost = f"  扣 {lose:g} 分" if lose is not None else ""
        yield f"      · {part.title}{cost}  {MODES[part.mode or item.mode]}"
        yield from _rules(part.rules, "  ")


def _rules(rules: tuple[NamedRule, ...], deeper: str = "") -> Iterator[str]:
    if rules:
        names = [
            ref.rule
            + "".join(f"（{name}={value} 时）" for name, value in ref.when.items())
            + ("（只判违规）" if ref.only == "fail" else "")
            for ref in rules
        ]
        yield f"      {deeper}规则：{'、'.join(names)}"


def _fatal(fatal: Fatal) -> Iterator[str]:
    yield f"  {fatal.id}  {MODES[fatal.mode]}  {fatal.title}：{fatal.label or EFFECTS[fatal.effect]}"
    if fatal.text:
        yield indent(fatal.text, "      ")
    yield from _rules(fatal.rules)


def _grade(grade: Grade) -> str:
    conditions = [f"{grade.min:g} 分及以上"] if grade.min is not None else []
    for group, counts in grade.counts.items():
        conditions.append(f"{'全部' if group == 'all' else group}：{_counts(counts)}")
    return f"{grade.title}  {'，'.join(conditions) or '其余'}"


def _counts(counts: Counts) -> str:
    spans = (("通过", counts.passed), ("不通过", counts.failed), ("未涉及", counts.na))
    return "、".join(f"{word} {span[0]}–{span[1]} 项" for word, span in spans if span is not None)
