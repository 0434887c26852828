"""The network that tells two voices apart, in numpy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autoqa.dialogue.acoustics import RATE
from autoqa.dialogue.active import PRIOR, WEIGHTS, Active, Layer, active
from autoqa.dialogue.bands import FRAME_S, WIDTH, bands_of
from autoqa.errors import ModelError
from tests.dialogue.mono import MonoCall, mono_call, needs_voices


@pytest.fixture(scope="module")
def call() -> MonoCall:
    return mono_call("f2", "m3", exchanges=8)


def _frames(call: MonoCall, count: int) -> np.ndarray:
    """(2, frames) who speaks."""
    said = np.zeros((2, count), bool)
    for one in call.said:
        said[one.speaker, round(one.start / FRAME_S) : round(one.end / FRAME_S)] = True
    return said


def test_a_layer_is_a_convolution_that_keeps_the_length() -> None:
    rng = np.random.default_rng(2)
    weight, frames = rng.normal(size=(3, 4, 5)).astype(np.float32), rng.normal(size=(9, 4)).astype(np.float32)
    made = Layer(weight, np.ones(5, np.float32), dilation=2, last=True).of(frames)
    padded = np.pad(frames, ((2, 2), (0, 0)))
    for place in range(9):
        wanted = 1 + sum(padded[place + 2 * tap] @ weight[tap] for tap in range(3))
        assert made[place] == pytest.approx(wanted, abs=1e-5)


def test_a_layer_of_equal_widths_adds_what_came_in() -> None:
    frames = np.ones((4, 2), np.float32)
    made = Layer(-np.ones((1, 2, 2), np.float32), np.zeros(2, np.float32), dilation=1).of(frames)
    assert made == pytest.approx(frames)


def test_bands_have_a_frame_every_20_ms_and_know_no_level() -> None:
    rng = np.random.default_rng(1)
    samples = rng.normal(0, 0.05, 2 * RATE).astype(np.float32)
    bands = bands_of(samples)
    assert bands.shape == (101, WIDTH)
    assert bands_of(samples * np.float32(0.3)) == pytest.approx(bands, abs=0.02)


def test_the_level_is_that_of_speech_and_not_of_a_long_hold() -> None:
    rng = np.random.default_rng(1)
    speech = rng.normal(0, 0.1, RATE).astype(np.float32)
    samples = np.concatenate((np.zeros(40 * RATE, np.float32), speech))
    inside = np.zeros(41 * 50 + 1, bool)
    inside[40 * 50 + 3 :] = True
    assert np.median(bands_of(samples, inside)[inside]) == pytest.approx(
        np.median(bands_of(speech)), abs=0.05
    )


def test_the_pitch_shows_in_the_low_bins() -> None:
    time = np.arange(RATE) / RATE
    low, high = (bands_of(np.sin(2 * np.pi * hertz * time).astype(np.float32)) for hertz in (150, 300))
    assert low[20, 32:].argmax() < high[20, 32:].argmax()


@needs_voices
def test_each_voice_is_found_by_a_few_of_its_sentences(call: MonoCall) -> None:
    heard = active().described(call.samples)
    said = _frames(call, len(heard.voice))
    known = np.zeros(said.shape)
    known[:, : said.shape[1] // 3] = said[:, : said.shape[1] // 3]
    odds = heard.active(known)
    later = slice(said.shape[1] // 3, None)
    for speaker in range(2):
        alone = said[speaker, later] & ~said[1 - speaker, later]
        assert np.mean(odds[speaker, later][alone] > odds[1 - speaker, later][alone]) > 0.93


@needs_voices
def test_swapped_voices_swap_the_answer(call: MonoCall) -> None:
    heard = active().described(call.samples)
    known = _frames(call, len(heard.voice)).astype(float)
    assert heard.active(known[::-1]) == pytest.approx(heard.active(known)[::-1], abs=1e-4)


def test_long_recordings_come_to_the_same_as_short_ones() -> None:
    """Chunks overlap by what the convolutions reach."""
    rng = np.random.default_rng(4)
    samples = (rng.normal(0, 0.1, 150 * RATE) * np.repeat(rng.uniform(0, 1, 600), RATE // 4)).astype(
        np.float32
    )
    heard = active().described(samples)
    assert len(heard.sound) == 7501
    network = Active()
    whole = bands_of(samples).astype(np.float32)
    for layer in network.early:
        whole = layer.of(whole)
    assert np.abs(heard.sound - whole).max() < 0.01  # half precision


def test_chunks_of_the_second_stage_meet_without_a_seam() -> None:
    rng = np.random.default_rng(6)
    heard = active().described(rng.normal(0, 0.1, 150 * RATE).astype(np.float32))
    known = np.zeros((2, len(heard.sound)))
    known[0, 100:400] = known[1, 500:900] = 1
    late = slice(5900, 6100)  # the border lies at 6,000
    part = replace(heard, sound=heard.sound[5800:6200])
    profiles = (known / (known.sum(axis=1, keepdims=True) + PRIOR)).astype(np.float32)
    own, other = profiles @ heard.voice.astype(np.float32)
    around = replace(part, voice=heard.voice[5800:6200])._of((0, 0, 400, 400), own, other)
    assert heard.active(known)[0, late] == pytest.approx(around[100:300], abs=0.02)


@pytest.mark.parametrize("damage", ["nothing of it", "half of it", "a flipped byte"])
def test_damaged_weights_are_no_network(damage: str, tmp_path: Path) -> None:
    path, data = tmp_path / "active.npz", bytearray(WEIGHTS.read_bytes())
    if damage == "a flipped byte":
        data[len(data) // 2] ^= 0xFF
    path.write_bytes({"nothing of it": b"no weights", "half of it": data[: len(data) // 2]}.get(damage, data))
    with pytest.raises(ModelError, match=r"active\.npz"):
        Active(path)
