"""Where something sounds after a question, and what is only the other party's echo."""

from __future__ import annotations

import numpy as np
import pytest

from autoqa.asr.reply_sound import ECHO_S, sound_of

RATE = 8000


def _line(length: float, *bursts: tuple[float, float, float], noise: float = 0.001) -> np.ndarray:
    """``length`` seconds of faint noise with bursts (start, end, amplitude) of louder noise."""
    rng = np.random.default_rng(3)
    samples = rng.normal(0, noise, round(length * RATE))
    for start, end, amplitude in bursts:
        first, last = round(start * RATE), round(end * RATE)
        samples[first:last] += rng.normal(0, amplitude, last - first)
    return samples.astype(np.float32)


def test_a_short_burst_is_found_with_a_margin() -> None:
    sound = sound_of(_line(2.0, (0.8, 1.0, 0.1)), RATE)
    assert 0.6 <= sound.start <= 0.8
    assert 1.0 <= sound.end <= 1.25
    assert sound.sounding == pytest.approx(0.2, abs=0.04)
    assert sound.snr is not None
    assert sound.snr > 30


def test_a_quiet_line_sounds_of_nothing() -> None:
    sound = sound_of(_line(2.0), RATE)
    assert (sound.start, sound.end, sound.sounding, sound.snr) == (0.0, 2.0, 0.0, None)


def test_a_click_is_no_reply() -> None:
    assert sound_of(_line(2.0, (1.0, 1.01, 0.3)), RATE).sounding == 0.0


def test_the_others_echo_does_not_count_but_a_reply_beside_it_does() -> None:
    other = np.concatenate([_line(ECHO_S, (0.0, ECHO_S, 0.1)), _line(2.0, (0.0, 0.05, 0.1))])
    with_echo = _line(2.0, (0.0, 0.17, 0.01), (0.9, 1.1, 0.05))
    alone = sound_of(with_echo, RATE)
    sound = sound_of(with_echo, RATE, other)
    assert alone.start < 0.05
    assert sound.start == pytest.approx(0.75, abs=0.06)
    assert sound.sounding == pytest.approx(0.2, abs=0.04)


def test_no_samples_at_all() -> None:
    assert sound_of(np.zeros(0, np.float32), RATE).sounding == 0.0
