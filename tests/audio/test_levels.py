"""Levels in dBFS, clipping and silence."""

from __future__ import annotations

import numpy as np
import pytest

from autoqa.audio import analyse
from autoqa.audio.levels import loudness
from autoqa.types import ChannelFacts
from synth.telephone import a_law, tone
from tests.audio.media import Signal, recording_of
from tests.audio.talk import SENTENCES, hiss, needs_voices, talk


def _facts(samples: Signal) -> ChannelFacts:
    return analyse(recording_of(samples)).channels[0]


def test_levels_are_relative_to_a_full_scale_sine() -> None:
    wave = np.concatenate([tone(1.0, 8000, 1000, dbfs=db) for db in (-3.0, -20.0, -40.0)])
    # `tone` gives RMS of full scale: a full-scale sine has -3.01 dB.
    levels = loudness((wave[None] * 32767).astype(np.int16), 0, 8000).levels
    assert levels == pytest.approx((0.0, -17.0, -37.0), abs=0.2)


def test_digital_silence_and_the_last_part_of_a_second() -> None:
    assert loudness(np.zeros((1, 20000), np.int16), 0, 8000).levels == (-120.0, -120.0, -120.0)


@pytest.mark.parametrize("law", [a_law, lambda x: x])
def test_clipped_share(law: object) -> None:
    assert callable(law)
    wave = np.clip(3 * np.sin(2 * np.pi * 300 * np.arange(16000) / 8000), -1, 1).astype(np.float32)
    share = loudness((law(wave)[None] * 32767).astype(np.int16), 0, 8000).clipped
    assert share == pytest.approx(np.mean(np.abs(wave) > 0.99), abs=0.03)
    assert loudness((0.5 * wave[None] * 32767).astype(np.int16), 0, 8000).clipped == 0.0


@needs_voices
def test_speech_and_noise_level() -> None:
    facts = _facts(talk(SENTENCES, snr_db=25.0).samples)
    assert facts.speech_level is not None
    assert facts.noise_level is not None
    assert facts.speech_level == pytest.approx(-22.0, abs=5.0)
    # RMS -47 dB is -44 dB of a sine; a little less within the band.
    assert facts.noise_level == pytest.approx(-45.5, abs=2.0)


def test_noise_alone_has_no_speech_level() -> None:
    facts = _facts(hiss(8000 * 10, -40.0))
    assert facts.speech_level is None
    assert facts.noise_level == pytest.approx(-38.5, abs=2.0)
    assert not facts.dead
