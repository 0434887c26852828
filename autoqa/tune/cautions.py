"""What makes the figures less sure than they look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from autoqa.ruleset.problems import nearest
from autoqa.tune.people import HumanVerdict, Key, Pair
from autoqa.tune.result import Caution, RuleResult

FEW_LABELS = 30
"""Labelled calls of a rule below which a 95 % interval spans more than 0.3 in the middle."""
FEW_VIOLATIONS = 10
"""Violations below which recall, whatever it is, has an interval of half the scale."""
FAIR_KAPPA = 0.6
"""Agreement of two labellers below which J. Landis and G. Koch (Biometrics 33, 1977) call it moderate at
best: a rule cannot be measured more finely than its labels."""
FEW_SHARED = 10
"""Calls two labellers must share before their kappa is held against them."""
NAMED = 5
"""Calls named in one message at most."""


def of_rule(result: RuleResult, people: Mapping[Key, HumanVerdict]) -> Iterator[Caution]:
    """Cautions of one rule's figures."""
    rule = result.rule
    if result.labelled < FEW_LABELS or result.violations < FEW_VIOLATIONS:
        counts = f"有效标注 {result.labelled} 通，其中违规 {result.violations} 通"
        yield Caution(code="few_labels", rule=rule, message=f"标注太少（{counts}），区间很宽，不宜据此下结论")
    if result.labelled and result.violations in (0, result.labelled):
        same = "全是违规" if result.violations else "没有一通违规"
        unknown = "准确率和误报" if result.violations else "召回率"
        yield Caution(code="all_alike", rule=rule, message=f"标注全都一样（{same}），无法得知{unknown}")
    unheard = result.calls - result.flagged - result.left_open
    passed_labels = result.fn + result.tn
    if unheard and result.labelled and not passed_labels:
        message = f"机器判合格的 {unheard} 通没有一通经人工听过，漏检无从得知；请加抽未报的录音"
        yield Caution(code="only_flagged", rule=rule, message=message)
    mine = {call: verdict for (call, name), verdict in people.items() if name == rule}
    contradictory = [call for call, verdict in mine.items() if verdict.contradictory]
    if contradictory:
        message = f"同一人对同一处前后矛盾：{_named(contradictory)}"
        yield Caution(code="contradictory", rule=rule, message=message)
    disputed = [call for call, verdict in mine.items() if verdict.disputed]
    if disputed:
        divided = sum(mine[call].status is None for call in disputed)
        message = (
            f"标注人意见不一的有 {len(disputed)} 通，其中 {divided} 通势均力敌、未计入：{_named(disputed)}"
        )
        yield Caution(code="disputed", rule=rule, message=message)


def of_pairs(pairs: Sequence[Pair]) -> Iterator[Caution]:
    """Labellers who agree too little."""
    for pair in pairs:
        if pair.shared >= FEW_SHARED and pair.kappa is not None and pair.kappa < FAIR_KAPPA:
            who = f"{pair.first or '（未署名）'} 与 {pair.second or '（未署名）'}"
            counts = f"{who} 共同标注 {pair.shared} 处，一致 {pair.agreed} 处"
            message = f"{counts}，Kappa 只有 {pair.kappa:.2f}；请先对标"
            yield Caution(code="annotators_disagree", rule="", message=message)


def of_labels(
    people: Mapping[Key, HumanVerdict], calls: set[str], known: set[str], judged: set[str]
) -> Iterator[Caution]:
    """Labels that are not used: of calls that are not stored, or of rules that are not there or not run."""
    missing = sorted({call for call, _ in people} - calls)
    if missing:
        message = f"有标注而没有转写的录音 {len(missing)} 通，未计入：{_named(missing)}"
        yield Caution(code="missing_calls", rule="", message=message)
    for name in sorted({name for _, name in people}):
        if name not in known:
            near = nearest(name, known)
            hint = f"是不是 {near}？" if near else "编号见 autoqa rules list"
            yield Caution(code="unknown_rule", rule=name, message=f"没有这条规则或评分项，标注未计入；{hint}")
        elif name not in judged and any(call in calls for call, rule in people if rule == name):
            message = "规则未启用（草稿或已停用），标注未计入"
            yield Caution(code="not_run", rule=name, message=message)


def _named(calls: Sequence[str]) -> str:
    more = f" 等 {len(calls)} 通" if len(calls) > NAMED else ""
    return "、".join(calls[:NAMED]) + more
