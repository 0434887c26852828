"""The network that tells two voices apart, in numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autoqa.dialogue.acoustics import RATE
from autoqa.dialogue.active import Active, Layer, active
from autoqa.dialogue.bands import FRAME_S, WIDTH, bands_of
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
    whole = bands_of(samples)
    for layer in network.early:
        whole = layer.of(whole)
    assert np.abs(heard.sound - whole).max() < 1e-3


def test_damaged_weights_are_no_network(tmp_path: Path) -> None:
    path = tmp_path / "active.npz"
    path.write_bytes(b"no weights")
    with pytest.raises(ValueError, match=r"active\.npz"):
        Active(path)
