"""Arithmetic that holds for every shipped standard and whatever the rules found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoqa.ruleset.shapes import Bonus
from autoqa.ruleset.standard import Standard
from autoqa.ruleset.standard_file import Effect
from autoqa.ruleset.standard_mistakes import refs
from autoqa.scoring import Ruling, Scored, score
from autoqa.types import Finding, Status
from tests.rules.shipped import shipped
from tests.scoring.build import finding

Verdicts = dict[str, tuple[Status, ...]]
PASS, FAIL, UNSURE, NA = Status.PASS, Status.FAIL, Status.UNSURE, Status.NA
FOUND = st.sampled_from([(PASS,), (PASS,), (FAIL,), (FAIL, FAIL, FAIL), (UNSURE,), (FAIL, UNSURE), (NA,), ()])
POINT = 0.011
"""Each printed number is rounded to a hundredth."""


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, Verdicts]:
    """Id of a standard, and what its rules found."""
    name = draw(st.sampled_from(sorted(shipped().scorecards)))
    rules = sorted(shipped().scorecards[name].rule_ids)
    return name, draw(st.fixed_dictionaries(dict.fromkeys(rules, FOUND)))


def findings(verdicts: Verdicts) -> list[Finding]:
    return [
        finding(rule, status, number)
        for rule, statuses in verdicts.items()
        for number, status in enumerate(statuses, start=1)
    ]


def scored(standard: Standard, verdicts: Verdicts) -> Scored:
    return score(standard, findings(verdicts))


@settings(deadline=None, max_examples=40)
@given(cases())
def test_what_is_decided_and_what_waits_add_up(case: tuple[str, Verdicts]) -> None:
    name, verdicts = case
    standard = shipped().standard(name)
    result = scored(standard, verdicts)
    total = result.score
    assert total.decided + total.pending == pytest.approx(total.max, abs=2 * POINT)
    assert total.lowest <= total.highest
    known = {found.id: found.status for found in findings(verdicts)}
    for line in result.items:
        assert line.low <= line.high
        assert (line.status is UNSURE) == (line.cause is not None)
        assert (line.awarded is not None) == (line.status is not UNSURE and line.low == line.high)
        assert line.awarded in (None, line.low)
        if line.status is FAIL:
            zeroed = any(fatal.effect for fatal in result.fatal)
            assert zeroed or FAIL in {known[name] for name in line.findings}
    zero = {fatal.id for fatal in standard.file.fatal if fatal.effect is Effect.SCORE_ZERO}
    if any(fatal.item in zero and fatal.status is FAIL for fatal in result.fatal):
        assert (total.lowest, total.highest) == (0, 0)


@settings(deadline=None, max_examples=40)
@given(cases(), st.data())
def test_settling_a_doubt_only_narrows_the_bounds(case: tuple[str, Verdicts], data: st.DataObject) -> None:
    """But for rules that can only disprove: what they cannot tell holds nothing up (``only: fail``)."""
    name, verdicts = case
    standard = shipped().standard(name)
    disproving = {ref.rule for _, ref in refs(standard.file) if ref.only is not None}
    verdicts = {
        rule: found for rule, found in verdicts.items() if UNSURE not in found or rule not in disproving
    }
    draft = scored(standard, verdicts)
    settled = {
        rule: tuple(
            data.draw(st.sampled_from([PASS, FAIL, NA] if len(statuses) == 1 else [FAIL]))
            if status is UNSURE
            else status
            for status in statuses
        )
        for rule, statuses in verdicts.items()
    }
    later = scored(standard, settled)
    assert draft.score.lowest - POINT <= later.score.lowest
    assert later.score.highest <= draft.score.highest + POINT
    if draft.grade is not None:
        assert later.grade == draft.grade


@settings(deadline=None, max_examples=40)
@given(cases(), st.data())
def test_a_failure_more_never_brings_points(case: tuple[str, Verdicts], data: st.DataObject) -> None:
    name, verdicts = case
    standard = shipped().standard(name)
    rewarded = {
        ref.rule
        for _, item in standard.items
        if isinstance(item.how, Bonus)
        for ref in standard.in_force(item.rules)
    }
    clean = [rule for rule, statuses in verdicts.items() if statuses == (PASS,) and rule not in rewarded]
    if not clean:
        return
    worse = {**verdicts, data.draw(st.sampled_from(clean)): (FAIL,)}
    before, after = scored(standard, verdicts).score, scored(standard, worse).score
    assert after.lowest <= before.lowest + POINT
    assert after.highest <= before.highest + POINT


@settings(deadline=None, max_examples=40)
@given(cases(), st.data())
def test_people_decide_the_rest_inside_the_bounds(case: tuple[str, Verdicts], data: st.DataObject) -> None:
    """Ruling on every open item and fatal item leaves nothing pending."""
    name, verdicts = case
    standard = shipped().standard(name)
    draft = scored(standard, verdicts)
    rulings = {
        line.id: Ruling(
            data.draw(st.sampled_from([PASS, FAIL])), data.draw(st.sampled_from([line.low, line.high]))
        )
        for line in draft.items
        if line.status is UNSURE
    }
    rulings |= {fatal.item: Ruling(data.draw(st.sampled_from([PASS, FAIL]))) for fatal in draft.fatal}
    final = score(standard, findings(verdicts), rulings)
    assert final.score.pending == 0
    assert final.score.lowest == final.score.highest
    assert draft.score.lowest - POINT <= final.score.lowest <= draft.score.highest + POINT
    assert all(line.status is not UNSURE for line in final.items)


@settings(deadline=None, max_examples=40)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_findings_of_different_rules_is_nothing(
    case: tuple[str, Verdicts], random: object
) -> None:
    name, verdicts = case
    standard = shipped().standard(name)
    rules = list(verdicts)
    random.shuffle(rules)  # type: ignore[attr-defined]
    turned = scored(standard, {rule: verdicts[rule] for rule in rules})
    assert turned == scored(standard, verdicts)
