from __future__ import annotations

import numpy as np
import pytest

from synth import codecs, telephone


def _sine(frequency: float, rate: int, seconds: float = 1.0) -> telephone.Samples:
    return (0.3 * np.sin(2 * np.pi * frequency * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


@pytest.mark.parametrize("rate", [22050, 16000, 8000])
def test_resampling_keeps_a_tone(rate: int) -> None:
    out = telephone.resample(_sine(1000, rate), rate, 8000)
    wanted = _sine(1000, 8000)
    assert len(out) == len(wanted)
    assert np.abs(out[200:-400] - wanted[200:-400]).max() < 0.01


def test_the_line_drops_what_it_cannot_carry() -> None:
    high = telephone.line_band(_sine(5000, 22050), 22050)
    assert np.abs(high[200:-400]).max() < 0.01


def test_a_law_is_close_but_not_exact() -> None:
    tone = _sine(700, 8000)
    back = telephone.a_law(tone)
    error = float(np.mean((tone - back) ** 2))
    assert 0 < error < float(np.mean(tone**2)) / 1000


def test_noise_lies_at_the_wished_distance() -> None:
    tone = _sine(500, 8000, 4.0)
    noisy = telephone.add_noise(tone, 20.0, np.random.default_rng(1))
    noise = noisy - tone
    ratio = 20 * np.log10(telephone.rms(tone) / float(np.sqrt(np.mean(noise**2))))
    assert ratio == pytest.approx(20.0, abs=0.5)


def test_level_sets_the_sounding_parts() -> None:
    quiet = np.concatenate([_sine(400, 8000) * 0.1, np.zeros(8000, np.float32)])
    assert 20 * np.log10(telephone.rms(telephone.level(quiet, -20.0))) == pytest.approx(-20.0, abs=0.6)


def test_ring_back_sounds_one_second_in_five() -> None:
    tone = telephone.ring_back(10.0)
    seconds = np.abs(tone).reshape(10, -1).max(1) > 0.01
    assert seconds.tolist() == [True, False, False, False, False] * 2


def test_hold_music_repeats_with_its_seed() -> None:
    first = telephone.hold_music(2.0, 8000, np.random.default_rng(4))
    assert np.array_equal(first, telephone.hold_music(2.0, 8000, np.random.default_rng(4)))
    assert telephone.rms(first) > 0.01


@pytest.mark.parametrize("codec", sorted(codecs.CODECS))
def test_codecs_give_the_tone_back(codec: str) -> None:
    tone = _sine(600, 8000)
    back = codecs.round_trip(tone, 8000, codec)
    assert len(back) > 7000
    # Some codecs delay by a few milliseconds: compare the spectra of the middle.
    wanted, got = (np.abs(np.fft.rfft(wave[1000:6000])) for wave in (tone, back))
    assert got.argmax() == wanted.argmax()
    assert got.max() == pytest.approx(wanted.max(), rel=0.3)
