"""Calibrated probabilities of verdicts, and what happens below the threshold."""

from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.errors import ModelError
from autoqa.trust import RuleTrust, TrustTable, load_tables, signs_of, trusted
from autoqa.trust.table import CAUTIOUS
from autoqa.types import Asr, Cause, Finding, Severity, Status
from tests.ruleset.build import call

ASR = Asr(engine="faster-whisper", model="embedded", model_sha256="abc")
DIALOGUE = call("0-2 A: 您好我是客服代表", "3-3.4 C: 好", confidence=0.9).dialogue


def finding(status: Status, confidence: float | None = 0.95, **more: object) -> Finding:
    values = {"id": "f1", "rule": "a.rule", "title": "规则", "severity": Severity.MAJOR, "reason": "原因"}
    return Finding.model_validate({**values, "status": status, "confidence": confidence, **more})


def table(threshold: float, **more: object) -> TrustTable:
    values = {"model_sha256": "abc", "weights": {"rule": 1.0}, "other": RuleTrust(threshold=threshold)}
    return TrustTable.model_validate({**values, **more})


def test_a_sure_verdict_is_given_with_its_probability_and_what_it_rests_on() -> None:
    (one,) = trusted([finding(Status.FAIL, start=0.0, end=2.0)], DIALOGUE, ASR, {"abc": table(0.8)})
    assert one.status is Status.FAIL
    assert one.confidence == pytest.approx(0.95, abs=0.001)
    assert set(one.evidence["trust"]["signs"]) == {"rule", "words", "turns", "roles"}


def test_an_unsure_one_is_left_to_a_person_and_tells_what_it_would_have_been() -> None:
    (one,) = trusted([finding(Status.FAIL, 0.7, start=0.0, end=2.0)], DIALOGUE, ASR, {"abc": table(0.8)})
    assert (one.status, one.cause) == (Status.UNSURE, Cause.LOW_CONFIDENCE)
    assert one.evidence["trust"]["verdict"] == "fail"
    assert "倾向不合格" in one.reason
    assert "70%" in one.reason
    assert (one.start, one.end) == (0.0, 2.0)


def test_each_rule_has_its_own_threshold() -> None:
    known = table(0.5, rules={"a.rule": RuleTrust(threshold=0.97, bound=0.05)})
    own, other = trusted(
        [finding(Status.PASS), finding(Status.PASS, rule="b.rule")], DIALOGUE, ASR, {"abc": known}
    )
    assert (own.status, other.status) == (Status.UNSURE, Status.PASS)
    assert own.evidence["trust"]["bound"] == 0.05


def test_a_failure_needs_more_than_a_pass() -> None:
    known = table(0.7, fail_least=0.85)
    failed, passed, sure = trusted(
        [finding(Status.FAIL, 0.8), finding(Status.PASS, 0.8), finding(Status.FAIL, 0.9)],
        DIALOGUE,
        ASR,
        {"abc": known},
    )
    assert (failed.status, passed.status, sure.status) == (Status.UNSURE, Status.PASS, Status.FAIL)
    assert failed.evidence["trust"]["threshold"] == 0.85
    assert known.model_copy(update={"other": RuleTrust(threshold=0.9)}).needed("a.rule", Status.FAIL) == 0.9


def test_failures_of_a_rule_may_need_less() -> None:
    known = table(0.7, fail_least=0.9, rules={"a.rule": RuleTrust(threshold=0.7, fail_least=0.75)})
    own, other = trusted(
        [finding(Status.FAIL, 0.8), finding(Status.FAIL, 0.8, rule="b.rule")], DIALOGUE, ASR, {"abc": known}
    )
    assert (own.status, other.status) == (Status.FAIL, Status.UNSURE)


def test_what_is_undecided_stays_as_it_is() -> None:
    before = [finding(Status.NA), finding(Status.UNSURE, None, cause=Cause.NO_ROLES)]
    assert trusted(before, DIALOGUE, ASR, {"abc": table(1.1)}) == before


def test_transcripts_of_others_are_not_weighed() -> None:
    before = [finding(Status.FAIL, 0.1)]
    assert trusted(before, DIALOGUE, None, {"abc": table(0.9)}) == before


def test_a_model_without_a_table_is_believed_less() -> None:
    strange = ASR.model_copy(update={"model_sha256": "other"})
    sure, doubtful = trusted(
        [finding(Status.FAIL, 0.95), finding(Status.FAIL, 0.6)], DIALOGUE, strange, {"abc": table(0.0)}
    )
    assert sure.status is Status.FAIL
    assert sure.confidence is not None
    assert CAUTIOUS.other.threshold <= sure.confidence < 0.95
    assert doubtful.status is Status.UNSURE


def test_signs_are_of_the_place_or_of_the_whole_call() -> None:
    dialogue = call("0-2 A: 您好", "3-4 C: 好", confidence=0.9).dialogue
    weak = dialogue.turns[1].model_copy(update={"confidence": 0.3, "role_confidence": 0.6})
    dialogue = dialogue.model_copy(update={"turns": (dialogue.turns[0], weak)})
    at_first = signs_of(finding(Status.FAIL, start=0.0, end=2.0), dialogue)
    everywhere = signs_of(finding(Status.PASS), dialogue)
    assert at_first["turns"] == 0.9
    assert everywhere["turns"] == 0.3
    assert everywhere["roles"] == 0.6


def test_failures_may_be_believed_less_than_passes() -> None:
    known = table(0.5, fail=-2.0)
    assert known.probability("r", Status.FAIL, {"rule": 0.9}) < known.probability(
        "r", Status.PASS, {"rule": 0.9}
    )


def test_tables_are_found_by_the_hash_of_the_weights_and_damaged_ones_refused(tmp_path: Path) -> None:
    (tmp_path / "trust.json").write_text(table(0.7).model_dump_json(), "utf-8")
    assert load_tables([tmp_path, tmp_path / "none"]) == {"abc": table(0.7)}
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "trust.json").write_text("{}", "utf-8")
    with pytest.raises(ModelError, match="no table of trust"):
        load_tables([broken])
