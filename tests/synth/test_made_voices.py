"""Voices drawn at random speak, are unlike each other, and leave espeak-ng's own as they were."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest

from synth.espeak import data_folder, library_name
from synth.made_voices import drawn_variant, made_voices
from synth.voice import VOICES, Spoken, speak

espeak = pytest.mark.skipif(library_name() is None, reason="espeak-ng is not installed")


def test_a_variant_is_drawn_anew_from_each_seed_and_alike_from_the_same() -> None:
    first, again, other = (drawn_variant("made0", np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert first.startswith("language variant\nname made0\npitch ")
    assert [line.split()[1] for line in first.splitlines() if line.startswith("formant")] == list("012345678")


def _colour(spoken: Spoken) -> npt.NDArray[np.float64]:
    """Log spectrum in 50 bands up to 6.7 kHz."""
    spectrum = np.abs(np.fft.rfft(spoken.samples, 1 << 16))[:20000]
    return np.log(spectrum.reshape(50, -1).mean(1))


def _alike(one: Spoken, other: Spoken) -> float:
    return float(np.corrcoef(_colour(one), _colour(other))[0, 1])


@espeak
def test_made_voices_speak_the_same_words_and_sound_unlike() -> None:
    with made_voices(3, np.random.default_rng(4)) as voices:
        spoken = [speak("您好，工号一零二四", voice) for voice in voices]
    assert {one.text for one in spoken} == {"您好工号一零二四"}
    assert max(_alike(one, other) for one, other in combinations(spoken, 2)) < 0.98


@espeak
def test_own_voices_are_back_afterwards_and_made_ones_are_gone() -> None:
    before, folder = speak("您好", VOICES["f2"]), data_folder()
    with made_voices(1, np.random.default_rng(4)) as (voice,):
        speak("您好", voice)
        assert data_folder() == folder
    after = speak("您好", VOICES["f2"])
    assert abs(after.duration_s - before.duration_s) < 0.01
    assert _alike(before, after) > 0.99  # espeak-ng's flutter differs from one time to the next
