from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoqa.dialogue.floor import both_heard, interruptions, is_backchannel, overlaps, talk, talked_over
from autoqa.dialogue.spans import common, joined
from autoqa.types import Dialogue, Role, Span
from tests.dialogue.making import dialogue, sound, spans, turn

A, C = Role.AGENT, Role.CUSTOMER
HELD = "我想问一下这个业务怎么收费的我上次就被"
CUT = "这个您放心我们都是免费的"


def test_agent_who_talks_into_the_customers_sentence_interrupts() -> None:
    made = dialogue(turn(0, 0, 2, A), turn(1, 3, 8, C, HELD), turn(2, 6, 10, A, CUT))
    (found,) = interruptions(made)
    assert (found.agent_turn, found.customer_turn, found.start, found.end) == (2, 1, 6, 8)


@pytest.mark.parametrize(
    ("agent", "customer"),
    [
        (turn(1, 7.3, 10, A, CUT), turn(0, 3, 8, C, HELD)),  # together for 0.7 s only
        (turn(1, 6, 7.5, A, "嗯对对对"), turn(0, 3, 8, C, HELD)),  # shows that he listens
        (turn(1, 3.2, 8, A, CUT), turn(0, 3, 8, C, HELD)),  # both started at once
        (turn(0, 3, 8, A, CUT), turn(1, 5, 8, C, HELD)),  # the customer cuts in
        (turn(1, 3.8, 7, A, CUT), turn(0, 3, 6, C, "嗯嗯嗯")),  # the customer only listens
        (turn(1, 6, 8.5, A, HELD[6:]), turn(0, 3, 8, C, HELD)),  # the same words: echo
    ],
)
def test_what_is_no_interruption(agent: object, customer: object) -> None:
    turns = sorted((agent, customer), key=lambda made: made.index)  # type: ignore[attr-defined]
    assert interruptions(dialogue(*turns)) == ()


def lost(agent: str = CUT, customer: str = HELD, *, began: float = 3) -> Dialogue:
    """The customer's words end at 5.5 s, where the agent's begin; the voice goes on to 8 s."""
    made = dialogue(turn(0, began, 5.5, C, customer), turn(1, 5.6, 10, A, agent))
    return made.model_copy(update={"customer_speech": spans((began, 5.5), (5.9, 8))})


def test_a_sentence_whose_end_was_lost_under_the_agents_is_talked_over() -> None:
    assert interruptions(lost()) == ()
    (found,) = talked_over(lost())
    assert (found.start, found.end) == (5.9, 8)
    assert talked_over(lost(), shortest=2.5) == ()
    assert talked_over(lost(agent="嗯对对对")) == ()
    assert talked_over(lost(began=5.2)) == ()


def test_echo_is_not_talked_over() -> None:
    made = dialogue(turn(0, 3, 8, C, HELD, 1), turn(1, 6, 8.5, A, HELD[6:], 0))
    assert talked_over(made) == ()


def test_sound_far_below_the_agents_level_is_echo() -> None:
    made = dialogue(turn(0, 3, 8, C, HELD, 1), turn(1, 6, 8, A, CUT, 0))
    loud, faint = (
        sound([(6, 8)], [(3, 8)], levels=[[-20.0] * 10] * 2),
        sound([(6, 8)], [(3, 8)], levels=[[-41.0] * 10, [-20.0] * 10]),
    )
    assert len(interruptions(made, loud)) == 1
    assert interruptions(made, faint) == ()


def one_channel(agent: tuple[float, float]) -> Dialogue:
    """The agent's words are written from 8 s on, when the customer has ended."""
    made = dialogue(turn(0, 0, 2, A), turn(1, 3, 8, C, HELD), turn(2, 8.2, 10, A, CUT))
    return made.model_copy(update={"agent_speech": spans((0, 2), agent)})


def test_on_one_channel_the_sound_tells_when_the_agent_cuts_in() -> None:
    mono = sound([(0, 2), (3, 10)])
    (found,) = interruptions(one_channel(agent=(6, 10)), mono)
    assert (found.start, found.end, found.agent_turn, found.customer_turn) == (6, 8, 2, 1)
    assert interruptions(one_channel(agent=(7.5, 10)), mono) == ()


def test_on_one_channel_it_is_no_interruption_where_the_agent_spoke_before() -> None:
    made = one_channel(agent=(4, 10)).model_copy(update={"customer_speech": spans((3, 3.5), (5, 8))})
    assert interruptions(made, sound([(0, 2), (3, 10)])) == ()


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=8)


@given(SPANS, SPANS, st.sampled_from([0.0, 1.0]))
def test_what_is_common_is_what_each_two_share(
    ones: list[tuple[int, int]], others: list[tuple[int, int]], gap: float
) -> None:
    left, right = (spans(*((start, start + length) for start, length in given)) for given in (ones, others))
    pairs = [(max(a.start, b.start), min(a.end, b.end)) for a in left for b in right]
    shared = [Span(start=start, end=end) for start, end in pairs if start < end]
    assert common(left, right, gap) == joined(shared, gap)


def test_overlaps_bridge_short_breaths() -> None:
    made = dialogue(turn(0, 0, 5, A), turn(1, 1, 2, C), turn(2, 2.2, 3, C), turn(3, 4.5, 5, C))
    assert [(span.start, span.end) for span in overlaps(made)] == [(1, 3), (4.5, 5)]
    assert len(overlaps(made, 1.0)) == 1


def test_talk_counts_seconds_turns_and_characters() -> None:
    made = talk(
        dialogue(turn(0, 0, 6, A, "给您介绍一下"), turn(1, 6, 6.5, C, "嗯"), turn(2, 7, 8.5, C, "不需要"))
    )
    assert made.agent_share == pytest.approx(0.75)
    assert (made.agent_turns, made.customer_turns) == (1, 1)
    assert (made.agent_characters, made.customer_characters) == (6, 4)


def test_silent_call_has_no_share() -> None:
    assert talk(dialogue()).agent_share is None


@pytest.mark.parametrize("text", ["嗯", "对对对", "好的。", "嗯，是的", "哦知道了"])
def test_backchannels(text: str) -> None:
    assert is_backchannel(text)


@pytest.mark.parametrize("text", ["可以", "好贵", "不用", "行吗", ""])
def test_what_is_no_backchannel(text: str) -> None:
    assert not is_backchannel(text)


def test_overlap_is_heard_on_two_channels_only() -> None:
    assert both_heard(sound([(0, 1)], [(2, 3)]))
    assert not both_heard(sound([(0, 1)]))
    assert not both_heard(sound([(0, 1)], []))
    assert not both_heard(None)
