"""Verdicts of the benchmark's "fit" half with their signs, and whether each was right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autoqa.checks.base import CallView
from autoqa.pipeline import Heard
from autoqa.ruleset import RuleSet, judge_all
from autoqa.scoring import Standard
from autoqa.trust import signs_of
from autoqa.tune.judged import verdicts_of
from autoqa.types import Status
from benchmarks.calls.facts import Facts


@dataclass(frozen=True)
class Given:
    """One verdict that a rule gave, before it was weighed."""

    call: str
    rule: str
    status: Status
    right: bool
    signs: dict[str, float]


def given_on(facts: Facts, heard: Heard, ruleset: RuleSet, standard: Standard) -> Iterator[Given]:
    """Verdicts on one call of which the truth is known; times too near their limit are left out.

    A rule that truly does not apply is rightly passed: nothing was broken.
    """
    view = CallView(dialogue=heard.dialogue, audio=heard.audio, call=heard.transcript.call)
    findings = judge_all(ruleset, view, overrides=standard.overrides)
    for rule, verdict in verdicts_of(findings).items():
        true = facts.verdicts.get(rule)
        if true is None or true.near or verdict.status not in (Status.PASS, Status.FAIL):
            continue
        right = (verdict.status is Status.FAIL) == (true.status == "fail")
        signs = signs_of(verdict.leading[0], heard.dialogue)
        yield Given(facts.id, rule, verdict.status, right, signs)
