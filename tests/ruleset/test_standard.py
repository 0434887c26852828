from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.errors import RuleError
from autoqa.ruleset import load_ruleset
from autoqa.ruleset.standard import Standard
from tests.ruleset.build import write

CARD = """
id: small
code: S99
title: 小标准
source: {file: a.txt, section: 全文}
total: 10
params: {times: {title: 次数, default: 1, allowed: [1, 2]}}
sections:
  - id: "1"
    title: 开场
    points: 10
    items:
      - {id: "1.1", title: 甲, points: 6, mode: auto, how: {by: all_or_nothing}, rules: [a.one, $TWO]}
      - {id: "1.2", title: 乙, points: 4, mode: manual, how: {by: fold}}
fatal:
  - {id: F1, title: 丙, effect: section_zero, section: "1", mode: auto, rules: [a.three]}
""".replace("$TWO", "{rule: a.two, when: {times: 2}, params: {limit: $times}}")


def standard(folder: Path, text: str = CARD) -> Standard:
    return load_ruleset([write(folder, {"scorecards/small.yaml": text})]).standard("small")


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(RuleError) as error:
        standard(folder, text)
    return [
        problem.removeprefix(f"{folder}/scorecards/small.yaml:").splitlines()[0]
        for problem in error.value.problems
    ]


def test_rules_that_depend_on_a_parameter(tmp_path: Path) -> None:
    small = standard(tmp_path)
    refs = small.items[0][1].rules
    assert [ref.rule for ref in small.in_force(refs)] == ["a.one"]
    assert small.overrides == {}
    twice = small.with_params({"times": 2})
    assert [ref.rule for ref in twice.in_force(refs)] == ["a.one", "a.two"]
    assert twice.overrides == {"a.two": {"limit": "2"}}
    assert twice.rule_ids == {"a.one", "a.two", "a.three"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("points: 6", "points: 5", "10:13: the items of 1 add up to 9, not to 10"),
        ("total: 10", "total: 11", "5:8: the items add up to 10, not to 11"),
        ('id: "1.2"', 'id: "1.1"', '13:14: the id "1.1" is used twice'),
        (
            "when: {times: 2}",
            "when: {time: 2}",
            'the standard has no parameter "time". Did you mean "times"?',
        ),
        ('section: "1"', 'section: "2"', '15:5: section_zero: there is no section "2"'),
        ("mode: manual", "mode: auto", "13:9: mode auto needs rules"),
        ("mode: auto, how", "mode: manual, how", "12:9: mode manual has no rules: with rules it is assist"),
        ("{by: fold}", "{by: folds}", '13:66: "folds" is not known here. Did you mean "fold"?'),
        ("{by: fold}", "{by: fold, off: 10}", '13:72: unknown key "off". Did you mean "of"?'),
        ("{by: fold}", "{by: fold, fail: 11}", "fail 11 is more than the highest mark 10"),
        ("{by: fold}", "{by: occurrence}", "13:61: item 1.2: each is missing"),
        (
            "{by: fold}",
            "{by: part, parts: [{title: 丁}]}",
            "item 1.2: every part needs lose, or the item needs each",
        ),
        (
            "{by: fold}",
            "{by: level, levels: [{award: 5, failed: 0}, {lose: 1}]}",
            "item 1.2: a level awards 5, more than 4",
        ),
        (
            "{by: fold}",
            "{by: level, levels: [{award: 4, lose: 1}, {lose: 1}]}",
            "a level has one of award, lose and most",
        ),
        ("{by: fold}", "{by: overlay, each: 2, on: ['1.3']}", 'there is no item "1.3". Did you mean "1.2"?'),
        ("points: 4, ", "", "points are missing: how by fold needs them"),
    ],
)
def test_mistakes_of_a_standard(tmp_path: Path, old: str, new: str, expected: str) -> None:
    found = mistakes(tmp_path, CARD.strip().replace(old, new, 1))
    assert any(expected in problem for problem in found), found


def test_sums_are_not_asked_of_a_document_that_is_cut(tmp_path: Path) -> None:
    text = CARD.replace("points: 6,", "points: 5, source_gap: true,")
    assert standard(tmp_path, text).file.total == 10
