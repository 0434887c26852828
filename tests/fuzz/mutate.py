"""Damage, seeded: the same number always gives the same broken file."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Sequence
from typing import Any

Damage = Callable[[random.Random, bytearray], None]

_EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_HEAD = 200


def _place(rng: random.Random, data: bytearray) -> int:
    """Headers are hit as often as all the rest."""
    return rng.randrange(min(len(data), _HEAD) if rng.random() < 0.5 else len(data))


def _flip(rng: random.Random, data: bytearray) -> None:
    for _ in range(rng.choice((1, 1, 2, 8, 40))):
        data[_place(rng, data)] = rng.randrange(256)


def _extreme(rng: random.Random, data: bytearray) -> None:
    at, width = _place(rng, data), rng.choice((1, 2, 4, 8))
    value = rng.choice(_EXTREMES) & ((1 << 8 * width) - 1)
    data[at : at + width] = value.to_bytes(width, rng.choice(("little", "big")))


def _cut(rng: random.Random, data: bytearray) -> None:
    del data[_place(rng, data) :]


def _drop(rng: random.Random, data: bytearray) -> None:
    at = _place(rng, data)
    del data[at : at + rng.choice((1, 3, 50, 1000))]


def _repeat(rng: random.Random, data: bytearray) -> None:
    at, size = _place(rng, data), rng.choice((1, 16, 500, 4000))
    data[at:at] = bytes(data[at : at + size]) * rng.choice((1, 2, 5))


def _noise(rng: random.Random, data: bytearray) -> None:
    at = _place(rng, data)
    data[at : at + rng.choice((4, 100, 2000))] = rng.randbytes(rng.choice((0, 4, 100, 2000)))


def _zero(rng: random.Random, data: bytearray) -> None:
    at, size = _place(rng, data), rng.choice((2, 64, 3000))
    data[at : at + size] = bytes(size)


_DAMAGES: tuple[Damage, ...] = (_flip, _flip, _extreme, _extreme, _cut, _drop, _repeat, _noise, _zero)


def damaged_bytes(rng: random.Random, seeds: Sequence[bytes]) -> bytes:
    """One of ``seeds`` with one to four damages; now and then two of them glued together."""
    data = bytearray(rng.choice(seeds))
    if rng.random() < 0.05:
        other = rng.choice(seeds)
        data[rng.randrange(len(data)) :] = other[rng.randrange(len(other)) :]
    for _ in range(rng.choice((1, 1, 2, 4))):
        if data:
            rng.choice(_DAMAGES)(rng, data)
    return bytes(data)


_NASTY: tuple[Any, ...] = (
    *(None, True, -1, 0, 1e-9, 1e308, -1e308, 10**30, 86_399.99),
    *("", "0", "\x00", "\ud800", "\u202e反", "\x1b[2J", "agent", "customer", "2026-13-45T99:99", "١٢٣"),
    *([], {}, [[]], [None], {"": ""}, ["x"] * 1000),
    *("好" * 5000, "嗯" * 300, "</script><script>", "=cmd|' /C calc'!A0", "%s%n{0}{{x}}"),
    *("零一二三四五六七八九" * 40, "1" * 400, "不" * 200),
)


def damaged_json(rng: random.Random, seed: Any) -> bytes:
    """``seed`` as JSON with values replaced, keys lost or renamed, items repeated; at times the bytes too."""
    value = json.loads(json.dumps(seed))
    for _ in range(rng.choice((1, 1, 2, 5))):
        _damage_value(rng, value)
    text = json.dumps(value, ensure_ascii=rng.random() < 0.5)
    if rng.random() < 0.05:
        text = text.replace("1", rng.choice(("NaN", "1e999", "0x1", "--1")), 1)
    raw = text.encode("utf-8", errors="replace")
    return damaged_bytes(rng, [raw]) if rng.random() < 0.25 else raw


def _damage_value(rng: random.Random, value: Any) -> None:
    """Walk down at random and damage where the walk stops."""
    while isinstance(value, (dict, list)) and value:
        key = rng.choice(list(value)) if isinstance(value, dict) else rng.randrange(len(value))
        below = value[key]
        if isinstance(below, (dict, list)) and below and rng.random() < 0.8:
            value = below
            continue
        action = rng.random()
        if action < 0.6:
            value[key] = copy.deepcopy(rng.choice(_NASTY))
        elif action < 0.75:
            del value[key]
        elif isinstance(value, list):
            value[key:key] = [below] * rng.choice((1, 30))
        else:
            value[rng.choice(("role", "start", "end", "text", "id", "zzz"))] = below
        return


_LINES = (
    *("- &a [*a]", "x: !!python/object/apply:os.system [id]", "\tid: tab", "? [a]", "---", "%YAML 9.9"),
    *("any: []", "kind: regex", "any: ['(a|a)*b', '((((((((((a{9}){9}){9}){9})))))))']", "id: id"),
    *("any: ['(好/坏)…(啊/嗯)…____']", "when: {all: [{any: [{not: 不}]}]}", "within: 1e999", "points: -5"),
    *("status: active", "severity: deadly", "title: '" + "长" * 300 + "'", "a: " + "[" * 60),
    *("examples: {fail: ['A: 好', 'B: x', '']}", "{{ }}", "\x00", "\ufeff"),
)


def damaged_yaml(rng: random.Random, text: str) -> bytes:
    """Lines lost, repeated, swapped, indented, joined by evil ones; values replaced; at times the bytes."""
    lines = text.splitlines()
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.randrange(len(lines))
        action = rng.randrange(7)
        if action == 0 and len(lines) > 1:
            del lines[at]
        elif action == 1:
            lines.insert(at, lines[rng.randrange(len(lines))])
        elif action == 2:
            lines.insert(at, " " * rng.choice((0, 2, 4)) + rng.choice(_LINES))
        elif action == 3:
            lines[at] = " " * rng.randrange(8) + lines[at].lstrip()
        elif action == 4 and ":" in lines[at]:
            nasty = rng.choice(_NASTY)
            lines[at] = (
                lines[at].split(":")[0] + ": " + (nasty if isinstance(nasty, str) else json.dumps(nasty))
            )
        elif action == 5:
            lines[at] = lines[at][: rng.randrange(len(lines[at]) + 1)]
        else:
            other = rng.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
    raw = "\n".join(lines).encode("utf-8", errors="surrogatepass")
    return damaged_bytes(rng, [raw]) if rng.random() < 0.2 else raw
