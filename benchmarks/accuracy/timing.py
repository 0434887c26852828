"""Times that rules decide by: how far what was measured is from the truth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autoqa.dialogue.gaps import QuietKind, responses, silences
from autoqa.types import Finding
from benchmarks.accuracy.heard import Judged
from benchmarks.calls.facts import Facts
from benchmarks.calls.measured import Stretch

LONG_S = 2.0
"""Silences and waits from this length on are compared."""
CLOSE_S = 0.5
_IDENTITY = {"company": "company", "number": "number"}


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds measured less seconds true; None when nothing was measured there."""

    rule: str
    error: float | None


def timings_of(facts: Facts, judged: Judged) -> tuple[Timing, ...]:
    """Silences, waits for an answer, and when company and job number were said."""
    dialogue, audio = judged.heard.dialogue, judged.heard.audio
    quiet = [q for q in silences(dialogue, audio, 1.0) if q.kind is QuietKind.SILENCE]
    waits = [
        Stretch(start=w.start, end=w.end, length=w.unfilled)
        for w in responses(dialogue, audio)
        if not w.final
    ]
    lengths = [Stretch(start=q.start, end=q.end, length=q.length) for q in quiet]
    return (
        *_compared("silence.dead_air", facts.measured.silences, lengths),
        *_compared("silence.response", facts.measured.responses, waits),
        *_identity(facts, judged.findings),
    )


def _compared(rule: str, true: Iterable[Stretch], found: list[Stretch]) -> list[Timing]:
    out = []
    for stretch in true:
        if stretch.length < LONG_S:
            continue
        near = [
            s for s in found if min(s.end, stretch.end) - max(s.start, stretch.start) > stretch.length / 2
        ]
        best = min(near, key=lambda s: abs(s.length - stretch.length), default=None)
        out.append(Timing(rule, best.length - stretch.length if best else None))
    return out


def _identity(facts: Facts, findings: Iterable[Finding]) -> list[Timing]:
    hits = [
        hit
        for finding in findings
        if finding.rule == "opening.identity"
        for hit in finding.evidence.get("hits", ())
    ]
    out = []
    for condition, true in (("company", facts.measured.company), ("number", facts.measured.number)):
        starts = [hit["start"] for hit in hits if hit.get("condition") == condition]
        if true is not None and starts:
            out.append(Timing("opening.identity", min((s - true for s in starts), key=abs)))
    return out
