"""Charts as SVG made here, so that a page needs nothing beside itself and prints as it shows.

Colours come from the page's style (``currentColor`` and classes), so that dark pages stay readable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

WIDTH, HEIGHT = 320, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 36
"""Space around the plot for labels, in the units of the view box."""
NAMES = 16
"""More space above the plot for the names of lines."""


@dataclass(frozen=True)
class Mark:
    """A point with its interval (in y) and a tooltip."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None
    tip: str = ""


@dataclass(frozen=True)
class Axis:
    """``low`` to ``high`` with ticks, drawn as ``form`` says (a format specification)."""

    title: str
    low: float = 0.0
    high: float = 1.0
    ticks: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)
    form: str = ".0%"


def plot(
    x: Axis,
    y: Axis,
    *,
    lines: Sequence[tuple[str, Sequence[tuple[float, float]]]] = (),
    names: Sequence[str] = (),
    marks: Sequence[Mark] = (),
    diagonal: bool = False,
    verticals: Sequence[tuple[str, float]] = (),
    title: str = "",
) -> Markup:
    """Lines (class ``line`` or ``line2``, points) and marks over two axes. ``verticals``: (label, x) of
    dashed lines. ``names``: what the lines are, in their order, written above the plot in their colours."""
    frame = _Frame(x, y)
    parts = [frame.axes()]
    if diagonal:
        parts.append(frame.path([(x.low, y.low), (x.high, y.high)], "diagonal"))
    for label, place in verticals:
        parts.append(frame.vertical(label, place))
    parts += [frame.path(points, name) for name, points in lines if points]
    parts += [frame.mark(mark) for mark in marks]
    parts += [
        _name(place, name, line) for place, (name, (line, _)) in enumerate(zip(names, lines, strict=False))
    ]
    name = escape(title or f"{y.title} / {x.title}")
    above = NAMES if names else 0
    view = f'viewBox="0 {-above} {WIDTH} {HEIGHT + above}" role="img" aria-label="{name}"'
    return Markup(f'<svg class="chart" {view}>{"".join(parts)}</svg>')


class _Frame:
    """Where values lie in the view box."""

    def __init__(self, x: Axis, y: Axis) -> None:
        self.x, self.y = x, y

    def across(self, value: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * _share(value, self.x), 1)

    def up(self, value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * _share(value, self.y), 1)

    def axes(self) -> str:
        bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
        parts = [f'<path class="axis" d="M{LEFT} {TOP}V{bottom}H{right}"/>']
        for tick in self.x.ticks:
            place = self.across(tick)
            parts.append(f'<path class="grid" d="M{place} {TOP}V{bottom}"/>')
            label = f"{tick:{self.x.form}}"
            parts.append(f'<text x="{place}" y="{bottom + 14}" text-anchor="middle">{label}</text>')
        for tick in self.y.ticks:
            place = self.up(tick)
            parts.append(f'<path class="grid" d="M{LEFT} {place}H{right}"/>')
            label = f"{tick:{self.y.form}}"
            parts.append(f'<text x="{LEFT - 5}" y="{place + 4}" text-anchor="end">{label}</text>')
        parts.append(_title(self.x.title, (LEFT + right) / 2, HEIGHT - 5))
        parts.append(_title(self.y.title, 11, (TOP + bottom) / 2, turned=True))
        return "".join(parts)

    def path(self, points: Sequence[tuple[float, float]], name: str) -> str:
        steps = " ".join(f"{self.across(x)},{self.up(y)}" for x, y in points)
        return f'<polyline class="{name}" points="{steps}"/>'

    def mark(self, mark: Mark) -> str:
        x, y = self.across(mark.x), self.up(mark.y)
        bar = ""
        if mark.low is not None and mark.high is not None:
            bar = f'<path class="whisker" d="M{x} {self.up(mark.low)}V{self.up(mark.high)}"/>'
        return (
            f'{bar}<circle class="mark" cx="{x}" cy="{y}" r="3.5"><title>{escape(mark.tip)}</title></circle>'
        )

    def vertical(self, label: str, value: float) -> str:
        place = self.across(value)
        return (
            f'<path class="vertical" d="M{place} {TOP}V{HEIGHT - BOTTOM}"/>'
            f'<text class="vertical" x="{place + 3}" y="{TOP + 9}">{escape(label)}</text>'
        )


def _title(text: str, x: float, y: float, *, turned: bool = False) -> str:
    turn = f' transform="rotate(-90 {x} {y})"' if turned else ""
    return f'<text class="title" x="{x}" y="{y}" text-anchor="middle"{turn}>{escape(text)}</text>'


def _name(place: int, text: str, line: str) -> str:
    x = LEFT + 100 * place
    return f'<path class="{line}" d="M{x} -6h16"/><text x="{x + 20}" y="-2">{escape(text)}</text>'


def _share(value: float, axis: Axis) -> float:
    span = axis.high - axis.low
    return min(1.0, max(0.0, (value - axis.low) / span)) if span else 0.5


def bars(rows: Sequence[tuple[str, float, str]], *, title: str = "") -> Markup:
    """Horizontal bars: (label, value, text behind the bar), the longest bar as wide as the plot."""
    most = max((value for _, value, _ in rows), default=0.0) or 1.0
    height = 22 * len(rows) + 6
    parts = []
    for index, (label, value, text) in enumerate(rows):
        y = 22 * index + 4
        wide = round(300 * value / most, 1)
        parts.append(f'<text x="176" y="{y + 13}" text-anchor="end">{escape(label)}</text>')
        parts.append(f'<rect class="bar" x="182" y="{y}" width="{wide}" height="16" rx="2"/>')
        parts.append(f'<text x="{188 + wide}" y="{y + 13}">{escape(text)}</text>')
    return Markup(
        f'<svg class="chart bars" viewBox="0 0 560 {height}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )


def nice_ticks(low: float, high: float, count: int = 5) -> tuple[float, ...]:
    """About ``count`` round numbers from below ``low`` to above ``high``."""
    span = high - low or abs(high) or 1.0
    raw = span / max(1, count - 1)
    power = 10.0 ** (len(f"{int(raw)}") - 1 if raw >= 1 else -len(f"{1 / raw:.0f}"))
    step = next(step * power for step in (1, 2, 2.5, 5, 10, 20) if step * power >= raw)
    first = step * (low // step)
    ticks = [first]
    while ticks[-1] < high - 1e-9:
        ticks.append(ticks[-1] + step)
    return tuple(round(tick, 9) for tick in ticks)
