from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.checks import KINDS, Check
from autoqa.resources import rules_dir
from autoqa.ruleset import load_ruleset
from autoqa.ruleset.docstrings import page_of
from autoqa.ruleset.manual import manual
from autoqa.ruleset.schema import Common, Count, Example, Reasons, RuleFile, Window
from tests.ruleset.build import write

OWN = """
    id: own.weather
    title: 没有问候天气
    description: 坐席应问候天气。
    severity: info
    status: trial
    params: {limit: 20}
    conditions:
      weather:
        kind: phrases
        role: agent
        any: [今天天气]
        window: {from: connect, until: connect + $limit}
    require: weather
"""


@pytest.mark.parametrize("check", KINDS, ids=lambda check: check.__name__)
def test_every_key_of_a_kind_is_explained(check: type[Check]) -> None:
    page = page_of(check)
    keys = {field.alias or name for name, field in check.model_fields.items()} - {"kind"}
    assert keys == set(page.fields)
    assert page.intro
    assert check.title


@pytest.mark.parametrize("model", [RuleFile, Common, Window, Count, Reasons, Example])
def test_every_key_of_a_rule_is_explained(model: type) -> None:
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert keys == set(page_of(model).fields)


def test_every_kind_has_an_example_and_every_rule_a_row() -> None:
    shipped = load_ruleset([rules_dir()])
    page = manual(shipped, "x")
    sections = page.split("\n### ")[1:]
    kinds = [section for section in sections if "```yaml" in section]
    assert len(kinds) == len(KINDS)
    for rule in shipped.rules:
        assert f"\n| `{rule}` | " in page


def test_a_rule_of_ones_own_is_in_the_manual(tmp_path: Path) -> None:
    own = write(tmp_path, {"weather.yaml": OWN})
    page = manual(load_ruleset([rules_dir(), own]), "autoqa rules docs")
    assert "| `own.weather` | 没有问候天气 | 提示 | 试行 |  | `limit` 20 |" in page
    assert "`opening.identity`" in page
    alone = manual(load_ruleset([own]), "autoqa rules docs")
    assert "weather:\n  kind: phrases\n  role: agent\n" in alone
