"""The rules over the perfect transcripts of the sample calls: what was planted is flagged where it is, and
nothing else fails. Without the sound, what only sound can prove stays unsure."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from autoqa.asr.imported import load_transcript
from autoqa.checks.base import CallView
from autoqa.dialogue import build_dialogue
from autoqa.ruleset import judge_all
from autoqa.types import Cause, Finding, Status
from tests.rules.shipped import shipped

SAMPLES = Path(__file__).parents[2] / "samples"
CALLS = sorted(path.stem for path in (SAMPLES / "truth").glob("*.json"))


def _findings(call: str) -> list[Finding]:
    transcript = load_transcript(SAMPLES / "truth" / f"{call}.json")
    dialogue = build_dialogue(transcript, None, None)
    return judge_all(shipped(), CallView(dialogue, None, transcript.call))


def _planted(call: str) -> dict[str, list[tuple[float, float]]]:
    spans: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with (SAMPLES / "labels.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["call_id"] == call and row["status"] == "fail":
                spans[row["rule"]].append((float(row["start"]), float(row["end"])))
    return spans


@pytest.mark.parametrize("call", CALLS)
def test_planted_and_nothing_else(call: str) -> None:
    planted = _planted(call)
    findings = _findings(call)
    failed = [finding for finding in findings if finding.status is Status.FAIL]
    assert {finding.rule for finding in failed} <= set(planted)
    for rule, spans in planted.items():
        flagged = [finding for finding in failed if finding.rule == rule]
        if not flagged:
            causes = {finding.cause for finding in findings if finding.rule == rule}
            assert causes == {Cause.NO_AUDIO}
        for start, end in spans if flagged else ():
            assert any(
                finding.start is not None
                and finding.end is not None
                and finding.start <= end
                and finding.end >= start
                for finding in flagged
            )
