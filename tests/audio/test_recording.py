"""Pieces of a recording equal the same pieces of the whole."""

from __future__ import annotations

import numpy as np
import pytest

from tests.audio.media import click_at, heard_at, recording_of


@pytest.mark.parametrize("native", [8000, 11025, 16000])
@pytest.mark.parametrize("rate", [8000, 16000])
def test_a_piece_equals_that_piece_of_the_whole(native: int, rate: int) -> None:
    recording = recording_of(click_at(1.5, native, seconds=3.0), native)
    whole = recording.channel(0, rate=rate)
    assert len(whole) == 3 * rate
    # Whole seconds lie on the grid of every rate.
    piece = recording.channel(0, 1.0, 2.0, rate=rate)
    assert len(piece) == rate
    assert piece.dtype == np.float32
    assert np.abs(piece - whole[rate : 2 * rate]).max() < 2e-3


def test_times_survive_resampling() -> None:
    recording = recording_of(click_at(1.5, 8000, seconds=3.0))
    assert heard_at(recording) == pytest.approx(1.5, abs=0.002)


def test_bounds_are_clamped() -> None:
    recording = recording_of(click_at(1.0, 8000, seconds=2.0))
    assert len(recording.channel(0, -5.0, 99.0, rate=8000)) == 16000
    assert len(recording.channel(0, 3.0, 4.0)) == 0
    assert len(recording.channel(0, 1.0, 0.5)) == 0
