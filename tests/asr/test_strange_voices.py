"""What the embedded model does not know must decide nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from autoqa.asr.base import SAMPLE_RATE
from autoqa.asr.models import EMBEDDED, open_dir
from autoqa.asr.whisper import WhisperRecognizer
from autoqa.asr.wire import Samples
from autoqa.audio import analyse, open_recording
from autoqa.config import Settings
from autoqa.resources import embedded_model_dir
from synth.espeak import library_name, speak_raw
from synth.telephone import hold_music, resample

from .conftest import recording_of
from .strangers import noise_vocoded, shifted

CALLS = Path(__file__).parents[2] / "samples" / "calls"
SPOKEN_S = (2.0, 16.0)


@pytest.fixture(scope="module")
def recognizer() -> WhisperRecognizer:
    return WhisperRecognizer(open_dir(embedded_model_dir(), EMBEDDED), Settings(device="cpu", threads=1))


@pytest.fixture(scope="module")
def agent() -> Samples:
    """Some seconds of the agent of a sample call."""
    return open_recording(CALLS / "01-clean-stereo.wav").channel(0, *SPOKEN_S)


@pytest.mark.parametrize(
    "strange",
    [
        pytest.param(noise_vocoded, id="whisper"),
        pytest.param(lambda sound: sound[::-1].copy(), id="backwards"),
    ],
)
def test_strange_voice_makes_the_call_unfit(
    recognizer: WhisperRecognizer, agent: Samples, strange: Callable[[Samples], Samples]
) -> None:
    recording = recording_of(strange(agent))
    result = recognizer.recognise(recording, analyse(recording))
    assert not result.asr.fit
    assert result.asr.fit_note is not None
    assert "autoqa models pull" in result.asr.fit_note


@pytest.mark.parametrize("factor", [pytest.param(1.35, id="small"), pytest.param(0.7, id="large")])
def test_a_throat_of_another_size_is_understood(
    recognizer: WhisperRecognizer, agent: Samples, factor: float
) -> None:
    """Pitch, formants and pace a third up or down, beyond all voices of the training."""

    def heard(sound: Samples) -> tuple[bool, str]:
        recording = recording_of(sound)
        result = recognizer.recognise(recording, analyse(recording))
        return result.asr.fit, "".join(segment.text for segment in result.segments)

    fit, text = heard(shifted(agent, factor))
    assert fit
    _, own = heard(agent)
    assert Levenshtein.normalized_distance(own, text) < 0.15


@pytest.mark.skipif(library_name() is None, reason="needs espeak-ng")
@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en-us",
            "Good morning, I am calling from the customer service, would you like to hear our new offer",
        ),
        ("de", "Guten Morgen, ich rufe vom Kundendienst an, möchten Sie heute unser neues Angebot hören"),
    ],
)
def test_another_language_makes_the_call_unfit(
    recognizer: WhisperRecognizer, language: str, text: str
) -> None:
    raw = speak_raw(text, "f2", speed=170, pitch=50, language=language)
    speech = resample(0.5 * raw.samples.astype(np.float32) / 32768, raw.sample_rate, SAMPLE_RATE)
    quiet = np.zeros(SAMPLE_RATE // 2, np.float32)
    recording = recording_of(np.concatenate([quiet, speech, quiet]))
    assert not recognizer.recognise(recording, analyse(recording)).asr.fit


def test_music_is_not_taken_for_words(recognizer: WhisperRecognizer) -> None:
    sound = resample(hold_music(10.0, 8000, np.random.default_rng(3)), 8000, SAMPLE_RATE)
    recording = recording_of(sound)
    result = recognizer.recognise(recording, analyse(recording))
    assert not result.segments or not result.asr.fit
