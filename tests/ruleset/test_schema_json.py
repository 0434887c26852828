from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from autoqa.checks import KINDS
from autoqa.ruleset.schema_json import json_schema

RULES = Path(__file__).parents[2] / "rules"
FILES = [
    path
    for path in sorted(RULES.rglob("*.yaml"))
    if path.relative_to(RULES).parts[0] not in ("lexicon", "scorecards", "campaigns")
]


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json_schema()


def test_it_is_a_schema(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


def test_the_one_beside_the_rules_is_up_to_date(schema: dict[str, Any]) -> None:
    assert json.loads((RULES / "schema.json").read_text(encoding="utf-8")) == schema


def test_it_knows_every_kind(schema: dict[str, Any]) -> None:
    (named,) = schema["properties"]["conditions"]["patternProperties"].values()
    kinds = named["oneOf"]
    assert [kind["$ref"] for kind in kinds] == [
        f"#/$defs/{kind.model_fields['kind'].default}" for kind in KINDS
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_admits_the_shipped_rules_as_an_editor_sees_them(schema: dict[str, Any], path: Path) -> None:
    jsonschema.Draft202012Validator(schema).validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "wrong",
    [
        {"severty": "major"},
        {"conditions": {"hi": {"kind": "phrase", "any": ["您好"]}}},
        {"conditions": {"hi": {"kind": "phrases", "any": ["您好"], "rol": "agent"}}},
        {"require": {"every": ["hi"]}},
    ],
)
def test_it_refuses_what_the_program_refuses(schema: dict[str, Any], wrong: dict[str, Any]) -> None:
    right = {
        "id": "test.rule",
        "title": "规则",
        "description": "说明",
        "params": {"limit": 3},
        "conditions": {
            "hi": {"kind": "phrases", "any": ["您好"], "role": "agent", "count": {"min": "$limit"}}
        },
        "require": {"all": ["hi"]},
    }
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(right)
    assert not validator.is_valid(right | wrong)
