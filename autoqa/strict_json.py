"""JSON of others, by the letter: no NaN, no infinity, whether named or written as ``1e999``, no half
characters."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn


def loads(text: str) -> Any:
    """The value of ``text``.

    Raises:
        ValueError: it is not JSON, holds a number that is none, or is nested too deeply.
    """
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if "\\ud" in text.lower():
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ValueError("half of a surrogate pair is no character") from None
    return value


def _finite(written: str) -> float:
    value = float(written)
    if not math.isfinite(value):
        _refuse(written)
    return value


def _refuse(written: str) -> NoReturn:
    raise ValueError(f"{written} is not a number in JSON")
