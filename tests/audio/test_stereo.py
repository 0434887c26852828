"""Two channels: the same signal twice, a dead one, or one party leaking into the other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autoqa.audio import analyse, echo_db, open_recording
from autoqa.audio.stereo import is_fake_stereo
from synth.telephone import a_law
from tests.audio.media import FORMS, Signal, recording_of, write
from tests.audio.talk import REPLIES, SENTENCES, Talk, hiss, needs_voices, talk


def _parties() -> tuple[Talk, Talk]:
    """Both speak in turn, the second also while the first does."""
    return talk(SENTENCES * 3, voices=("f2",), gap_s=1.5), talk(REPLIES, voices=("m3",), gap_s=2.5)


def _pair(first: Signal, second: Signal) -> Signal:
    size = min(len(first), len(second))
    return np.stack([first[:size], second[:size]])


@needs_voices
@pytest.mark.parametrize(
    "second",
    [
        pytest.param(lambda x: x, id="same"),
        pytest.param(lambda x: 0.4 * x, id="softer"),
        pytest.param(lambda x: -x, id="inverted"),
        pytest.param(lambda x: np.roll(x, 40), id="5 ms late"),
    ],
)
@pytest.mark.parametrize("form", ["a-law", "mp3"])
def test_same_signal_twice_is_mono(second: object, form: str, tmp_path: Path) -> None:
    assert callable(second)
    voice = talk(SENTENCES, snr_db=30.0).samples
    recording = open_recording(write(tmp_path, FORMS[form], _pair(voice, second(voice))))
    assert recording.fake_stereo
    assert recording.info.channels == 2
    call = analyse(recording)
    assert call.fake_stereo
    assert [facts.index for facts in call.channels] == [0]


@needs_voices
def test_two_parties_with_echo_are_not_fake() -> None:
    agent, customer = _parties()
    echo = np.roll(agent.samples, 80)
    pair = _pair(agent.samples, customer.samples[: len(echo)] + 0.2 * echo[: len(customer.samples)])
    assert not is_fake_stereo((pair * 32767).astype(np.int16), 8000)


@needs_voices
def test_dead_channel() -> None:
    voice = talk(SENTENCES[:1]).samples
    offset = np.full(len(voice), 0.01, np.float32)  # a constant is no signal
    for empty in (np.zeros(len(voice), np.float32), offset, hiss(len(voice), -75.0)):
        recording = recording_of(_pair(voice, empty))
        assert not is_fake_stereo(recording.pcm, 8000)
        assert [facts.dead for facts in analyse(recording).channels] == [False, True]


def test_two_silent_channels_are_not_fake_stereo() -> None:
    assert not is_fake_stereo(np.zeros((2, 16000), np.int16), 8000)


@needs_voices
@pytest.mark.parametrize(("echo_level", "delay_s"), [(-14.0, 0.12), (-20.0, 0.3), (-30.0, 0.02)])
def test_echo_is_measured_and_is_not_speech_of_the_other(echo_level: float, delay_s: float) -> None:
    agent, customer = _parties()
    size = len(agent.samples)
    line = np.zeros(size, np.float32)
    line[: len(customer.samples[:size])] = customer.samples[:size]
    late = int(delay_s * 8000)
    line[late:] += agent.samples[: size - late] * np.float32(10 ** (echo_level / 20))
    recording = recording_of(np.stack([agent.samples, a_law(line + hiss(size, -50.0))]))
    on_agent, on_customer = echo_db(recording)
    assert on_agent is None
    assert on_customer == pytest.approx(echo_level, abs=1.5)
    facts = analyse(recording).channels[1]
    replies = [span for span in customer.spoken if span[1] < size / 8000]
    heard = [
        any(min(end, span.end) - max(start, span.start) > 0.4 * (end - start) for span in facts.speech)
        for start, end in replies
    ]
    assert all(heard)
    assert sum(span.length for span in facts.speech) < sum(end - start for start, end in replies) + 1.0


@needs_voices
def test_no_echo_is_found_where_there_is_none() -> None:
    agent, customer = _parties()
    assert echo_db(recording_of(_pair(agent.samples, customer.samples))) == (None, None)
    assert echo_db(recording_of(agent.samples)) == (None, None)
