"""The JSON of a set of rules, as the upload and query interfaces write it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from autoqa.errors import RuleError


def _unpacked(value: Any) -> Any:
    """Some fields hold JSON written as text (``range``, ``JsonStr``, ``conditions``)."""
    if isinstance(value, str) and value.strip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            return value
    return value


def _plain(value: Any) -> Any:
    """Keys in one spelling: ``Check_range``, ``checkRange`` and ``check_range`` are the same field."""
    value = _unpacked(value)
    if isinstance(value, Mapping):
        return {str(key).replace("_", "").lower(): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value


Name = Annotated[str, BeforeValidator(lambda value: "" if value is None else str(value))]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Anchor(_Part):
    """The condition that a range is counted from. ``hittime``: which of its hits: 1 … N, 0 each, -1 any."""

    cid: Name = ""
    location: str | None = None
    hittime: int | None = None


class Range(_Part):
    """Sentences ``start`` to ``to``, counted from 1; negative numbers count from the end."""

    start: int | None = Field(default=None, validation_alias=AliasChoices("from", "start"))
    to: int | None = None


class CheckRange(_Part):
    role: str | None = None
    anchor: Anchor | None = None
    range: Range | None = None
    absolute: bool = False
    allsentencessatisfy: bool = False


class Operator(_Part):
    oid: Name
    type: str = ""
    name: str = Field(default="", validation_alias=AliasChoices("name", "opername"))
    param: dict[str, Any] = Field(default={})

    @property
    def shown(self) -> str:
        return " ".join(part for part in (self.type, self.name) if part) or f"operator {self.oid}"


class Condition(_Part):
    cid: Name = Field(validation_alias=AliasChoices("cid", "conditioninfocid"))
    name: str | None = None
    checkrange: CheckRange = CheckRange()
    operators: tuple[Operator, ...] = ()
    joined: Name = Field(default="", validation_alias=AliasChoices("lambda", "operlambda"))
    exclusion: int = 0


class Rule(_Part):
    rid: Name = Field(default="", validation_alias=AliasChoices("rid", "ruleid", "id"))
    name: str | None = None
    comments: str | None = None
    joined: Name = Field(default="", validation_alias=AliasChoices("lambda", "rulelambda"))
    level: Any = None
    preqrule: Any = None
    scorenum: Any = None
    effectivestarttime: Any = None


class RulesInfo(_Part):
    conditions: tuple[Condition, ...] = ()
    rules: tuple[Rule, ...] = ()


def read_sca(path: Path) -> RulesInfo:
    """Read one file.

    Raises:
        RuleError: it cannot be read, is not JSON, or holds no rules.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RuleError(path, f"cannot be read ({error.strerror})", "Check the path and its rights") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise RuleError(path, f"is not JSON: {error}", "Export the rules again as JSON") from None
    plain = _plain(data)
    for wrapper in ("jsonstr", "data"):
        if isinstance(plain, dict) and wrapper in plain and "rules" not in plain:
            plain = plain[wrapper]
    if not isinstance(plain, dict) or not plain.get("rules"):
        cause = "holds no rules"
        raise RuleError(path, cause, 'It needs "rules" and "conditions", as the query interface gives them')
    try:
        return RulesInfo.model_validate(plain)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise RuleError(path, f"{where}: {first['msg']}", "Correct it by the documentation") from None
