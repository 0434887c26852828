from __future__ import annotations

from autoqa.checks.attempts import AttemptsCheck
from autoqa.checks.base import CallView, Truth
from autoqa.types import Cause
from tests.checks.answers import answer
from tests.ruleset.build import call

OPEN = ["A: 给您推荐一个业务，您要开通吗", "C: 不用了"]
AGAIN = ["A: 前三个月免费，您可以先试试", "C: 我说了不需要"]
BYE = "A: 好的，这样就不为您开通了，打扰您了，再见"


def test_a_third_attempt_is_a_hit() -> None:
    push = "A: 机会真的很难得，您还是开通一个吧"
    outcome = answer(AttemptsCheck(), call(*OPEN, *AGAIN, push, "C: 真的不要", BYE))
    assert [hit.turn for hit in outcome.hits] == [4]
    assert outcome.figures["refusals"] == 3 or outcome.figures["refusals"] == 2


def test_saying_good_bye_is_none() -> None:
    outcome = answer(AttemptsCheck(), call(*OPEN, *AGAIN, BYE))
    assert outcome.truth is Truth.NO


def test_one_refusal_allows_one_more_attempt() -> None:
    assert answer(AttemptsCheck(), call(*OPEN, *AGAIN[:1], "C: 好吧，我考虑一下")).truth is Truth.NO
    assert answer(AttemptsCheck(after=1), call(*OPEN, *AGAIN)).truth is Truth.YES


def test_answering_a_question_is_none() -> None:
    lines = [*OPEN, *AGAIN, "A: 好的", "C: 那你们这个多少钱一个月", "A: 每月三元，前三个月免费体验", "C: 哦"]
    assert answer(AttemptsCheck(), call(*lines)).truth is Truth.NO


def test_two_noes_without_an_attempt_between_are_one() -> None:
    lines = [*OPEN, "C: 真的不用", "A: 前三个月免费，您可以先试试", "C: 再说吧"]
    assert answer(AttemptsCheck(), call(*lines)).truth is Truth.NO


def test_a_no_to_other_help_is_no_refusal() -> None:
    lines = [*OPEN, "A: 请问还有其他可以帮您的吗", "C: 不用了", "A: 那您可以先了解一下优惠活动"]
    assert answer(AttemptsCheck(), call(*lines)).truth is Truth.NO


def test_a_change_of_mind_starts_again() -> None:
    lines = [*OPEN, *AGAIN, "A: 您还是开通一个吧，好吗", "C: 那行吧，开吧", "A: 我再给您介绍一下优惠活动"]
    assert [hit.turn for hit in answer(AttemptsCheck(), call(*lines)).hits] == [4]


def test_other_talk_after_the_second_refusal_is_for_a_person() -> None:
    outcome = answer(AttemptsCheck(), call(*OPEN, *AGAIN, "A: 您现在用的手机是什么牌子的呀", "C: 再见"))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.AMBIGUOUS)


def test_a_no_to_the_order_counts_whatever_was_offered_before_it() -> None:
    opening = ["A: 想取消发短信就行，那您同意开通来电提醒吗", "C: 不要"]
    outcome = answer(AttemptsCheck(), call(*opening, *AGAIN, "A: 机会难得，您还是开通一个吧", BYE))
    assert [hit.turn for hit in outcome.hits] == [4]


def test_a_refusal_that_was_not_heard_well_leaves_it_open() -> None:
    push = "A: 机会真的很难得，您还是开通一个吧"
    unheard = ["A: 给您推荐一个业务，您要开通吗", "C: 了"]
    outcome = answer(AttemptsCheck(), call(*unheard, *AGAIN, push, "C: 真的不要", BYE))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.AMBIGUOUS)
    assert [hit.turn for hit in outcome.hits] == [4]
    assert answer(AttemptsCheck(), call(*unheard, *AGAIN, BYE)).truth is Truth.NO


def test_an_attempt_between_refusals_that_was_not_heard_well_leaves_it_open() -> None:
    mumbled = ["A: 请问您是不放心这个七十这个真的很华算", "C: 不要不要"]
    outcome = answer(AttemptsCheck(), call(*OPEN, *mumbled, "A: 机会难得，您还是开通一个吧", BYE))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.AMBIGUOUS)


def _murmured(view: CallView, text: str, confidence: float) -> CallView:
    """The call with the words of one turn heard with this confidence."""
    turns = [
        turn.model_copy(
            update={"words": tuple(w.model_copy(update={"confidence": confidence}) for w in turn.words)}
        )
        if turn.text == text
        else turn
        for turn in view.dialogue.turns
    ]
    return CallView(dialogue=view.dialogue.model_copy(update={"turns": tuple(turns)}), audio=view.audio)


def test_what_was_hardly_heard_is_no_clear_refusal() -> None:
    lines = [
        "A: 有了它可以帮您挡住骚扰电话", "C: 不不想啊", "A: 这个服务现在免费，帮您开通好吗", "C: 不用",
        "A: 机会真的很难得，您还是开通一个吧", "C: 真的不要", BYE,
    ]  # fmt: skip
    clear = call(*lines)
    assert answer(AttemptsCheck(), clear).truth is Truth.YES
    outcome = answer(AttemptsCheck(), _murmured(clear, "不不想啊", 0.6))
    assert (outcome.truth, outcome.cause) == (Truth.UNKNOWN, Cause.AMBIGUOUS)
