from __future__ import annotations

import pytest

from models.recipe.whole_calls import SECONDS, evaluate_calls, whole_call
from synth import telephone
from synth.espeak import library_name
from tests.models.test_embedded import FOLDER

pytestmark = pytest.mark.skipif(
    library_name() is None, reason="espeak-ng is not installed (Debian: libespeak-ng1)"
)


def test_a_call_has_two_voices_that_take_turns() -> None:
    call = whole_call(1)
    assert all(len(line) == SECONDS * telephone.LINE_RATE for line in call.channels)
    assert all(len(text) > 10 for text in call.texts)
    assert len(call.texts[0]) > len(call.texts[1])
    assert whole_call(1).texts == call.texts


def test_two_minutes_are_heard_without_loops() -> None:
    found = evaluate_calls(FOLDER, 1, seed=7)
    assert found["channels_with_loops"] == 0
    assert found["cer"] < 0.25
