"""The fits behind trust, on cases whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from autoqa.asr.reply_chances import CLASSES, FIGURES, chances
from autoqa.checks.reply_families import family_of
from autoqa.types import ReplyClass, Status
from benchmarks.trust import fit_replies, fit_verdicts
from benchmarks.trust.control import controlled, least_of_failures, tail
from benchmarks.trust.diagram import bins, drawn, expected_error
from benchmarks.trust.replies import known_replies
from benchmarks.trust.verdicts import Given
from synth.espeak import library_name


def test_the_binomial_tail_is_exact() -> None:
    assert tail(0, 45, 0.05) == pytest.approx(0.95**45)
    assert tail(45, 45, 0.05) == pytest.approx(1.0)


def test_a_threshold_is_found_above_which_errors_are_rare() -> None:
    chances = [0.99 - 0.001 * i for i in range(200)]
    right = [i < 120 or i % 2 == 0 for i in range(200)]
    known = controlled(chances, right, 0.0, 0.6)
    assert known.bound == 0.05
    assert 0.86 < known.threshold < 0.9
    assert known.wrong <= 0.05 * known.given


def test_a_rule_that_is_often_wrong_where_it_is_surest_gives_no_verdict() -> None:
    known = controlled([0.9] * 100, [i % 2 == 0 for i in range(100)], 0.0, 0.6)
    assert known.threshold > 1
    assert known.bound is None


def test_too_few_verdicts_promise_nothing() -> None:
    known = controlled([0.9] * 12, [True] * 12, 0.0, 0.6)
    assert (known.threshold, known.bound) == (0.6, None)


def test_the_bound_holds_on_new_calls_nearly_always() -> None:
    rng = np.random.default_rng(5)
    kept = []
    for _ in range(60):
        chance = rng.uniform(0.6, 1.0, 400)
        good = rng.random(400) < chance
        known = controlled([float(c) for c in chance[:200]], [bool(g) for g in good[:200]], 0.0, 0.6)
        if known.bound is not None:
            given = rng.uniform(0.6, 1.0, 4000)
            given = given[given >= known.threshold]
            kept.append(float(1 - given.mean()) <= known.bound)
    assert len(kept) > 40
    assert np.mean(kept) >= 0.9


def test_failures_that_are_right_further_down_need_less() -> None:
    chances = [0.95] * 60 + [0.82] * 20 + [0.72] * 20
    right = [True] * 80 + [False] * 20
    assert least_of_failures(chances, right) == 0.75
    assert least_of_failures(chances, [True] * 100) == 0.7
    assert least_of_failures(chances[:40], right[:40]) is None  # 0.95 ** 40 is more than a tenth


def test_the_fit_of_verdicts_learns_which_signs_tell() -> None:
    rng = np.random.default_rng(2)
    given = []
    for i in range(1500):
        rule, words = rng.uniform(0.4, 0.99, 2)
        right = bool(rng.random() < words)
        signs = {"rule": rule, "words": words, "turns": 0.9, "roles": 0.95}
        given.append(Given(f"call{i % 50}", f"rule{i % 3}", Status.PASS, right, signs))
    table, held_out = fit_verdicts.fit(given, "abc", "test")
    assert table.weights["words"] == pytest.approx(1.0, abs=0.25)
    assert table.weights["rule"] < 0.2
    assert expected_error(bins([float(p) for p in held_out], [one.right for one in given])) < 0.05


def test_the_fit_of_replies_learns_which_figure_tells() -> None:
    rng = np.random.default_rng(4)
    truth = rng.integers(0, len(CLASSES), 400)
    figures = rng.normal(0, 1, (400, len(CLASSES), len(FIGURES)))
    figures[np.arange(400), truth, 0] += 3.0
    scale = fit_replies.fit(fit_replies.Samples(figures, truth, ("",) * 400), "abc", "test")
    assert scale.weights["decode"] > 1.0
    assert scale.weights["forced"] < 0.3
    found = np.array(
        [list(chances(one, scale).values()).index(max(chances(one, scale).values())) for one in figures]
    )
    assert (found == truth).mean() > 0.8


def test_the_diagram_shows_every_bin() -> None:
    found = bins([0.55, 0.92, 0.93, 0.99], [False, True, True, True])
    assert [one.count for one in found] == [1, 2, 1]
    picture = drawn(found, "title")
    assert picture.count("<circle") == 3
    assert picture.startswith("<svg")


@pytest.mark.skipif(library_name() is None, reason="needs libespeak-ng")
def test_known_replies_are_the_same_every_time_and_of_every_class() -> None:
    first, second = list(known_replies(40)), list(known_replies(40))
    assert [one.text for one in first] == [one.text for one in second]
    assert {one.kind for one in first} == set(ReplyClass)
    assert all(family_of(one.text) is one.kind for one in first)
    spoken = next(one for one in first if one.text)
    assert 0 < spoken.window.start < spoken.window.end <= spoken.recording.duration
