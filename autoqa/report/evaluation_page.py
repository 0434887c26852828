"""Rules against people as one self-contained page: figures, curves, and every disagreement to listen to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from autoqa.audio import Recording
from autoqa.errors import AutoqaError
from autoqa.report.charts import Axis, Mark, plot
from autoqa.report.evaluation_table import caution_lines
from autoqa.report.sheets import clip_data, render_sheet
from autoqa.tune.corpus import Entry
from autoqa.tune.result import Disagreement, Evaluation, RuleResult

SHOWN = 50
"""Disagreements of one rule that the page shows; the JSON has all."""
CLIPS = 200
"""Clips in one page, about 30 MB."""


@dataclass(frozen=True)
class Case:
    """A disagreement with its sound as base64 WAV, where there is any."""

    difference: Disagreement
    clip: str


@dataclass(frozen=True)
class RuleSheet:
    """One rule's part of the page. ``more``: disagreements that are not shown."""

    rule: RuleResult
    curve: Markup | None
    diagram: Markup | None
    cases: tuple[Case, ...]
    more: int


def render_evaluation(result: Evaluation, entries: Sequence[Entry]) -> str:
    """HTML that needs nothing beside itself. ``entries``: the stored calls, for their sound."""
    shown: dict[str, list[Disagreement]] = {}
    for one in result.disagreements:
        shown.setdefault(one.rule, []).append(one)
    clips = _Clips(entries)
    sheets = [
        RuleSheet(
            rule=rule,
            curve=_curve(rule),
            diagram=_diagram(rule),
            cases=tuple(Case(one, clips.of(one)) for one in shown.get(name, ())[:SHOWN]),
            more=max(0, len(shown.get(name, ())) - SHOWN),
        )
        for name, rule in result.rules.items()
        if rule.violations or name in shown
    ]
    cautions = caution_lines(result.warnings)
    return render_sheet("evaluation.html.j2", result=result, sheets=sheets, cautions=cautions)


def _curve(rule: RuleResult) -> Markup | None:
    if not rule.curve:
        return None
    points = [(point.recall, point.precision) for point in rule.curve]
    marks = [
        Mark(point.recall, point.precision, tip=f"下限 {point.threshold:.2f}：准确 {point.precision:.0%}")
        for point in rule.curve
    ]
    return plot(Axis("召回率"), Axis("准确率"), lines=[("line", points)], marks=marks)


def _diagram(rule: RuleResult) -> Markup | None:
    if not rule.reliability:
        return None
    marks = [
        Mark(
            one.confidence,
            one.right,
            *one.right_interval,
            tip=f"把握 {one.confidence:.2f}：{one.verdicts} 通，判对 {one.right:.0%}",
        )
        for one in rule.reliability
    ]
    return plot(Axis("机器的把握"), Axis("判对的比例"), marks=marks, diagonal=True)


class _Clips:
    """Cuts clips, each recording opened once and only the last one kept."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = {entry.name: entry for entry in entries}
        self._open: tuple[str, Recording | None] = ("", None)
        self._left = CLIPS

    def of(self, one: Disagreement) -> str:
        """Base64 WAV; empty without sound or place, or when the page has enough of them."""
        if one.start is None or one.end is None or not self._left or one.call_id not in self._entries:
            return ""
        recording = self._recording(one.call_id)
        if recording is None:
            return ""
        self._left -= 1
        return clip_data(recording, one.start, one.end)

    def _recording(self, call: str) -> Recording | None:
        if self._open[0] != call:
            try:
                self._open = (call, self._entries[call].recording())
            except AutoqaError:
                self._open = (call, None)
        return self._open[1]
