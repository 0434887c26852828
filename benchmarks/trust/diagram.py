"""The reliability diagram: how often verdicts of a stated probability are right, as an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from autoqa.tune.statistics import wilson

_EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.01)
_SIZE, _LEFT, _TOP = 320, 64, 24
_LOWEST = 0.3
"""The diagram begins here: verdicts are hardly ever less likely."""


@dataclass(frozen=True)
class Bin:
    """Verdicts of similar probability: its mean, how many, what share was right, and the 95 % interval of
    that."""

    stated: float
    count: int
    share: float
    interval: tuple[float, float]


def bins(chances: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """By stated probability; empty ones are left out."""
    found = []
    for low, high in pairwise(_EDGES):
        own = [(chance, good) for chance, good in zip(chances, right, strict=True) if low <= chance < high]
        share = wilson(sum(good for _, good in own), len(own))
        if share is not None:
            mean = sum(chance for chance, _ in own) / len(own)
            found.append(Bin(mean, len(own), share.value, share.interval))
    return found


def expected_error(found: Sequence[Bin]) -> float:
    """Expected calibration error: mean distance between stated and true share, by verdict."""
    total = sum(one.count for one in found)
    return sum(one.count * abs(one.share - one.stated) for one in found) / max(1, total)


def drawn(found: Sequence[Bin], title: str) -> str:
    """An SVG with one point a bin, its interval, and the diagonal of perfect calibration."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE + _LEFT + 30} {_SIZE + _TOP + 60}" '
        'font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{_LEFT}" y="16" font-size="13">{title}</text>',
    ]
    for tick in (0.4, 0.6, 0.8, 1.0):
        x, y = _x(tick), _y(tick)
        parts += [
            f'<line x1="{x}" y1="{_TOP}" x2="{x}" y2="{_TOP + _SIZE}" stroke="#ddd"/>',
            f'<line x1="{_LEFT}" y1="{y}" x2="{_LEFT + _SIZE}" y2="{y}" stroke="#ddd"/>',
            f'<text x="{x}" y="{_TOP + _SIZE + 18}" text-anchor="middle">{tick:.0%}</text>',
            f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{tick:.0%}</text>',
        ]
    parts += [
        f'<line x1="{_x(_LOWEST)}" y1="{_y(_LOWEST)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#999" '
        'stroke-dasharray="4 4"/>',
        f'<text x="{_LEFT + _SIZE / 2}" y="{_TOP + _SIZE + 40}" text-anchor="middle">'
        "给出的把握 stated</text>",
        f'<text x="16" y="{_TOP + _SIZE / 2}" text-anchor="middle" '
        f'transform="rotate(-90 16 {_TOP + _SIZE / 2})">实际正确率 right</text>',
    ]
    for one in found:
        x, (low, high) = _x(one.stated), one.interval
        parts += [
            f'<line x1="{x}" y1="{_y(low)}" x2="{x}" y2="{_y(high)}" stroke="#1f6feb" stroke-width="2"/>',
            f'<circle cx="{x}" cy="{_y(one.share)}" r="4" fill="#1f6feb"><title>{one.count}</title></circle>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _x(chance: float) -> float:
    return round(_LEFT + _SIZE * (max(chance, _LOWEST) - _LOWEST) / (1 - _LOWEST), 1)


def _y(share: float) -> float:
    return round(_TOP + _SIZE * (1 - (max(share, _LOWEST) - _LOWEST) / (1 - _LOWEST)), 1)
