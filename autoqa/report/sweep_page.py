"""A sweep as one self-contained page."""

from __future__ import annotations

from autoqa.report.charts import Axis, nice_ticks, plot
from autoqa.report.sheets import render_sheet
from autoqa.report.tuning_table import costs_in_words
from autoqa.tune.sweep import Sweep


def render_sweep(sweep: Sweep) -> str:
    """Cost, precision and recall over the values, cross-validation, and all counts."""
    values = [point.value for point in sweep.points]
    across = _axis(sweep.parameter, values)
    costs = [(point.value, point.cost) for point in sweep.points]
    shown = [("现值", sweep.now), ("最省", sweep.best)]
    if sweep.now == sweep.best:
        shown = [("现值，也最省", sweep.now)]
    inside = [
        (label, value) for label, value in shown if value is not None and across.low <= value <= across.high
    ]
    lines = [
        ("line", [(p.value, p.precision) for p in sweep.points if p.precision is not None]),
        ("line2", [(p.value, p.recall) for p in sweep.points if p.recall is not None]),
    ]
    return render_sheet(
        "sweep.html.j2",
        sweep=sweep,
        costs=costs_in_words(sweep.costs.miss, sweep.costs.false, sweep.costs.unsure),
        cost_chart=plot(
            across,
            _axis("代价", [0.0, *(cost for _, cost in costs)]),
            lines=[("line", costs)],
            verticals=inside,
        ),
        share_chart=plot(across, Axis("比例"), lines=lines, verticals=inside),
    )


def _axis(title: str, values: list[float]) -> Axis:
    ticks = nice_ticks(min(values), max(values))
    return Axis(title, ticks[0], ticks[-1], ticks, "g")
