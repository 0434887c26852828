"""Machine verdicts against the samples' labels: what was planted and found, missed, or flagged wrongly."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autoqa.types import Finding, Label, Scorecard, Status

LABELS = Path(__file__).parent / "labels.csv"
TOLERANCE = 1.0
"""Seconds that the middle of one span may lie outside the other: a person who plays the clip hears the
violation."""


@dataclass(frozen=True)
class Comparison:
    """``found`` and ``missed``: planted violations; ``undecided``: planted ones that came out unsure;
    ``false``: flags where nothing was planted."""

    found: tuple[Label, ...]
    missed: tuple[Label, ...]
    undecided: tuple[Label, ...]
    false: tuple[tuple[str, Finding], ...]


def read_labels(path: Path = LABELS) -> tuple[Label, ...]:
    """The rows of a ``labels.csv``."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{key: value for key, value in row.items() if value != ""} for row in csv.DictReader(file)]
    return tuple(Label.model_validate(row) for row in rows)


def compare(cards: Mapping[str, Scorecard], labels: Iterable[Label]) -> Comparison:
    """``cards`` by call id."""
    planted = [label for label in labels if label.status is Status.FAIL and label.call_id in cards]
    found, missed, undecided = [], [], []
    for label in planted:
        findings = [finding for finding in cards[label.call_id].findings if finding.rule == label.rule]
        if any(finding.status is Status.FAIL and same_place(finding, label) for finding in findings):
            found.append(label)
        elif any(finding.status is Status.UNSURE for finding in findings):
            undecided.append(label)
        else:
            missed.append(label)
    expected = {(label.call_id, label.rule) for label in planted}
    false = [
        (call, finding)
        for call, card in cards.items()
        for finding in card.findings
        if finding.status is Status.FAIL and not finding.trial and (call, finding.rule) not in expected
    ]
    return Comparison(tuple(found), tuple(missed), tuple(undecided), tuple(false))


def same_place(finding: Finding, label: Label) -> bool:
    """Whether the flag plays where the violation is."""
    if finding.start is None or finding.end is None or label.start is None or label.end is None:
        return False
    flagged, planted = (finding.start + finding.end) / 2, (label.start + label.end) / 2
    return _near(flagged, label.start, label.end) or _near(planted, finding.start, finding.end)


def _near(moment: float, start: float, end: float) -> bool:
    return start - TOLERANCE <= moment <= end + TOLERANCE
