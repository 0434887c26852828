"""One rule against people: cases, strata, disagreements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from autoqa.ruleset import Rule
from autoqa.tune.agreement import Case, agreement
from autoqa.tune.curves import average_precision, calibration_error, precision_recall_curve, reliability
from autoqa.tune.estimate import Stratum, corrected_recall
from autoqa.tune.judged import Judged, Verdict
from autoqa.tune.people import HumanVerdict, Key
from autoqa.tune.places import same_place
from autoqa.tune.result import Disagreement, Kind, RuleResult
from autoqa.types import Finding, Label, Status

Drawn = Mapping[str, float]
"""Probability with which each call of a random sample was drawn, by call id."""

STRATA = {
    Status.FAIL: "flagged",
    Status.UNSURE: "left_open",
    Status.PASS: "passed",
    Status.NA: "passed",
}


def rule_result(
    rule: Rule, calls: Sequence[Judged], people: Mapping[Key, HumanVerdict], drawn: Drawn | None
) -> RuleResult:
    """Compare ``rule`` on all calls that people judged; the others only say how many there are."""
    compared = list(compared_calls(rule.id, calls, people))
    cases = [case_of(call.verdicts[rule.id], human) for call, human in compared]
    counts = agreement(cases)
    strata = _strata(rule.id, calls, people, drawn)
    corrected = corrected_recall(strata, STRATA[Status.FAIL])
    curve, bins = precision_recall_curve(cases), reliability(cases)
    differences = (disagreement(rule, call, human) for call, human in compared)
    return RuleResult(
        **counts.model_dump(),
        rule=rule.id,
        title=rule.file.title,
        labelled=len(cases),
        violations=sum(case.violation for case in cases),
        calls=sum(stratum.calls for stratum in strata.values()),
        flagged=strata["flagged"].calls,
        left_open=strata["left_open"].calls,
        recall_corrected=corrected.value if corrected else None,
        recall_corrected_interval=corrected.interval if corrected else None,
        average_precision=average_precision(curve),
        calibration_error=calibration_error(bins),
        elsewhere=sum(one is not None and one.kind is Kind.ELSEWHERE for one in differences),
        curve=tuple(curve),
        reliability=tuple(bins),
    )


def compared_calls(
    rule: str, calls: Sequence[Judged], people: Mapping[Key, HumanVerdict]
) -> Iterator[tuple[Judged, HumanVerdict]]:
    """Calls that the rule judged and on which people could tell."""
    for call in calls:
        human = people.get((call.id, rule))
        if human is not None and human.violation is not None and rule in call.verdicts:
            yield call, human


def case_of(verdict: Verdict, human: HumanVerdict) -> Case:
    return Case(verdict.status, verdict.confidence, bool(human.violation))


def _strata(
    rule: str, calls: Sequence[Judged], people: Mapping[Key, HumanVerdict], drawn: Drawn | None
) -> dict[str, Stratum]:
    """Labelled flags stand for all flags. Of the rest, with ``drawn`` only calls of the random sample count,
    each weighing the inverse of its probability: others were heard for some other flag, and calls with one
    violation may hold more of another."""
    sizes: Counter[str] = Counter()
    labelled: dict[str, list[tuple[float, bool]]] = {name: [] for name in STRATA.values()}
    for call in calls:
        if rule not in call.verdicts:
            continue
        status = call.verdicts[rule].status
        sizes[STRATA[status]] += 1
        human = people.get((call.id, rule))
        if human is None or human.violation is None:
            continue
        if status is Status.FAIL or drawn is None:
            labelled[STRATA[status]].append((1.0, human.violation))
        elif call.id in drawn:
            labelled[STRATA[status]].append((1 / drawn[call.id], human.violation))
    return {name: Stratum(sizes[name], rows) for name, rows in labelled.items()}


def disagreement(rule: Rule, call: Judged, human: HumanVerdict) -> Disagreement | None:
    """How machine and people differ on this call; None when they do not."""
    verdict = call.verdicts[rule.id]
    kind = _kind(verdict, human)
    if kind is None:
        return None
    heard = [label for label in human.labels if label.status is Status.FAIL and label.start is not None]
    finding = verdict.leading[0]
    start, end, quote = finding.start, finding.end, finding.quote
    if kind is not Kind.FALSE_FLAG and heard:
        start, end = heard[0].start, heard[0].end if heard[0].end is not None else heard[0].start
        assert start is not None
        assert end is not None
        quote = call.said.get((start, end), "") or quote
    elif not quote and start is not None and end is not None:
        quote = call.said.get((start, end), "")
    return Disagreement(
        call_id=call.id,
        rule=rule.id,
        title=rule.file.title,
        kind=kind,
        machine=verdict.status,
        people=human.status or Status.UNSURE,
        confidence=verdict.confidence,
        start=start,
        end=end,
        quote=quote,
        reason=finding.reason,
        labellers=tuple(who for who in human.by if who),
        note="；".join(dict.fromkeys(label.note for label in human.labels if label.note)),
    )


def _kind(verdict: Verdict, human: HumanVerdict) -> Kind | None:
    if not human.violation:
        return Kind.FALSE_FLAG if verdict.flagged else None
    if not verdict.flagged:
        return Kind.LEFT_OPEN if verdict.status is Status.UNSURE else Kind.MISSED
    return None if _heard_there(verdict.leading, human.labels) else Kind.ELSEWHERE


def _heard_there(findings: Sequence[Finding], labels: Sequence[Label]) -> bool:
    """Whether some flag plays at a labelled place; labels without a place cannot differ in it."""
    placed = [label for label in labels if label.status is Status.FAIL and label.end is not None]
    return not placed or any(same_place(finding, label) for finding in findings for label in placed)
