"""Every shipped standard: complete, in order, and able to score a call."""

from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.ruleset import RuleSet, load_ruleset
from autoqa.ruleset.explain_standard import explain_standard
from autoqa.scoring import score
from autoqa.types import Finding, Mode, Severity, Status

RULES = Path(__file__).parents[2] / "rules"


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_ruleset([RULES])


def findings(rules: RuleSet, status: Status) -> list[Finding]:
    return [
        Finding(
            id=f"f{number}",
            rule=rule,
            title=rule,
            status=status,
            severity=Severity.MAJOR,
            reason=rule,
            start=0.0,
            end=1.0,
        )
        for number, rule in enumerate(rules.rules, start=1)
    ]


def test_all_of_them_are_there(rules: RuleSet) -> None:
    codes = sorted(standard.file.code for standard in rules.scorecards.values())
    assert codes == [f"S{number:02d}" for number in range(1, 28)]


def test_they_name_only_rules_that_exist(rules: RuleSet) -> None:
    unknown = {
        standard.id: sorted(standard.rule_ids - set(rules.rules))
        for standard in rules.scorecards.values()
        if standard.rule_ids - set(rules.rules)
    }
    assert unknown == {}


@pytest.mark.parametrize("status", [Status.PASS, Status.FAIL, Status.NA])
def test_each_scores_a_call(rules: RuleSet, status: Status) -> None:
    found = findings(rules, status)
    for standard in rules.scorecards.values():
        result = score(standard, found)
        total = result.score
        assert total.decided + total.pending == pytest.approx(total.max)
        assert total.lowest <= total.highest
        assert len(result.items) == len(standard.items)
        for item in result.items:
            assert (item.cause is None) == (item.status is not Status.UNSURE), (standard.id, item.id)
            assert item.status is not Status.FAIL or item.findings, (standard.id, item.id)
            assert item.low <= item.high


def test_no_evidence_is_no_points(rules: RuleSet) -> None:
    for standard in rules.scorecards.values():
        total = score(standard, []).score
        assert (total.decided, total.awarded) == (0, 0), standard.id


def test_a_perfect_call_is_never_full_marks_by_rules_alone(rules: RuleSet) -> None:
    found = findings(rules, Status.PASS)
    for standard in rules.scorecards.values():
        if any(item.mode is not Mode.AUTO and item.points for _, item in standard.items):
            assert score(standard, found).score.pending > 0, standard.id


def test_each_says_where_it_comes_from(rules: RuleSet) -> None:
    for standard in rules.scorecards.values():
        assert standard.file.source.file.endswith(".txt")
        assert standard.file.source.section
        assert explain_standard(standard).startswith(f"{standard.file.code} {standard.id}")
