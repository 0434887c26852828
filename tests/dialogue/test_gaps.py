from __future__ import annotations

import pytest

from autoqa.dialogue.gaps import QuietKind, responses, silences
from autoqa.types import Role, SoundKind
from tests.dialogue.making import dialogue, sound, spans, turn

A, C, IVR = Role.AGENT, Role.CUSTOMER, Role.OTHER


def test_silences_lie_between_connect_and_the_end() -> None:
    made = dialogue(turn(0, 3, 5, C), turn(1, 6, 9, A), turn(2, 15, 16, C), duration=20, connected_at=2)
    found = [(quiet.start, quiet.end, quiet.after, quiet.before) for quiet in silences(made, shortest=0.9)]
    assert found == [(2, 3, None, C), (5, 6, C, A), (9, 15, A, C), (16, 20, C, None)]


def test_hold_music_and_ring_back_are_told_apart_from_silence() -> None:
    made = dialogue(turn(0, 0, 2, A), turn(1, 30, 31, C), duration=31)
    events = [
        (SoundKind.HOLD_MUSIC, 0, 5.0, 20.0),
        (SoundKind.RINGBACK, 1, 21.0, 22.0),
        (SoundKind.TONE, 0, 24.0, 24.5),
    ]
    found = [(q.kind, q.start, q.end) for q in silences(made, sound([], [], events=events))]
    assert found == [
        (QuietKind.SILENCE, 2, 5),
        (QuietKind.HOLD_MUSIC, 5, 20),
        (QuietKind.SILENCE, 20, 21),
        (QuietKind.RINGBACK, 21, 22),
        (QuietKind.SILENCE, 22, 30),
    ]


def test_announcements_are_no_silence() -> None:
    made = dialogue(turn(0, 0, 2, A), turn(1, 3, 9, IVR), turn(2, 10, 12, C), duration=12)
    assert [quiet.length for quiet in silences(made, shortest=0.5)] == [1, 1]


def test_response_runs_from_the_customers_end_to_the_agents_start() -> None:
    made = dialogue(turn(0, 0, 2, A), turn(1, 3, 5, C), turn(2, 8.5, 10, A))
    (found,) = responses(made)
    assert (found.customer_turn, found.agent_turn, found.length) == (1, 2, 3.5)


def test_sound_decides_within_half_a_second_of_the_recogniser() -> None:
    made = dialogue(turn(0, 3, 5, C), turn(1, 8, 10, A)).model_copy(
        update={"customer_speech": spans((3, 5.3)), "agent_speech": spans((7.8, 10))}
    )
    assert responses(made)[0].length == pytest.approx(2.5)


def test_customer_who_has_to_speak_again_was_not_answered() -> None:
    made = dialogue(turn(0, 0, 1, C), turn(1, 5, 6, C), turn(2, 6.5, 9, A))
    first, second = responses(made)
    assert (first.agent_turn, first.length) == (None, 4)
    assert (second.agent_turn, second.length) == (2, 0.5)


def test_agent_who_speaks_already_answers_at_once() -> None:
    made = dialogue(turn(0, 0, 6, A), turn(1, 3, 3.3, C), turn(2, 20, 21, A))
    assert [(found.agent_turn, found.length) for found in responses(made)] == [(0, 0)]


def test_end_of_the_call_is_no_late_answer() -> None:
    (found,) = responses(dialogue(turn(0, 0, 2, A), turn(1, 3, 4, C), duration=30))
    assert found.final
    assert found.agent_turn is None


def test_hold_music_does_not_count_as_unfilled_waiting() -> None:
    made = dialogue(turn(0, 0, 2, C), turn(1, 12, 13, A))
    (found,) = responses(made, sound([], [], events=[(SoundKind.HOLD_MUSIC, 1, 3.0, 11.0)]))
    assert found.length == 10
    assert found.unfilled == pytest.approx(2)


def test_a_customer_who_never_speaks_waits_for_nothing() -> None:
    assert responses(dialogue(turn(0, 1.0, 3.0, Role.AGENT))) == ()
