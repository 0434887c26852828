"""The benchmark's calls: halves that share nothing, every rule broken in both, the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from autoqa.config import Settings
from autoqa.ruleset import load_ruleset
from autoqa.types import Role
from benchmarks.calls.conditions import crossed
from benchmarks.calls.facts import Facts
from benchmarks.calls.make import render, render_all
from benchmarks.calls.plan import Plan, plans
from benchmarks.calls.scripts import write
from benchmarks.calls.verdicts import RULES
from benchmarks.calls.voices import CALL_VOICES
from benchmarks.calls.wording import SPLITS, wordings
from models.recipe.text.exclude import allowed, forbidden
from synth import espeak
from synth.voice import TRAIN_VOICES

needs_espeak = pytest.mark.skipif(espeak.library_name() is None, reason="espeak-ng is not installed")
SHORT = 6


def test_there_are_enough_calls_and_their_ids_differ() -> None:
    made = [plan.id for split in SPLITS for plan in plans(split)]
    assert len(made) >= 300
    assert len(set(made)) == len(made)


def test_the_halves_share_no_voice_and_none_is_in_training() -> None:
    fit, test = (set(CALL_VOICES[split]) for split in SPLITS)
    assert not fit & test
    assert not (fit | test) & set(TRAIN_VOICES)


def test_a_call_is_not_rendered_anew_because_another_process_orders_sets_otherwise() -> None:
    told = (
        "from benchmarks.calls.make import _wanted; from benchmarks.calls.plan import plans;"
        "from benchmarks.calls.scripts import write; print(_wanted(write(plans('fit')[3])))"
    )
    stamps = {
        subprocess.run(
            [sys.executable, "-c", told],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(stamps) == 1


def _sentences(value: Any) -> list[str]:
    if isinstance(value, dict):
        return list(chain.from_iterable(_sentences(one) for one in value.values()))
    return list(chain.from_iterable(map(_sentences, value))) if isinstance(value, list) else [str(value)]


def _of_half(value: Any, split: str) -> list[str]:
    if not isinstance(value, dict):
        return []
    return (
        _sentences(value[split])
        if split in value
        else [s for v in value.values() for s in _of_half(v, split)]
    )


def test_the_halves_share_no_sentence_but_short_replies() -> None:
    fit, test = (set(_of_half(wordings(), split)) for split in SPLITS)
    assert len(fit) > 100
    assert not [sentence for sentence in fit & test if len(sentence) >= SHORT]


def test_the_training_text_generator_leaves_the_sentences_out() -> None:
    banned = forbidden()
    assert not allowed("这个服务帮您开上好不好", banned)
    plain = [s for split in SPLITS for s in _of_half(wordings(), split) if "{" not in s]
    clauses = {clause for s in plain for clause in s.split("，") if len(clause) >= SHORT}
    assert len(clauses) > 100
    assert [clause for clause in clauses if allowed(clause, banned)] == []


@pytest.mark.parametrize("split", SPLITS)
def test_every_rule_is_broken_often_enough(split: str) -> None:
    broken: Counter[str] = Counter()
    for plan in plans(split):
        told = write(plan).script.labels
        broken.update(
            {planted.rule for planted in told.fail}
            | plan.wrong
            | ({"call.complete"} if plan.defect else set())
        )
    assert {rule: broken[rule] for rule in RULES if broken[rule] < 3} == {}


def test_there_is_a_verdict_for_every_shipped_rule() -> None:
    shipped = load_ruleset([Settings().rules])
    assert set(shipped.rules) <= set(RULES)


def test_conditions_are_balanced() -> None:
    import numpy as np

    drawn = crossed(80, np.random.default_rng(1))
    assert Counter((c.channels, c.noise) for c in drawn).most_common()[-1][1] == 4
    assert set(Counter(c.codec for c in drawn).values()) <= {26, 27}
    assert not any(c.echo for c in drawn if c.channels == 1)


def _plan(**wanted: object) -> Plan:
    return next(p for p in plans("fit") if all(getattr(p, name) == value for name, value in wanted.items()))


@needs_espeak
def test_the_same_call_has_the_same_bytes(tmp_path: Path) -> None:
    plan = _plan(defect="short")
    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        render_all([plan], folder, workers=1)
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes(), path.name


@needs_espeak
def test_what_is_told_of_a_call_is_in_its_words_and_times(tmp_path: Path) -> None:
    facts: Facts = render(_plan(ending="vague then explicit"), tmp_path)
    assert [ask.answer for ask in facts.asks[:2]] == ["vague", "explicit"]
    for ask in facts.asks:
        assert ask.reply is not None
        start, end = ask.reply
        said = [s for s in facts.truth.segments if s.role is Role.CUSTOMER and abs(s.start - start) < 0.01]
        assert [s.text for s in said] == [ask.text]
        assert 0.1 < end - start < 2.5
    assert facts.verdicts["consent.explicit"].status == "pass"
    assert facts.verdicts["refusal.closing"].status == "na"
    assert (tmp_path / facts.audio).stat().st_size > 10_000
