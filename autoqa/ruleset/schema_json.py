"""The JSON schema of rule files, for completion and checking in editors."""

from __future__ import annotations

from typing import Any

from autoqa.checks import KINDS
from autoqa.checks.base import Check
from autoqa.ruleset.schema import Common, RuleFile

_PLACEHOLDER = {"type": "string", "pattern": r"^\$[a-z][a-z0-9_]*$"}
_PHRASES = {"type": "string", "pattern": r"^(\$[a-z][a-z0-9_]*|lexicon:.+)$"}


def json_schema() -> dict[str, Any]:
    """Schema (draft 2020-12) of one rule file: every kind of condition with its keys and the common ones.

    It admits what an editor sees where the program reads text: numbers for texts (``0012`` is one to most
    editors), and ``$parameters`` or ``lexicon:`` lists in the place of values.
    """
    schema = RuleFile.model_json_schema(by_alias=True)
    definitions: dict[str, Any] = schema.pop("$defs", {})
    common = _taken_apart(Common.model_json_schema(by_alias=True), definitions)
    kinds = [_kind(check, common, definitions) for check in KINDS]
    conditions = schema["properties"]["conditions"]
    (name,) = conditions["patternProperties"]
    conditions |= {"patternProperties": {name: {"oneOf": kinds}}, "additionalProperties": False}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_as_written(schema),
        "$defs": {name: _as_written(definition) for name, definition in sorted(definitions.items())},
    }


def _kind(check: type[Check], common: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    own = _taken_apart(check.model_json_schema(by_alias=True), definitions)
    kind = check.model_fields["kind"].default
    properties = {**own["properties"], **common["properties"], "kind": {"const": kind}}
    definitions[kind] = {
        "type": "object",
        "description": own.get("description", ""),
        "properties": properties,
        "required": ["kind", *(name for name in own.get("required", ()) if name != "kind")],
        "additionalProperties": False,
    }
    return {"$ref": f"#/$defs/{kind}"}


def _taken_apart(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema itself, its definitions moved to the common ones."""
    definitions.update(schema.pop("$defs", {}))
    return schema


def _as_written(schema: Any) -> Any:
    """The schema of a value before parameters are filled in and before text becomes numbers."""
    if isinstance(schema, list):
        return [_as_written(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    deeper = {
        key: value if key in ("default", "const", "enum", "required") else _as_written(value)
        for key, value in schema.items()
    }
    match schema.get("type"):
        case "number" | "integer" | "boolean":
            return {"anyOf": [deeper, _PLACEHOLDER]}
        case "array":
            return {"anyOf": [deeper, _PHRASES]}
        case "string" if not {"pattern", "enum", "const", "format"} & set(schema):
            return {**deeper, "type": ["string", "number", "boolean"]}
    return deeper
