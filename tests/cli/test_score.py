from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autoqa.types import Scorecard
from samples.demo import CALLS

TRUTH = CALLS.parent / "truth"
Run = Callable[..., Any]


def test_transcript_to_contract_json(run: Run) -> None:
    ran = run("score", TRUTH / "01-clean-stereo.json", "--format", "json")
    assert ran.code == 0
    card = Scorecard.model_validate_json(ran.out)
    assert card.scorecard.id == "guoxin-shandong"
    assert card.score.decided + card.score.pending == pytest.approx(card.score.max)
    assert card.score.final is None
    assert ran.err == ""


def test_another_standard_by_its_code(run: Run) -> None:
    ran = run("score", TRUTH / "01-clean-stereo.json", "--format", "json", "--scorecard", "S02")
    assert json.loads(ran.out)["scorecard"]["id"] == "market-dept"


def test_same_input_gives_the_same_bytes(run: Run) -> None:
    first = run("score", TRUTH / "04-vague-consent.json", "--format", "json")
    second = run("score", TRUTH / "04-vague-consent.json", "--format", "json")
    assert first.out == second.out


def test_several_calls_print_one_object_a_line(run: Run) -> None:
    ran = run("score", TRUTH / "01-clean-stereo.json", TRUTH / "04-vague-consent.json", "--format", "json")
    ids = [json.loads(line)["call"]["id"] for line in ran.out.splitlines()]
    assert ids == ["01-clean-stereo", "04-vague-consent"]


def test_every_active_rule_has_a_finding_and_every_fail_a_span(run: Run) -> None:
    listed = run("rules", "list").out.splitlines()[1:]
    active = {line.split()[0] for line in listed if line.split()[1] == "active"}
    findings = json.loads(run("score", TRUTH / "04-vague-consent.json", "--format", "json").out)["findings"]
    assert active <= {finding["rule"] for finding in findings}
    assert any(finding["status"] == "fail" for finding in findings)
    for finding in findings:
        if finding["status"] == "fail":
            assert finding["start"] is not None
            assert finding["end"] > finding["start"]
        assert (finding["status"] == "unsure") == (finding["cause"] is not None)


def test_without_audio_signal_rules_are_unsure(run: Run) -> None:
    findings = json.loads(run("score", TRUTH / "01-clean-stereo.json", "--format", "json").out)["findings"]
    causes = {finding["rule"]: finding["cause"] for finding in findings}
    assert causes["call.complete"] == "no_audio"


def test_out_folder_gets_one_scorecard_a_call(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    ran = run("score", TRUTH / "01-clean-stereo.json", "--out", out, "--format", "html")
    assert ran.code == 0
    assert {path.name for path in out.iterdir()} == {"01-clean-stereo.scorecard.json", "01-clean-stereo.html"}


def test_two_calls_of_one_stem_do_not_overwrite_each_other(run: Run, tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "call.json").write_bytes((TRUTH / "01-clean-stereo.json").read_bytes())
    run("score", tmp_path / "x" / "call.json", tmp_path / "y" / "call.json", "--out", tmp_path / "out")
    assert len(list((tmp_path / "out").glob("*.scorecard.json"))) == 2


def test_one_bad_call_does_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{}", encoding="utf-8")
    ran = run("score", bad, TRUTH / "01-clean-stereo.json", "--format", "json")
    assert ran.code == 1
    assert len(ran.out.splitlines()) == 1
    assert "bad.json" in ran.err
    assert "1 of 2 calls done" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["score"], "Missing argument"),
        (["score", "gone.wav"], "does not exist"),
        (["score", TRUTH / "01-clean-stereo.json", "--scorecard", "S99"], "no such scorecard"),
        (["score", TRUTH / "01-clean-stereo.json", "--colour"], "No such option"),
        (["score", TRUTH, "--transcript", TRUTH / "01-clean-stereo.json"], "--transcript"),
        (["score", CALLS / "01-clean-stereo.wav", "--model", "no-such-model"], "no-such-model"),
    ],
)
def test_wrong_usage_is_two_and_one_line(run: Run, arguments: list[object], said: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""
