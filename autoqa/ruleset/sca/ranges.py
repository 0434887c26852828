"""Check ranges: whose sentences a condition looks at, and where."""

from __future__ import annotations

from typing import Any

from autoqa.ruleset.sca.reading import Anchor, CheckRange, Range

ALL = 999
"""More turns than any call has: to the beginning, or to the end."""

_ROLES = {"客服": "agent", "坐席": "agent", "客户": "customer", "用户": "customer"}


def placed(checked: CheckRange, anchor: str | None, lost: list[str]) -> dict[str, Any]:
    """``role`` and ``window`` of a condition. ``anchor`` is the condition of our own that the range is
    counted from; what has no counterpart is added to ``lost``."""
    keys: dict[str, Any] = {}
    role = _ROLES.get(checked.role or "")
    if role is not None:
        keys["role"] = role
    if checked.absolute and checked.range is not None and role is not None:
        lost.append("sentences counted over all speakers; here they are counted over the role's own turns")
    if checked.allsentencessatisfy:
        lost.append("every sentence of the range must satisfy it; here one is enough")
    window = _window(checked, anchor, lost)
    if window:
        keys["window"] = window
    return keys


def _window(checked: CheckRange, anchor: str | None, lost: list[str]) -> dict[str, Any]:
    wanted = checked.anchor
    if wanted is None or not wanted.cid or not wanted.location:
        return _turns(checked.range)
    if anchor is None:
        lost.append(f"the range is counted from condition {wanted.cid}, which could not be carried over")
        return _turns(checked.range)
    nth = _nth(wanted, lost)
    start = checked.range.start if checked.range is not None else None
    to = checked.range.to if checked.range is not None else None
    match wanted.location.upper():
        case "CURRENT":
            turns = [0, 0]
        case "AFTER":
            turns = [start or 1, to if to is not None and to > 0 else ALL]
        case "BEFORE":
            if start is not None and start > 0 and (start, to) != (1, -1):
                return {"until": anchor, **nth, **_turns(checked.range)}
            turns = [
                start if start is not None and start < 0 else -ALL,
                to if to is not None and to < 0 else -1,
            ]
        case "AROUND":
            turns = [-ALL if start is None else -abs(start), ALL if to is None else abs(to)]
        case other:
            lost.append(f'the location "{other}" is not known')
            return _turns(checked.range)
    if turns[0] > turns[1]:
        lost.append(f"sentences {start} to {to} are no range")
        turns = [min(turns), max(turns)]
    return {"around": anchor, "turns": turns, **nth}


def _nth(anchor: Anchor, lost: list[str]) -> dict[str, str]:
    if anchor.hittime is None or anchor.hittime == -1:
        return {"nth": "any"}
    if anchor.hittime == 0:
        return {"nth": "each"}
    if not 1 <= anchor.hittime <= 99:
        lost.append(f"hit number {anchor.hittime} of the anchor; here any hit counts")
        return {"nth": "any"}
    return {"nth": str(anchor.hittime)}


def _turns(span: Range | None) -> dict[str, Any]:
    """The turns of a range without an anchor; nothing for the whole call."""
    start, to = (span.start or 1, span.to or -1) if span is not None else (1, -1)
    if (start, to) == (1, -1):
        return {}
    if start == 1 and to > 0:
        return {"turns": to}
    if to == -1 and start < 0:
        return {"turns": start}
    return {"turns": [start, to]}
