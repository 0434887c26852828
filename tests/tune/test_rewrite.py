"""Edits of rule files keep every other byte."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoqa.errors import UsageError
from autoqa.ruleset import Rule, load_ruleset, strict_yaml
from autoqa.ruleset.variant import Edit, edited
from autoqa.tune.patch import patch_of, unified
from autoqa.tune.rewrite import rewritten
from tests.rules.shipped import shipped
from tests.tune.making import RULE, rules_dir

FLOW = Edit(("conditions", "said", "any"), ["私下给我"], append=True)
EXCEPT = Edit(("conditions", "said", "except"), ["转给我们公司"], append=True)


def test_appended_to_a_list_in_brackets() -> None:
    assert rewritten(RULE, [FLOW]) == RULE.replace("打到我账上]", "打到我账上, 私下给我]")


def test_a_new_key_comes_last_in_its_block_before_what_follows() -> None:
    expected = RULE.replace("    boundary: false\n", "    boundary: false\n    except: [转给我们公司]\n")
    assert rewritten(RULE, [EXCEPT]) == expected


def test_a_new_key_in_braces() -> None:
    text = "conditions:\n  said: {kind: phrases, any: [甲]}  # 一行\nforbid: said\n"
    assert "any: [甲], except: [转给我们公司]}  # 一行" in rewritten(text, [EXCEPT])


def test_appended_to_a_list_of_lines() -> None:
    text = "conditions:\n  said:\n    any:\n      - 甲  # 第一\n      - 乙\n    # 后面的话\nforbid: said\n"
    assert rewritten(text, [FLOW]) == text.replace("      - 乙\n", "      - 乙\n      - 私下给我\n")


def test_windows_line_ends_and_a_missing_last_one_stay() -> None:
    text = "params:\r\n  limit: 5 # 秒\r\nforbid: said"
    assert rewritten(text, [Edit(("params", "limit"), 7)]) == text.replace("5", "7")
    assert rewritten(text, [Edit(("min_confidence",), 0.7)]) == text + "\r\nmin_confidence: 0.7"


def test_texts_that_need_quotes_get_them() -> None:
    done = rewritten(
        RULE, [Edit(("conditions", "said", "any"), ["a: b", "lexicon:x/y", "甲,乙"], append=True)]
    )
    document, problems = strict_yaml.parse(done, Path("x.yaml"))
    assert document is not None
    assert not problems
    assert document.data["conditions"]["said"]["any"][2:] == ["a: b", "lexicon:x/y", "甲,乙"]


def test_a_list_given_by_a_parameter_is_not_edited() -> None:
    with pytest.raises(UsageError, match="not a list written out here"):
        rewritten("conditions:\n  said:\n    any: $phrases\n", [FLOW])


@pytest.mark.parametrize("rule", shipped().rules.values(), ids=lambda rule: rule.id)
def test_every_shipped_rule_can_be_edited(rule: Rule) -> None:
    """Each number written, each phrase list added to, ``min_confidence`` set: all other bytes stay, and the
    file reads as meant."""
    text = rule.document.path.read_bytes().decode("utf-8")
    edits = [Edit(("min_confidence",), 0.66)]
    edits += [Edit(("params", name), 77) for name, value in rule.params.items() if isinstance(value, str)]
    for name, condition in rule.file.conditions.items():
        if condition.get("kind") == "phrases":
            edits.append(Edit(("conditions", name, "except"), ["某某公司"], append=True))
    for edit in edits:
        after = rewritten(text, [edit])
        document, problems = strict_yaml.parse(after, rule.document.path)
        assert document is not None
        assert not problems
        assert document.data == edited(rule.document.data, [edit])
        changed = [line for line in unified(text, after, "x").splitlines()[3:] if line[0] in "+-"]
        assert len(changed) <= 2


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1)
    .map(str.strip)
    .filter(bool)
)
def test_any_phrase_survives(phrase: str) -> None:
    after = rewritten(RULE, [Edit(("conditions", "said", "any"), [phrase], append=True)])
    document, problems = strict_yaml.parse(after, Path("x.yaml"))
    assert document is not None, problems
    assert document.data["conditions"]["said"]["any"][-1] == phrase


def test_patch_applies_with_git(tmp_path: Path) -> None:
    """And the file is not touched until then."""
    folder = rules_dir(tmp_path / "rules")
    path = folder / "money" / "private.yaml"
    rule = load_ruleset([folder]).rules["money.private"]
    patch = patch_of(rule, [FLOW, EXCEPT], [folder])
    assert path.read_text(encoding="utf-8") == RULE
    subprocess.run(["git", "apply", "-"], cwd=folder, input=patch.encode(), check=True)
    assert path.read_text(encoding="utf-8") == rewritten(RULE, [FLOW, EXCEPT])
    assert "except" in str(load_ruleset([folder]).rules["money.private"].document.data)
