"""Totals, what is not concerned, fatal items, grades, and that bounds hold whatever a person decides."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoqa.scoring import score
from autoqa.types import Status
from tests.scoring.build import bounds, finding, one_item, scored, standard

TWO = """
{more}
sections:
  - id: A
    title: 甲
    items:
      - {{id: "1", title: 一, points: 60, mode: auto, how: {{by: all_or_nothing}}, rules: [a.one]}}
      - {{id: "2", title: 二, points: 40, mode: auto, how: {{by: all_or_nothing}}, rules: [a.two]}}
  - id: B
    title: 乙
    items:
      - {{id: "3", title: 三, points: 0, mode: auto, how: {{by: occurrence, each: 30}}, rules: [a.three]}}
{end}
"""


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("full", (100, 100, 100, 100)),
        ("excluded", (100, 100, 100, 100)),
        ("counted", (60, 60, 60, 60)),
    ],
)
def test_what_is_not_concerned(policy: str, expected: tuple[float, ...]) -> None:
    made = standard(TWO.format(more=f"not_concerned: {policy}", end=""))
    total = scored(made, a__one="pass", a__two="na", a__three="pass").score
    assert (total.max, total.decided, total.awarded, total.highest) == expected


def test_left_out_of_the_denominator() -> None:
    made = standard(TWO.format(more="not_concerned: excluded", end=""))
    # 60 of 60 points remain; a deduction of 30 of them weighs 30 / 60 × 100 = 50 of 100
    total = scored(made, a__one="pass", a__two="na", a__three="fail").score
    assert (total.max, total.awarded, total.lowest) == (100, 50, 50)


def test_totals_may_fall_below_nothing_and_rise_above_full_marks() -> None:
    made = standard(TWO.format(more="", end=""))
    assert scored(made, a__one="fail", a__two="pass", a__three="fail*3").score.awarded == 40 - 90
    more = one_item("mode: auto, how: {by: bonus, each: 5}, rules: [a.one]")
    assert scored(more, a__one="pass").score.highest == 5
    assert scored(more, a__one="pass").score.max == 0


@pytest.mark.parametrize(
    ("effect", "verdict", "expected", "label"),
    [
        ("score_zero", "fail", (0, 0), "本通记0分"),
        ("score_zero", "unsure", (0, 100), "本通记0分"),
        ("score_zero", "pass", (100, 100), None),
        ("score_zero", "na", (100, 100), None),
        ("section_zero, section: A", "fail", (0, 0), "该部分记0分"),
        ("section_zero, section: A", "unsure", (0, 100), "该部分记0分"),
        ("section_zero, section: B", "fail", (100, 100), "该部分记0分"),
        ("invalid", "fail", (100, 100), "录音无效"),
        ("month_zero", "fail", (100, 100), "当月质检记0分"),
        ("outside, label: 扣月绩效5分", "fail", (100, 100), "扣月绩效5分"),
        ("violation, label: 一级违规", "fail*2", (100, 100), "一级违规"),
    ],
)
def test_what_fatal_items_do(
    effect: str, verdict: str, expected: tuple[float, float], label: str | None
) -> None:
    end = f"fatal: [{{id: F, title: 致命, mode: auto, rules: [a.fatal], effect: {effect}}}]"
    made = standard(TWO.format(more="", end=end))
    result = scored(made, a__one="pass", a__two="pass", a__three="pass", a__fatal=verdict)
    assert bounds(result) == expected
    assert [fatal.effect for fatal in result.fatal] == ([label] if label else [])


GRADES = "grades: [{title: 优秀, min: 90}, {title: 良好, min: 60}, {title: 不及格, invalid: true}]"


@pytest.mark.parametrize(
    ("one", "two", "fatal", "grade"),
    [
        ("pass", "pass", "pass", "优秀"),
        ("pass", "fail", "pass", "良好"),
        ("fail", "pass", "pass", "不及格"),
        ("pass", "unsure", "pass", None),
        ("fail", "unsure", "pass", "不及格"),
        ("pass", "pass", "unsure", None),
        ("fail", "fail", "unsure", "不及格"),
        ("pass", "pass", "fail", "无效录音"),
    ],
)
def test_a_grade_only_when_nothing_open_can_change_it(
    one: str, two: str, fatal: str, grade: str | None
) -> None:
    end = f"fatal: [{{id: F, title: 致命, effect: invalid, mode: auto, rules: [a.fatal]}}]\n{GRADES}"
    made = standard(TWO.format(more="", end=end))
    assert scored(made, a__one=one, a__two=two, a__three="pass", a__fatal=fatal).grade == grade


COUNTED = """
not_concerned: counted
sections:
  - id: A
    title: 指标
    items:
      - {id: "1", title: 一, mode: auto, group: key, rules: [a.one]}
      - {id: "2", title: 二, mode: auto, group: other, rules: [a.two]}
      - {id: "3", title: 三, mode: auto, group: other, rules: [a.three]}
grades:
  - {title: 达标, counts: {key: {failed: [0, 0]}, other: {failed: [0, 1]}, all: {na: [0, 1]}}}
  - {title: 不达标}
"""


@pytest.mark.parametrize(
    ("one", "two", "three", "grade"),
    [
        ("pass", "pass", "pass", "达标"),
        ("pass", "fail", "pass", "达标"),
        ("pass", "fail", "fail", "不达标"),
        ("fail", "pass", "pass", "不达标"),
        ("pass", "fail", "unsure", None),
        ("pass", "pass", "unsure", "达标"),
        ("na", "na", "pass", "不达标"),
        ("fail", "unsure", "unsure", "不达标"),
    ],
)
def test_grades_by_counts(one: str, two: str, three: str, grade: str | None) -> None:
    result = scored(standard(COUNTED), a__one=one, a__two=two, a__three=three)
    assert result.grade == grade
    assert result.score.max == 0


def test_trial_rules_never_score() -> None:
    made = one_item("points: 5, mode: auto, how: {by: all_or_nothing}, rules: [a.one]")
    result = score(made, [finding("a.one", Status.FAIL, trial=True)])
    assert result.items[0].status is Status.UNSURE
    assert bounds(result) == (0, 5)


VERDICTS = st.sampled_from(["pass", "fail", "na", "fail*2"])
OPEN = st.sampled_from(["pass", "fail", "na", "unsure", "fail+unsure"])


@settings(deadline=None)
@given(st.tuples(OPEN, OPEN, OPEN, OPEN), st.tuples(VERDICTS, VERDICTS, VERDICTS, VERDICTS))
def test_no_decision_leads_outside_the_bounds(
    before: tuple[str, str, str, str], later: tuple[str, str, str, str]
) -> None:
    """Whatever a person makes of what is open, the total lies where the draft said it would."""
    end = "fatal: [{id: F, title: 致命, effect: score_zero, mode: auto, rules: [a.fatal]}]"
    made = standard(TWO.format(more="", end=end))
    names = ("a__one", "a__two", "a__three", "a__fatal")
    draft = scored(made, **dict(zip(names, before, strict=True)))
    settled = [_settled(was, becomes) for was, becomes in zip(before, later, strict=True)]
    final = scored(made, **dict(zip(names, settled, strict=True)))
    assert final.score.lowest == final.score.highest
    assert draft.score.lowest <= final.score.lowest <= draft.score.highest


def _settled(was: str, becomes: str) -> str:
    if was == "unsure":
        return "fail" if becomes.startswith("fail") else becomes
    if was == "fail+unsure":
        return "fail*2" if becomes.startswith("fail") else "fail"
    return was
