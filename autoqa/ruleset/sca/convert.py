"""From a set of SCA rules to rule files, and the list of what could not be carried over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from autoqa.errors import RuleError
from autoqa.ruleset.sca.expressions import Written, names, parse
from autoqa.ruleset.sca.operators import carry_over
from autoqa.ruleset.sca.parts import Made
from autoqa.ruleset.sca.ranges import placed
from autoqa.ruleset.sca.reading import Condition, Rule, RulesInfo

_SEVERITIES = {"0": "major", "1": "minor", "2": "info"}
"""Its levels: 0 严重, 1 中度, 2 轻度违规."""


@dataclass(frozen=True)
class Converted:
    """One rule: its id, the text of its file (None when nothing of it could be carried over), and what was
    lost, a line each."""

    id: str
    title: str
    text: str | None
    lost: tuple[str, ...]


@dataclass
class _Carried:
    """One SCA condition: conditions of our own, how they are joined, the one to measure windows from.
    ``whole``: nothing that decides is missing."""

    expression: Written | None
    conditions: dict[str, dict[str, Any]]
    anchor: str | None
    lost: list[str] = field(default_factory=list)
    whole: bool = False


def convert(info: RulesInfo) -> list[Converted]:
    """Every rule of the set, in its order."""
    known = {condition.cid: condition for condition in info.conditions}
    return [_rule(rule, number, known) for number, rule in enumerate(info.rules, start=1)]


def _rule(rule: Rule, number: int, known: Mapping[str, Condition]) -> Converted:
    name = f"sca.r{re.sub('[^a-z0-9]+', '_', rule.rid.lower()).strip('_') or number}"
    title = rule.name or f"智能对话分析规则 {rule.rid or number}"
    carried: dict[str, _Carried] = {}
    lost: list[str] = []
    try:
        expression = parse(rule.joined, lambda cid: _named(cid, known, carried, ()))
    except RuleError as error:
        return Converted(name, title, None, (str(error),))
    for cid, one in carried.items():
        lost += [f"condition {cid}: {what}" for what in one.lost]
    if rule.preqrule:
        lost.append("the rule that must be hit before; write it as only_if")
    if rule.effectivestarttime:
        lost.append("the period in which the rule is in force")
    if rule.scorenum not in (None, "", 0):
        lost.append(f"its score ({rule.scorenum}); points belong into a scorecard here")
    if expression is None:
        return Converted(name, title, None, tuple(dict.fromkeys(lost)))
    conditions = {key: value for one in carried.values() for key, value in one.conditions.items()}
    data = {
        "id": name,
        "title": title,
        "description": rule.comments or f"由智能对话分析的规则“{title}”导入；命中即记为违规。",
        "severity": _SEVERITIES.get(str(rule.level), "major"),
        "status": "trial" if all(one.whole for one in carried.values()) else "draft",
        "tags": ["sca"],
        "conditions": _used(conditions, expression),
        "forbid": expression,
        "reasons": {"fail": f"命中“{title}”：{{quote}}"},
    }
    return Converted(name, title, _written(data, lost), tuple(dict.fromkeys(lost)))


def _named(
    cid: str, known: Mapping[str, Condition], carried: dict[str, _Carried], way: tuple[str, ...]
) -> Written | None:
    """The expression that stands for one SCA condition; it and the conditions it is anchored on are carried
    over when first asked for."""
    if cid not in carried:
        if cid not in known:
            carried[cid] = _Carried(None, {}, None, ["there is no such condition"])
        elif cid in way:
            return None
        else:
            carried[cid] = _condition(known[cid], known, carried, (*way, cid))
    return carried[cid].expression


def _condition(
    condition: Condition, known: Mapping[str, Condition], carried: dict[str, _Carried], way: tuple[str, ...]
) -> _Carried:
    lost: list[str] = []
    anchor = None
    wanted = condition.checkrange.anchor
    if wanted is not None and wanted.cid and wanted.location:
        _named(wanted.cid, known, carried, way)
        anchor = carried[wanted.cid].anchor if wanted.cid in carried else None
    common = placed(condition.checkrange, anchor, lost)
    if condition.exclusion:
        lost.append("it excludes what it finds; write that as not")
    operators = {operator.oid: operator for operator in condition.operators}
    made: dict[str, Made] = {}

    def one(oid: str) -> Written | None:
        if oid not in operators:
            lost.append(f"there is no operator {oid}")
            return None
        if oid not in made:
            name = _name(condition.cid) + (f"_o{_name(oid, '')}" if len(operators) > 1 else "")
            made[oid] = Made(name, dict(common))
            carry_over(operators[oid], made[oid])
        return made[oid].expression

    try:
        joined = condition.joined or "&&".join(operators)
        expression = parse(joined, one) if joined else None
    except RuleError as error:
        return _Carried(None, {}, None, [*lost, str(error)])
    conditions = {key: value for part in made.values() for key, value in part.conditions.items()}
    lost += [what for part in made.values() for what in part.lost]
    if expression is None and not lost:
        lost.append("it has no operator")
    if (
        len(conditions) > 1
        and expression is not None
        and any(
            other.checkrange.anchor is not None and other.checkrange.anchor.cid == condition.cid
            for other in known.values()
        )
    ):
        lost.append("windows after it are measured from its first operator")
    whole = bool(made) and all(part.expression is not None for part in made.values())
    return _Carried(expression, conditions, next(iter(conditions), None), lost, whole)


def _name(written: str, lead: str = "c") -> str:
    """A name our conditions may have; what does not begin with a letter gets ``lead`` before it."""
    plain = re.sub("[^a-z0-9]+", "_", written.lower()).strip("_") or "x"
    return plain if plain[0].isalpha() else lead + plain


def _used(conditions: dict[str, dict[str, Any]], expression: Written) -> dict[str, dict[str, Any]]:
    """The conditions that the expression asks for, and those that their windows are measured from."""
    wanted = list(names(expression))
    for name in wanted:
        window = conditions[name].get("window", {})
        points = (window.get("around"), window.get("from"), window.get("until"))
        wanted += [point for point in points if point in conditions and point not in wanted]
    return {name: condition for name, condition in conditions.items() if name in wanted}


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _written(data: Mapping[str, Any], lost: list[str]) -> str:
    head = [
        "# 由 autoqa rules import-sca 写出。trial 只标记、不计分，满意后改为 active；draft 有缺漏，要先补全。"
    ]
    head += ["# 没有带过来的（What could not be carried over):"] if lost else []
    head += [f"#   - {what}" for what in dict.fromkeys(lost)]
    body = yaml.dump(
        dict(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=100
    )
    return "\n".join(head) + "\n" + body
