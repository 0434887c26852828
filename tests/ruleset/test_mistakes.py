"""Mistakes in rule files: all at once, each at its line and column, with the nearest right word."""

from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.errors import RuleError
from autoqa.ruleset import load_ruleset
from tests.ruleset.build import write

WRONG = """
id: opening.bad
title: 坏规则
severty: major
description: 每一行都有错
status: actve
params: {limit: abc}
conditions:
  one: {kind: phrases, rol: agent, any: [您好]}
  two: {kind: phrase, any: [您好], count: {min: x}}
  three: {kind: phrases, any: 您好, window: {from: connect, until: conect +}}
  four: {kind: phrases, any: [$limt, lexicon:opening/greting]}
require: {all: [one, three]}
examples:
  - {name: 例子, expect: fale, dialogue: []}
"""


def problems(folder: Path, **files: str) -> list[str]:
    named = {name.replace("__", "/") + ".yaml": text for name, text in files.items()}
    with pytest.raises(RuleError) as error:
        load_ruleset([write(folder, named)])
    return [problem.removeprefix(f"{folder}/") for problem in error.value.problems]


def test_all_mistakes_of_all_files_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        bad=WRONG,
        lexicon__opening="greeting: [您好]\n",
        worse="id: opening.worse\ntitle: 没有内容\ndescription: 缺条件\n",
    )
    heads = [problem.splitlines()[0] for problem in found]
    assert heads == [
        'bad.yaml:3:1: unknown key "severty". Did you mean "severity"?',
        'bad.yaml:5:9: "actve" is not known here. Did you mean "active"?',
        'bad.yaml:8:24: unknown key "rol". Did you mean "role"?',
        'bad.yaml:9:15: "phrase" is not a kind of condition. Did you mean "phrases"?',
        'bad.yaml:9:47: "x" is not a number. Write digits only; units are fixed by the key.',
        "bad.yaml:10:31: a list is needed here. Write [..., ...], also for one entry.",
        'bad.yaml:10:66: "conect +" is not of the form ANCHOR, ANCHOR + SECONDS or ANCHOR - SECONDS. '
        "Correct it.",
        'bad.yaml:11:31: $limt is not among the params. Did you mean "limit"?',
        'bad.yaml:11:38: the lexicon has no list "opening/greting". Did you mean "opening/greeting"?',
        'bad.yaml:14:24: "fale" is not known here. Did you mean "fail"?',
        'worse.yaml:1:1: "conditions" is missing. Add it.',
    ]
    assert found[0].splitlines()[1] == "    severty: major"


RULE = """
id: test.rule
title: 规则
description: 说明
conditions:
  ask: {{kind: phrases, any: [可以吗], window: {{from: {anchor}}}}}
  yes: {{kind: phrases, any: [可以], window: {{from: ask}}}}
require: {require}
"""


@pytest.mark.parametrize(
    ("anchor", "require", "expected"),
    [
        ("connect", "aks", '7:10: there is no condition "aks". Did you mean "ask"?'),
        (
            "connect",
            "{all: [ask, {not: {any: [yse]}}]}",
            '7:35: there is no condition "yse". Did you mean "yes"?',
        ),
        ("connct", "ask", '5:44: the window is measured from "connct", which is neither'),
        ("yes - 3", "ask", "5:44: windows wait for each other: ask -> yes -> ask"),
        ("ask", "ask", "5:44: windows wait for each other: ask -> ask"),
        ("connect", "{at_least: 3, of: [ask, yes]}", "7:21: at_least 3 of 2 can never hold"),
        ("connect", "{every: [ask]}", '7:11: unknown key "every"'),
        ("start.end", "ask", '5:51: "start" is one moment: it has no .end'),
    ],
)
def test_conditions_that_cannot_be_judged(tmp_path: Path, anchor: str, require: str, expected: str) -> None:
    found = problems(tmp_path, rule=RULE.format(anchor=anchor, require=require))
    assert any(problem.startswith(f"rule.yaml:{expected}") for problem in found), found


@pytest.mark.parametrize("demand", ["", "require: ask\nforbid: ask\n"])
def test_a_rule_demands_exactly_one_thing(tmp_path: Path, demand: str) -> None:
    text = (
        "id: test.rule\ntitle: 规则\ndescription: 说明\nconditions:\n  ask: {kind: phrases, any: [可以吗]}\n"
    )
    found = problems(tmp_path, rule=text + demand)
    assert "exactly one of require and forbid" in found[0]


def test_two_rules_of_one_name(tmp_path: Path) -> None:
    text = RULE.format(anchor="connect", require="ask")
    found = problems(tmp_path, a=text, b=text)
    assert len(found) == 1
    assert found[0].startswith('b.yaml:1:5: the rule "test.rule" is already in ')


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="there is no such file or folder"):
        load_ruleset([tmp_path / "rules"])


def test_where_a_number_or_a_list_may_stand_one_mistake_is_told(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        bad="id: own.a\ntitle: 甲\ndescription: 乙\nconditions:\n"
        "  x: {kind: phrases, any: [您好], window: {turns: foo}}\nrequire: x\n",
    )
    assert [problem.splitlines()[0] for problem in found] == [
        'bad.yaml:5:49: "foo" is not a number. Write digits only; units are fixed by the key.'
    ]


@pytest.mark.parametrize("kind", ["{a: b}", "[phrases]"])
def test_a_kind_that_is_no_word(tmp_path: Path, kind: str) -> None:
    rule = WRONG.replace("kind: phrases, rol", f"kind: {kind}, rol")
    assert any("is not a kind of condition" in problem for problem in problems(tmp_path, opening__bad=rule))
