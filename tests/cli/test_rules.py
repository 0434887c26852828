from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autoqa.resources import rules_dir

Run = Callable[..., Any]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    shutil.copytree(rules_dir(), folder)
    return folder


def test_shipped_rules_are_in_order(run: Run) -> None:
    assert run("rules", "check").code == 0


def test_wrong_key_is_told_with_place_excerpt_and_the_right_one(run: Run, copy: Path) -> None:
    path = copy / "opening" / "identity.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    line = next(number for number, text in enumerate(lines, 1) if text.startswith("severity:"))
    path.write_text("".join(lines).replace("severity:", "severty:"), encoding="utf-8")
    ran = run("rules", "check", copy)
    assert ran.code == 2
    assert f"identity.yaml:{line}:1" in ran.err
    assert 'Did you mean "severity"?' in ran.err
    scored = run("score", "x.json", "--rules", copy)
    assert scored.code == 2


def test_show_prints_a_standard_and_a_rule(run: Run) -> None:
    assert "确认定制" in run("rules", "show", "S01").out
    assert "opening.identity" in run("rules", "show", "opening.identity").out
    assert run("rules", "show", "S77").code == 2


def test_own_rule_needs_nothing_but_its_file(run: Run, copy: Path) -> None:
    (copy / "own.yaml").write_text(
        """id: own.weather
title: 没有问候天气
description: 坐席应问候天气。
severity: info
conditions:
  weather: {kind: phrases, role: agent, any: [今天天气, 天气不错]}
require: weather
examples:
  - {name: 问候了, expect: pass, dialogue: ["A: 今天天气不错"]}
  - {name: 没有, expect: fail, dialogue: ["A: 您好请问是王先生吗"]}
""",
        encoding="utf-8",
    )
    assert "own.weather" in run("rules", "list", "--rules", copy).out
    assert run("rules", "test", copy, "--rule", "own.weather").out.startswith("2 examples hold, 0 do not")


def test_failing_example_is_told_and_exits_with_one(run: Run, copy: Path) -> None:
    (copy / "own.yaml").write_text(
        """id: own.weather
title: 没有问候天气
description: 坐席应问候天气。
severity: info
conditions:
  weather: {kind: phrases, role: agent, any: [今天天气]}
require: weather
examples:
  - {name: 错的例子, expect: fail, dialogue: ["A: 今天天气不错"]}
""",
        encoding="utf-8",
    )
    ran = run("rules", "test", copy, "--rule", "own.weather")
    assert ran.code == 1
    assert "错的例子" in ran.err


def test_schema_is_json(run: Run) -> None:
    assert "properties" in json.loads(run("rules", "schema").out)
