"""Made calls that the network of two voices is trained on."""

from __future__ import annotations

import numpy as np
import pytest

from autoqa.dialogue.bands import FRAME_S
from models.recipe.rooms import make_rooms
from models.recipe.who.made_calls import SECONDS, Talk, Turn, made_call
from synth.espeak import library_name
from synth.telephone import LINE_RATE, Samples
from synth.voice import TRAIN_VOICES

pytestmark = pytest.mark.skipif(library_name() is None, reason="needs espeak-ng")


@pytest.fixture(scope="module")
def calls() -> list[tuple[Samples, list[Turn]]]:
    rng = np.random.default_rng(3)
    voices = list(TRAIN_VOICES.values())[:6]
    rooms = make_rooms(voices, rng)
    return [made_call(Talk(), voices, rooms, rng) for _ in range(4)]


def test_both_speak_and_every_turn_lies_inside_the_call(calls: list[tuple[Samples, list[Turn]]]) -> None:
    for samples, turns in calls:
        assert len(samples) == SECONDS * LINE_RATE
        assert {turn.speaker for turn in turns} == {0, 1}
        assert all(0 <= turn.start < turn.end < SECONDS / FRAME_S for turn in turns)
        assert all(turn.start == turn.stretches[0][0] and turn.end == turn.stretches[-1][1] for turn in turns)


def test_where_somebody_speaks_it_is_louder(calls: list[tuple[Samples, list[Turn]]]) -> None:
    samples, turns = calls[0]
    power = np.square(samples).reshape(-1, int(FRAME_S * LINE_RATE)).mean(axis=1)
    said = np.zeros(len(power), bool)
    for turn in turns:
        for start, end in turn.stretches:
            said[start:end] = True
    assert np.median(power[said]) > 3 * np.median(power[~said])
