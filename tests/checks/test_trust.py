"""When "was not said" may be concluded from "was not recognised"."""

from __future__ import annotations

import pytest

from autoqa.checks.base import CallView, Check, Scope, Truth, missing_need, trust_absence
from autoqa.checks.consent import ConsentCheck
from autoqa.checks.heard import apart, hit_at
from autoqa.checks.interruption import InterruptionCheck
from autoqa.checks.phrases import PhrasesCheck
from autoqa.types import Cause, Role, Span
from tests.ruleset.build import call


def _agent(view_end: float, turns: frozenset[int] | None = None) -> Scope:
    return Scope((Span(start=0.0, end=view_end),), Role.AGENT, turns)


def test_well_recognised_speech_is_trusted() -> None:
    outcome = trust_absence(call("A: 您好，我是客服代表"), _agent(10))
    assert outcome.truth is Truth.NO
    assert outcome.confidence > 0.9


def test_badly_recognised_speech_is_not() -> None:
    outcome = trust_absence(call("A: 您好，我是客服代表", confidence=0.3), _agent(10))
    assert outcome.cause is Cause.LOW_CONFIDENCE
    assert outcome.figures["mean_confidence"] == pytest.approx(0.3)


def test_speech_without_words_hides_what_was_said() -> None:
    outcome = trust_absence(call("A: 您好", "3-6 A:", "7 C: 嗯"), _agent(10))
    assert outcome.cause is Cause.LOW_CONFIDENCE
    assert outcome.figures["unrecognised_seconds"] == pytest.approx(3.0)


def test_the_other_partys_unheard_words_do_not_matter() -> None:
    assert trust_absence(call("A: 您好", "3-6 C:"), _agent(10)).truth is Truth.NO


def test_only_the_turns_looked_at_must_be_recognised() -> None:
    view = call("0-1 A: 您好", "2-5 A:", "6-7 A: 我是客服", "8-9 A: 再见")
    assert trust_absence(view, _agent(10, frozenset({2}))).truth is Truth.NO
    assert trust_absence(view, _agent(10, frozenset({0, 1}))).cause is Cause.LOW_CONFIDENCE


def test_no_turns_where_there_must_be_some() -> None:
    assert trust_absence(call("C: 喂"), _agent(10), min_turns=1).cause is Cause.NO_WORDS


def test_a_doubt_weighs_less_on_a_long_phrase_but_not_on_digits() -> None:
    view = call("A: 这是我们的收费标准", confidence=0.6)
    turn, text = view.dialogue.turns[0], view.texts[0]
    assert hit_at(turn, text, 0, 2).confidence == pytest.approx(0.6)
    assert hit_at(turn, text, 0, 9).confidence == pytest.approx(0.867, abs=0.001)
    assert hit_at(turn, text, 0, 9, literal=True).confidence == pytest.approx(0.6)


def test_overlapping_hits_become_the_surest() -> None:
    view = call("A: 百分之百保本保息")
    turn, text = view.dialogue.turns[0], view.texts[0]
    hits = [hit_at(turn, text, 0, 6, score=0.8), hit_at(turn, text, 4, 6), hit_at(turn, text, 6, 8)]
    assert [hit.text for hit in apart(hits)] == ["保本", "保息"]


PHRASES = PhrasesCheck.model_validate({"any": ["好的"]})


@pytest.mark.parametrize(
    ("check", "unknown", "role", "refused"),
    [
        (PHRASES, Role.CUSTOMER, Role.AGENT, False),
        (PHRASES, Role.CUSTOMER, Role.CUSTOMER, True),
        (PHRASES, Role.CUSTOMER, None, True),
        (ConsentCheck(), Role.AGENT, None, False),
        (ConsentCheck(), Role.CUSTOMER, None, False),
        (InterruptionCheck(), Role.CUSTOMER, None, True),
    ],
)
def test_nothing_rests_on_a_party_that_the_recogniser_does_not_know(
    check: Check, unknown: Role, role: Role | None, refused: bool
) -> None:
    view = call("0-3 A: 那我给您开通可以吗", "3.4-3.8 C: 好的")
    strange = view.dialogue.model_copy(update={"unknown_roles": (unknown,), "words_note": "声道 1"})
    scope = Scope((Span(start=0.0, end=9.0),), role)
    outcome = missing_need(check, CallView(dialogue=strange, audio=view.audio), scope)
    assert (outcome is not None) is refused
    if outcome is not None:
        assert (outcome.cause, outcome.note) == (Cause.MODEL_UNFIT, "声道 1")
