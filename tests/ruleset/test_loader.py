from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.errors import RuleError
from autoqa.ruleset import RuleSet, judge_all, load_ruleset
from autoqa.types import Status
from tests.ruleset.build import call, write

RULE = """
id: opening.identity
title: 身份
description: 说明单位
params: {limit: 15, companies: [联通, "lexicon:firms/more"]}
conditions:
  company: {kind: phrases, mode: exact, role: agent, any: $companies, window: {until: connect + $limit}}
require: company
"""
CARD = """
id: small
code: S99
title: 小标准
source: {file: a.txt, section: 全文}
total: 10
params: {times: {title: 次数, default: "1", allowed: ["1", "2"]}}
sections:
  - id: "1"
    title: 开场
    items:
      - {id: "1.1", title: 身份, points: 10, mode: auto, how: {by: fold}, rules: [opening.identity]}
"""
FILES = {
    "opening/identity.yaml": RULE,
    "scorecards/small.yaml": CARD,
    "lexicon/firms.yaml": "more: [电信, 铁通]\n",
}


def load(folder: Path, **changed: str) -> RuleSet:
    files = FILES | {name.replace("__", "/") + ".yaml": text for name, text in changed.items()}
    return load_ruleset([write(folder, files)])


def said(rules: RuleSet, text: str, start: float = 1) -> Status:
    return judge_all(rules, call(f"{start} A: {text}", "C: 喂"))[0].status


def test_folders_say_what_a_file_is(tmp_path: Path) -> None:
    rules = load(tmp_path)
    assert list(rules.rules) == ["opening.identity"]
    assert list(rules.scorecards) == ["small"]
    assert rules.lexicon == {"firms/more": ("电信", "铁通")}


def test_lists_of_the_lexicon_are_spliced_into_parameters(tmp_path: Path) -> None:
    rules = load(tmp_path)
    assert said(rules, "我是铁通客服") is Status.PASS
    assert said(rules, "我是移动客服") is Status.FAIL


def test_the_version_is_of_what_is_judged_and_scored(tmp_path: Path) -> None:
    before = load(tmp_path / "a").version
    lines = RULE.strip().splitlines()
    reordered = "\n".join([lines[2], "# 备注", *lines[:2], *lines[3:]])
    examples = "examples:\n  - {name: 例, expect: pass, dialogue: ['A: 我是联通客服']}\n"
    assert load(tmp_path / "b", opening__identity=f"{reordered}\n{examples}").version == before
    assert load(tmp_path / "c", opening__identity=RULE.replace("15", "16")).version != before
    assert load(tmp_path / "d", lexicon__firms="more: [电信]\n").version != before
    assert load(tmp_path / "e", scorecards__small=CARD.replace("小标准", "新标准")).version != before
    assert before.startswith("sha256:")


def test_a_later_folder_replaces_rules_of_the_same_id(tmp_path: Path) -> None:
    shipped = write(tmp_path / "shipped", FILES)
    own = write(tmp_path / "own", {"mine.yaml": RULE.replace("15", "5")})
    rules = load_ruleset([shipped, own])
    assert rules.rules["opening.identity"].params["limit"] == "5"
    assert list(rules.scorecards) == ["small"]


def test_one_file_is_a_rule_directory_too(tmp_path: Path) -> None:
    write(tmp_path, {"mine.yaml": RULE.replace(', "lexicon:firms/more"', "")})
    assert list(load_ruleset([tmp_path / "mine.yaml"]).rules) == ["opening.identity"]


CAMPAIGN = """
id: ring
title: 炫铃
rules: {opening.identity: {limit: 30, companies: [移动]}}
scorecards: {small: {times: 2}}
"""


def test_a_campaign_sets_values_without_copying_a_rule(tmp_path: Path) -> None:
    folder = write(tmp_path / "rules", FILES)
    write(tmp_path, {"ring.yaml": CAMPAIGN})
    plain, ring = load_ruleset([folder]), load_ruleset([folder], tmp_path / "ring.yaml")
    assert said(plain, "我是移动客服", start=20) is Status.FAIL
    assert said(ring, "我是移动客服", start=20) is Status.PASS
    assert ring.standard("small").values == {"times": "2"}
    assert ring.campaign is not None
    assert ring.version != plain.version


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ("opening.identiy: {limit: 30}", '3:9: there is no rule "opening.identiy". Did you mean'),
        (
            "opening.identity: {limt: 30}",
            '3:28: opening.identity has no parameter "limt". Did you mean "limit"?',
        ),
        ("opening.identity: {limit: soon}", '3:27: with these values: "connect + soon" is not of the form'),
    ],
)
def test_mistakes_of_a_campaign_are_placed_in_its_file(tmp_path: Path, wrong: str, expected: str) -> None:
    folder = write(tmp_path / "rules", FILES)
    write(tmp_path, {"ring.yaml": f"id: ring\ntitle: 炫铃\nrules: {{{wrong}}}\n"})
    with pytest.raises(RuleError) as error:
        load_ruleset([folder], tmp_path / "ring.yaml")
    assert error.value.problems[0].startswith(f"{tmp_path}/ring.yaml:{expected}")


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ("smal: {times: 2}", 'there is no scorecard "smal". Did you mean "small"?'),
        ("small: {tims: 2}", 'it has no parameter "tims". Did you mean "times"?'),
        ("small: {times: 3}", 'times cannot be "3". Possible here: 1, 2.'),
    ],
)
def test_mistakes_of_a_campaign_about_scorecards(tmp_path: Path, wrong: str, expected: str) -> None:
    folder = write(tmp_path / "rules", FILES)
    write(tmp_path, {"ring.yaml": f"id: ring\ntitle: 炫铃\nscorecards: {{{wrong}}}\n"})
    with pytest.raises(RuleError) as error:
        load_ruleset([folder], tmp_path / "ring.yaml")
    assert expected in error.value.problems[0]


def test_a_standard_is_found_by_id_and_by_code(tmp_path: Path) -> None:
    rules = load(tmp_path)
    assert rules.standard("S99") is rules.standard("small")
    with pytest.raises(RuleError, match='Did you mean "small"'):
        rules.standard("smal")
