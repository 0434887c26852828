from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.ruleset.lint import lint
from tests.ruleset.build import ruleset

HEAD = "id: test.rule\ntitle: 规则\ndescription: 说明\n"
EXAMPLES = """
examples:
  - {name: 好, expect: pass, dialogue: ['A: 您好']}
  - {name: 坏, expect: fail, dialogue: ['A: 再见']}
"""


def remarks(folder: Path, body: str, examples: str = EXAMPLES, **others: str) -> list[str]:
    files = {"rule.yaml": HEAD + body.strip() + examples}
    files |= {name.replace("__", "/") + ".yaml": text for name, text in others.items()}
    return [str(remark).removeprefix(f"{folder}/").splitlines()[0] for remark in lint(ruleset(folder, files))]


CLEAN = """
params: {limit: 5, word: 您好}
conditions:
  hi: {kind: phrases, mode: exact, any: [$word], window: {until: end - 1}}
require: hi
reasons: {fail: "{limit} 秒内没有问好"}
"""


def test_nothing_to_say_of_a_rule_in_order(tmp_path: Path) -> None:
    assert remarks(tmp_path, CLEAN) == []


@pytest.mark.parametrize(
    ("old", "new", "remark"),
    [
        ("word: 您好", "word: 您好, spare: 1", 'rule.yaml:4:30: no condition uses the parameter "spare"'),
        (
            "require: hi",
            "  yo: {kind: phrases, any: [你好]}\nrequire: hi",
            'rule.yaml:7:3: nothing asks for the condition "yo"',
        ),
        ("[$word]", "[$word, 好]", 'rule.yaml:6:41: "好" is one character and is found everywhere'),
        (
            "[$word]",
            "[$word, 这样可以吗, 您看这样可以吗]",
            'rule.yaml:6:41: "您看这样可以吗" is found by "这样可以吗" already',
        ),
    ],
)
def test_what_is_probably_not_meant(tmp_path: Path, old: str, new: str, remark: str) -> None:
    found = remarks(tmp_path, CLEAN.replace(old, new, 1))
    assert any(one.startswith(remark) for one in found), found


def test_examples_must_fail_and_pass(tmp_path: Path) -> None:
    only_pass = "\nexamples:\n  - {name: 好, expect: pass, dialogue: ['A: 您好']}\n"
    assert remarks(tmp_path / "a", CLEAN, only_pass) == [
        "rule.yaml:9:1: no example is expected to fail. Add one."
    ]
    assert len(remarks(tmp_path / "b", CLEAN, "\n")) == 2


def test_examples_that_contradict(tmp_path: Path) -> None:
    again = EXAMPLES + "  - {name: 又, expect: fail, dialogue: ['A: 您好']}\n"
    (remark,) = remarks(tmp_path, CLEAN, again)
    assert "the same call is expected to pass above and to fail here" in remark


CARD = """
id: small
code: S99
title: 小标准
source: {file: a.txt, section: 全文}
sections:
  - id: "1"
    title: 开场
    items:
      - {id: "1.1", title: 身份, points: 1, mode: auto, how: {by: all_or_nothing}, rules: [RULE]}
"""


def test_scorecards_and_rules_must_know_each_other(tmp_path: Path) -> None:
    known = CARD.replace("RULE", "test.rule")
    assert remarks(tmp_path / "a", CLEAN, scorecards__small=known) == []
    found = remarks(tmp_path / "b", CLEAN, scorecards__small=CARD.replace("RULE", "test.rul"))
    assert found == [
        "rule.yaml:1:5: no scorecard uses test.rule. Name it in one, or retire it.",
        'scorecards/small.yaml:9:90: there is no rule "test.rul". Did you mean "test.rule"?',
    ]
    wrong = CARD.replace("RULE", "{rule: test.rule, params: {limt: 3}}")
    (remark,) = remarks(tmp_path / "c", CLEAN, scorecards__small=wrong)
    assert 'test.rule has no parameter "limt". Did you mean "limit"?' in remark
