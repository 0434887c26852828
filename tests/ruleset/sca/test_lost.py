from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from autoqa.cli import cli
from autoqa.errors import RuleError
from autoqa.ruleset.sca import read_sca
from autoqa.ruleset.schema import Lifecycle
from tests.ruleset.sca.build import condition, converted, imported, info, operator

YUAN = operator("HIT_ANY_KEYWORDS", keywords=["元"])
ANGER = operator("EMOTION_MODEL", oid="2", name="情绪检测")


def test_what_decides_and_is_lost_makes_a_draft(tmp_path: Path) -> None:
    rule = imported(tmp_path, info(condition("a", YUAN, ANGER)))
    assert rule.file.status is Lifecycle.DRAFT
    text = "\n".join(rule.document.lines)
    assert "operator 2 (EMOTION_MODEL 情绪检测) has no counterpart" in text


def test_a_rule_of_which_nothing_is_left_is_not_written(tmp_path: Path) -> None:
    (made,) = converted(tmp_path, info(condition("a", ANGER)))
    assert made.text is None
    assert any("no counterpart" in what for what in made.lost)


@pytest.mark.parametrize(
    ("data", "lost"),
    [
        (info(condition("a", YUAN), joined="a&&"), "cannot be read"),
        (info(condition("a", YUAN), joined="a&&z"), "condition z: there is no such condition"),
        (info(condition("a", YUAN), joined="a", scoreNum=-5), "its score (-5)"),
        (info(condition("a", YUAN), joined="a", preqRule={"rid": 3}), "only_if"),
        (info(condition("a", YUAN, exclusion=1)), "excludes"),
        (info(condition("a", operator("REGULAR_EXPRESSION", regex="["))), "is none here"),
        (info(condition("a", operator("REGULAR_EXPRESSION", regex="a*"))), "matches nothing"),
        (info(condition("a", operator("HIT_ANY_KEYWORDS", keywords=["（）"]))), "names no keyword"),
        (info(condition("a", YUAN, anchor={"cid": "q", "location": "AFTER"})), "counted from condition q"),
        (info(condition("a", YUAN, anchor={"cid": "a", "location": "AFTER"})), "counted from condition a"),
        (info(condition("a", operator("SPEECH_SPEED_CHECK", velocityInMint=300))), "single sentences"),
    ],
)
def test_everything_lost_is_named(data: dict[str, Any], lost: str, tmp_path: Path) -> None:
    (made,) = converted(tmp_path, data)
    assert any(lost in what for what in made.lost), made.lost


def test_other_spellings_and_wrappers(tmp_path: Path) -> None:
    data = {
        "Data": {
            "Conditions": json.dumps(
                [
                    {
                        "ConditionInfoCid": 7,
                        "Operators": [YUAN],
                        "OperLambda": "1",
                        "Check_range": {"Role": "客服"},
                    }
                ]
            ),
            "Rules": [{"RuleId": 55, "RuleLambda": 7, "Name": "资费"}],
        }
    }
    rule = imported(tmp_path, data)
    assert (rule.id, rule.file.title, set(rule.conditions)) == ("sca.r55", "资费", {"c7"})


@pytest.mark.parametrize("content", ["", "[1]", '{"rules": []}', '{"rules": [5]}'])
def test_a_file_that_holds_no_rules(content: str, tmp_path: Path) -> None:
    path = tmp_path / "sca.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RuleError, match=r"sca\.json"):
        read_sca(path)


def test_the_command_writes_what_rules_check_accepts(tmp_path: Path) -> None:
    source = tmp_path / "sca.json"
    data = info(condition("a", YUAN), condition("b", ANGER), joined="a&&!b", level=0)
    source.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    run = CliRunner()
    result = run.invoke(cli, ["rules", "import-sca", str(source), "--out", str(tmp_path / "own")])
    assert result.exit_code == 0, result.output
    assert "lost: condition b" in result.stderr
    checked = run.invoke(cli, ["rules", "check", str(tmp_path / "own")])
    assert checked.exit_code == 0, checked.output
    again = run.invoke(cli, ["rules", "import-sca", str(source), "--out", str(tmp_path / "own")])
    assert again.exit_code != 0
