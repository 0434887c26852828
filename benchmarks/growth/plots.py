"""Pictures of growth, as SVG: both axes logarithmic, so that what grows in proportion is a line as steep as
the grey one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
mpl.rcParams.update(
    {"svg.hashsalt": "autoqa", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}
)

from matplotlib import pyplot as plt  # noqa: E402  the backend is chosen first

Points = Sequence[Mapping[str, float]]
SHOWN = {
    "length": (("processor s",), ("more MB",)),
    "rules": (("load s",), ("judge ms", "judge ms, words not read yet")),
    "store": (
        ("claim", "queue, first page", "one rule", "search, a common word", "search, a rare word"),
        ("report of a day", "report of a month"),
    ),
}
"""Of each part, the columns of its panels."""
LABELS = {
    "length": ("processor seconds", "MB beyond the loaded model"),
    "rules": ("processor seconds", "processor ms"),
    "store": ("processor ms", "processor ms"),
}


def draw(kept: Mapping[str, Points], folder: Path) -> None:
    """``growth-PART.svg`` of every part that has points to join."""
    for part, points in kept.items():
        if len(points) == 1:
            continue
        size = next(iter(points[0]))
        figure, panels = plt.subplots(1, 2, figsize=(8, 3.2))
        for axes, columns, label in zip(panels, SHOWN[part], LABELS[part], strict=True):
            _panel(axes, points, size, columns)
            axes.set(xlabel=size, ylabel=label)
        figure.tight_layout()
        figure.savefig(folder / f"growth-{part}.svg", metadata={"Date": None})
        plt.close(figure)


def _panel(axes: plt.Axes, points: Points, size: str, columns: Sequence[str]) -> None:
    axes.set(xscale="log", yscale="log")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:g}")
        axis.set_minor_formatter("")
    for column in columns:
        known = [p for p in points if column in p]
        axes.plot([p[size] for p in known], [p[column] for p in known], "o-", ms=4, lw=1.3, label=column)
    first, last = points[0][size], points[-1][size]
    top = max(points[-1].get(column, 0.0) for column in columns)
    axes.plot([first, last], [top * first / last, top], color="0.8", lw=1, zorder=0, label="in proportion")
    lowest = min(p[column] for p in points for column in columns if p.get(column, 0.0) > 0)
    axes.set_ylim(lowest / 2, 2 * top)
    axes.legend(frameon=False, fontsize=7)
