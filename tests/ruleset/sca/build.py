"""Sets of SCA rules as the query interface gives them, and the calls they are tried on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from autoqa.ruleset import Rule, load_ruleset
from autoqa.ruleset.sca import Converted, convert, read_sca


def operator(type_: str, oid: str = "1", name: str = "", **param: Any) -> dict[str, Any]:
    return {"oid": oid, "type": type_, "name": name, "param": param}


def condition(
    cid: str,
    *operators: dict[str, Any],
    role: str = "客服",
    anchor: dict[str, Any] | None = None,
    span: dict[str, int] | None = None,
    joined: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    checked: dict[str, Any] = {"role": role}
    if anchor is not None:
        checked["anchor"] = anchor
    if span is not None:
        checked["range"] = json.dumps(span)
    ids = "&&".join(one["oid"] for one in operators)
    return {"cid": cid, "check_range": checked, "operators": list(operators), "lambda": joined or ids, **more}


def info(*conditions: dict[str, Any], joined: str = "a", **rule: Any) -> dict[str, Any]:
    return {
        "conditions": list(conditions),
        "rules": [{"rid": "7", "name": "规则七", "lambda": joined, **rule}],
    }


def converted(folder: Path, data: dict[str, Any]) -> list[Converted]:
    path = folder / "sca.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return convert(read_sca(path))


def imported(folder: Path, data: dict[str, Any]) -> Rule:
    """The one rule of the set, written to a file and loaded again."""
    (made,) = converted(folder, data)
    assert made.text is not None, made.lost
    rules = folder / "rules"
    rules.mkdir()
    (rules / "r.yaml").write_text(made.text, encoding="utf-8")
    return load_ruleset([rules]).rules[made.id]
