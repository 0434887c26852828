"""Every shipped standard on what is truly said in the sample calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.asr.imported import load_transcript
from autoqa.dialogue import build_dialogue
from autoqa.pipeline.score import Heard, judge_heard
from autoqa.resources import rules_dir
from autoqa.ruleset import load_ruleset
from autoqa.types import Status

TRUTH = Path(__file__).resolve().parents[2] / "samples" / "truth"
RULES = load_ruleset([rules_dir()])


@pytest.mark.parametrize("name", ["03-short-replies", "09-order-without-asking", "14-polite-refusal"])
def test_every_standard_scores_it(name: str) -> None:
    transcript = load_transcript(TRUTH / f"{name}.json")
    heard = Heard(transcript, build_dialogue(transcript, None, None), None, None)
    assert len(RULES.scorecards) == 27
    for standard in RULES.scorecards.values():
        card = judge_heard(heard, RULES, standard)
        active = {rule.id for rule in RULES.rules.values() if rule.runs}
        assert {finding.rule for finding in card.findings} == active, standard.id
        asked = {item.id for _, item in standard.items if not item.reported}
        assert asked <= {item.id for item in card.items}, standard.id
        assert card.score.lowest <= card.score.highest
        assert card.score.final is None
        for item in card.items:
            assert item.low <= item.high
            assert (item.awarded is None) == (item.low != item.high or item.status is Status.UNSURE), item
