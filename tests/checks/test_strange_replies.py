"""Replies in calls with a voice that the model does not know: what decides by itself, and what does not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from autoqa.checks.base import CallView, Scope, Truth, missing_need
from autoqa.checks.consent import ConsentCheck
from autoqa.checks.exchange import exchanges
from autoqa.checks.reply import Answer
from autoqa.types import Cause, ReplyLook, Role, Span
from tests.asr.conftest import call_audio
from tests.checks.answers import answer
from tests.checks.test_two_looks import AGREED, look
from tests.ruleset.build import call

LINES = ["0-2.5 A: 那我给您开通可以吗", "2.8-3.2 C: 好的", "4-9 A: 好的，给您登记"]
BOTH = (Role.AGENT, Role.CUSTOMER)


def _view(
    unknown: Sequence[Role],
    second: ReplyLook | None,
    lines: Sequence[str] = LINES,
    *,
    known: bool = True,
    mono: bool = False,
    roles: float = 1.0,
) -> CallView:
    view = call(*lines)
    changed = {
        "roles_confidence": roles,
        "unknown_roles": tuple(unknown),
        "words_known": known,
        "words_note": "不认识",
        "looks": () if second is None else (second,),
    }
    spoken = [(0.0, 2.5), (4.0, 9.0)], [(2.8, 3.2)]
    audio = call_audio(sorted(spoken[0] + spoken[1])) if mono else call_audio(*spoken)
    return CallView(view.dialogue.model_copy(update=changed), audio, view.call)


def test_a_known_customers_reply_to_a_question_that_was_made_out_decides() -> None:
    outcome = answer(AGREED, _view([Role.AGENT], look("好的", yes=0.97)))
    assert (outcome.truth, outcome.hits[0].text) == (Truth.YES, "给您开通可以吗 / 客户：好的")


@pytest.mark.parametrize(("chance", "expected"), [(0.95, Answer.EXPLICIT), (0.85, Answer.UNCLEAR)])
@pytest.mark.parametrize("known", [True, False])
def test_a_strange_customers_reply_is_decided_only_by_a_very_sure_ear(
    chance: float, expected: Answer, known: bool
) -> None:
    view = _view(BOTH, look("好的", yes=chance), known=known)
    (exchange,) = exchanges(view)
    assert exchange.reading.answer is expected
    outcome = answer(AGREED, view)
    if expected is Answer.UNCLEAR:
        assert (outcome.truth, outcome.cause, outcome.note) == (Truth.UNKNOWN, Cause.MODEL_UNFIT, "不认识")
    else:
        assert outcome.truth is Truth.YES


def test_two_decodes_of_a_strange_voice_that_agree_prove_nothing() -> None:
    lines = [LINES[0], "2.8-3.6 C: 可以不办吗", LINES[2]]
    (exchange,) = exchanges(_view([Role.CUSTOMER], look("可以不办吗", yes=0.5, no=0.3), lines))
    assert (exchange.reading.answer, exchange.cause) == (Answer.UNCLEAR, Cause.MODEL_UNFIT)


@pytest.mark.parametrize(
    ("second", "lines"), [(None, LINES), (look("", nothing=0.99, sounding=0.0), [LINES[0], LINES[2]])]
)
def test_silence_is_left_open(second: ReplyLook | None, lines: Sequence[str]) -> None:
    outcome = answer(AGREED, _view([Role.CUSTOMER], second, lines))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.MODEL_UNFIT)


@pytest.mark.parametrize(
    ("chance", "roles", "truth", "cause"),
    [
        (0.95, 0.97, Truth.YES, None),
        (0.85, 0.97, Truth.UNKNOWN, Cause.MODEL_UNFIT),
        (0.95, 0.5, Truth.UNKNOWN, Cause.NO_ROLES),
    ],
)
def test_on_a_shared_channel_a_strange_voice_needs_roles_too(
    chance: float, roles: float, truth: Truth, cause: Cause | None
) -> None:
    view = _view(BOTH, look("好的", yes=chance), known=False, mono=True, roles=roles)
    scope = Scope((Span(start=0.0, end=9.0),))
    outcome = missing_need(AGREED, view, scope) or AGREED.evaluate(view, scope)
    assert (outcome.truth, outcome.cause) == (truth, cause)


def test_nothing_asked_is_no_answer_where_a_voice_is_not_known() -> None:
    view = _view([Role.AGENT], None, ["0-2.5 A: 您好", "2.8-3.2 C: 好的", "4-9 A: 再见"])
    for check in (AGREED, ConsentCheck()):
        assert answer(check, view).cause is Cause.MODEL_UNFIT


def test_a_vague_reply_to_a_strange_agent_may_be_made_good_later() -> None:
    last = [LINES[0], "2.8-3.2 C: 嗯", "4-9 A: 好的，给您登记"]
    assert answer(AGREED, _view([Role.AGENT], look("嗯", vague=0.97), last)).truth is Truth.NO
    later = [*last, "9.5-10 C: 可以"]
    outcome = answer(AGREED, _view([Role.AGENT], look("嗯", vague=0.97), later))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.MODEL_UNFIT)


def test_no_reply_of_a_kind_cannot_be_told_where_a_question_may_be_unheard() -> None:
    view = _view([Role.AGENT], look("好的", yes=0.97))
    refused = ConsentCheck.model_validate({"answer": ["refusal"]})
    assert answer(refused, view).cause is Cause.MODEL_UNFIT
    assert answer(ConsentCheck.model_validate({"answer": ["explicit"]}), view).truth is Truth.YES
