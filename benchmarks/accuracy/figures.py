"""Figures of a set of results: shares with 95 % intervals (Wilson), medians, sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from autoqa.tune.agreement import Agreement, Case, agreement
from autoqa.tune.statistics import Share, wilson
from autoqa.types import Status
from benchmarks.accuracy.consent import UNFOUND, UNSURE, Answered
from benchmarks.accuracy.result import Result
from benchmarks.calls.verdicts import NEAR_S

LENGTHS: tuple[tuple[float, float], ...] = ((0.0, 0.35), (0.35, 0.5), (0.5, 0.7), (0.7, 9.0))
"""Seconds of a reply, by which consent is broken down."""
CLASSES = ("explicit", "vague", "refusal", "conditional", "none")


def sound(results: Iterable[Result]) -> list[Result]:
    """Those whose recording has no defect."""
    return [result for result in results if not result.facts.plan.defect]


def select(
    results: Iterable[Result], *, channels: int | None = None, noise: Sequence[str] | None = None
) -> list[Result]:
    """By condition."""
    return [
        r
        for r in results
        if (channels is None or r.facts.plan.condition.channels == channels)
        and (noise is None or r.facts.plan.condition.noise in noise)
    ]


def rule_agreement(results: Iterable[Result], rule: str) -> Agreement:
    """The rule's verdicts against the truth. Calls in which a time is too near its limit, or where the
    rule is not judged, are left out."""
    cases = []
    for result in results:
        true, got = result.facts.verdicts.get(rule), result.verdicts.get(rule)
        if true is not None and not true.near and got is not None:
            cases.append(Case(Status(got.status), got.confidence, true.status == "fail"))
    return agreement(cases)


@dataclass(frozen=True, slots=True)
class Consent:
    """`right` of the decided; `left`: unsure or not found, of all; `vague_as_yes`: of the vague answers those
    that were decided explicit."""

    count: int
    right: Share | None
    left: Share | None
    vague_as_yes: Share | None
    errors: int
    table: Counter[tuple[str, str]]


def consent(answers: Sequence[Answered]) -> Consent:
    """Of a set of questions."""
    decided = [answer for answer in answers if answer.decided]
    right = sum(answer.got == answer.true for answer in decided)
    vague = [answer for answer in answers if answer.true == "vague"]
    return Consent(
        count=len(answers),
        right=wilson(right, len(decided)),
        left=wilson(len(answers) - len(decided), len(answers)),
        vague_as_yes=wilson(sum(answer.got == "explicit" for answer in vague), len(vague)),
        errors=len(decided) - right,
        table=Counter((answer.true, answer.got) for answer in answers),
    )


def answers(results: Iterable[Result]) -> list[Answered]:
    return [answer for result in results for answer in result.answers]


@dataclass(frozen=True, slots=True)
class Short:
    """Customer's stretches of up to 0.7 s."""

    count: int
    recalled: Share | None
    exact: Share | None
    role: Share | None


def short_replies(results: Iterable[Result], *, talked_over: bool) -> Short:
    """Replies, or (`talked_over`) hums into the agent's speech. `recalled`: some text was heard; `role`:
    given to the customer, lost ones counted as wrong."""
    replies = [
        reply for result in results for reply in result.speakers.replies if reply.talked_over is talked_over
    ]
    return Short(
        len(replies),
        wilson(sum(bool(r.heard) for r in replies), len(replies)),
        wilson(sum(r.heard == r.text for r in replies), len(replies)),
        wilson(sum(r.role == "right" for r in replies), len(replies)),
    )


def cer(results: Sequence[Result]) -> float | None:
    characters = sum(r.words.characters for r in results)
    return sum(r.words.edits for r in results) / characters if characters else None


def der(results: Sequence[Result]) -> float | None:
    """Missed, invented and confused seconds over true speech, 0.25 s collar."""
    total = sum(r.speakers.speech for r in results)
    wrong = sum(r.speakers.missed + r.speakers.invented + r.speakers.confused for r in results)
    return wrong / total if total else None


def confusion(results: Sequence[Result]) -> float | None:
    """The part of `der` that is the wrong party."""
    total = sum(r.speakers.speech for r in results)
    return sum(r.speakers.confused for r in results) / total if total else None


def cder(results: Sequence[Result]) -> float | None:
    """Utterances that are not mostly given to their own party: each counts alike, however short."""
    total = sum(r.speakers.utterances for r in results)
    return sum(r.speakers.wrong_utterances for r in results) / total if total else None


def word_times(results: Iterable[Result]) -> tuple[float, float] | None:
    """Median and 95th percentile of the absolute error of onsets, seconds."""
    errors = np.abs([error for result in results for error in result.words.time_errors])
    return (float(np.median(errors)), float(np.percentile(errors, 95))) if len(errors) else None


@dataclass(frozen=True, slots=True)
class Times:
    """Of one timing rule: places, median and 95th percentile of the error, and those within NEAR_S."""

    count: int
    median: float | None
    p95: float | None
    within: Share | None


def times(results: Iterable[Result], rule: str) -> Times:
    all_ = [t.error for result in results for t in result.timings if t.rule == rule]
    errors = np.abs([error for error in all_ if error is not None])
    if not len(errors):
        return Times(len(all_), None, None, wilson(0, len(all_)))
    within = wilson(int((errors <= NEAR_S).sum()), len(all_))
    return Times(len(all_), float(np.median(errors)), float(np.percentile(errors, 95)), within)


def by_length(found: Sequence[Answered]) -> dict[tuple[float, float], list[Answered]]:
    """Answered questions by the length of the reply."""
    replied = [answer for answer in found if answer.seconds > 0]
    return {(a, b): [x for x in replied if a <= x.seconds < b] for a, b in LENGTHS}


def shares_of(results: Sequence[Result], choose: Callable[[Result], bool]) -> Share | None:
    return wilson(sum(map(choose, results)), len(results))


GOT = (*CLASSES, "other", UNSURE, UNFOUND)
