from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from autoqa.checks import KINDS
from autoqa.ruleset import strict_yaml
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
    document, _ = strict_yaml.read(path)
    assert document is not None
    jsonschema.Draft202012Validator(schema).validate(_as_an_editor_sees(document.data))


def _as_an_editor_sees(value: Any) -> Any:
    """Texts as the core schema of YAML 1.2 takes them, which the usual editors use."""
    if isinstance(value, dict):
        return {key: _as_an_editor_sees(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_as_an_editor_sees(part) for part in value]
    if value in ("true", "false"):
        return value == "true"
    return float(value) if re.fullmatch(r"-?\d+(\.\d+)?", value) else value


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
