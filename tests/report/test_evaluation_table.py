"""What ``autoqa tune eval`` prints stays readable however narrow the terminal is."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from autoqa.report.evaluation_table import print_evaluation
from autoqa.tune.agreement import Case, agreement
from autoqa.tune.result import Caution, Evaluation, RuleResult
from autoqa.types import Status

LONGEST = "disclosure.cancellation"
SEEN = [(Status.FAIL, True)] * 3 + [(Status.FAIL, False), (Status.PASS, True), (Status.UNSURE, True)]
EMPTY = [(Status.PASS, False)] * 20


def result(rule: str, seen: list[tuple[Status, bool]]) -> RuleResult:
    counted = agreement(Case(status, None, violation) for status, violation in seen)
    known: dict[str, Any] = dict.fromkeys(("violations", "calls", "flagged", "left_open", "elsewhere"), 0)
    known |= dict.fromkeys(("recall_corrected", "recall_corrected_interval", "average_precision"))
    known |= {"calibration_error": None, "curve": (), "reliability": (), "labelled": len(seen)}
    return RuleResult(**counted.model_dump(), **known, rule=rule, title=rule)


@pytest.mark.parametrize("width", [80, 120, 200])
def test_no_name_and_no_figure_is_broken(width: int) -> None:
    few = [Caution(rule=f"group.rule_{number}", code="few", message="标注太少") for number in range(30)]
    evaluation = Evaluation(
        rules_version="",
        autoqa_version="",
        calls=26,
        labelled_calls=26,
        labels=26,
        rules={LONGEST: result(LONGEST, SEEN), "closing.thanks": result("closing.thanks", EMPTY)},
        scorecards={},
        annotators=(),
        warnings=tuple(few),
        disagreements=(),
        estimator="",
    )
    written = io.StringIO()
    print_evaluation(evaluation, Console(file=written, width=width))
    lines = written.getvalue().splitlines()
    assert not [line for line in lines if "…" in line]
    about = [line.split() for line in lines if LONGEST in line]
    assert len(about) == (2 if width == 80 else 1), "counts and shares side by side only where they fit"
    figures = " ".join(part for line in about for part in line)
    assert "3 1 1 0 1（违规 1）" in figures
    assert figures.count("75% (30–95)") == 2, "precision and recall, each with its interval"
    for caution in few:
        assert any(caution.rule in line for line in lines), "names are not broken"
