"""Machine verdicts against the samples' labels: what was planted and found, missed, or flagged wrongly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autoqa.tune.places import same_place
from autoqa.types import Finding, Label, Scorecard, Status

LABELS = Path(__file__).parent / "labels.csv"


@dataclass(frozen=True)
class Comparison:
    """``found`` and ``missed``: planted violations; ``undecided``: planted ones that came out unsure;
    ``false``: flags where nothing was planted."""

    found: tuple[Label, ...]
    missed: tuple[Label, ...]
    undecided: tuple[Label, ...]
    false: tuple[tuple[str, Finding], ...]


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
