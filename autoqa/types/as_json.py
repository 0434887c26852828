"""Contract JSON: the same value always gives the same bytes."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

DIGITS = 4
"""Decimal places of every number: 0.1 ms and 0.01 % are beyond what any of them means."""


def to_json(value: BaseModel, *, indent: int | None = None) -> str:
    """JSON with readable Chinese, keys in the order of the model, numbers rounded; one line unless
    ``indent``."""
    return json.dumps(
        _rounded(value.model_dump(mode="json")), ensure_ascii=False, indent=indent, allow_nan=False
    )


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(inner) for inner in value]
    return value
