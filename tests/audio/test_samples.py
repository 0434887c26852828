"""Long recordings of 8-bit telephony take half the memory and stay the same samples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from autoqa.audio import analyse, clip, encode_mp3, open_recording, peaks
from autoqa.audio.samples import Gathered, Packed, Pcm
from samples.demo import CALLS

PIECE = 512


def _values(count: int) -> Pcm:
    """So many different samples, the extremes among them."""
    return np.linspace(-32768, 32767, count).astype(np.int16)


def _gathered(samples: Pcm, long: int) -> Gathered:
    gathered = Gathered(long)
    whole = samples.tobytes()
    for at in range(0, len(whole), PIECE):
        gathered.add(whole[at : at + PIECE])
    return gathered


def _drawn(values: Pcm, count: int) -> Pcm:
    return np.random.default_rng(1).choice(values, count)


@pytest.mark.parametrize(
    ("samples", "packed"),
    [
        (_drawn(_values(256), 20_000), True),
        (_drawn(_values(257), 20_000), False),
        (np.concatenate((np.zeros(9_000, np.int16), _drawn(_values(3_000), 9_000))), False),
    ],
    ids=["256 values", "one too many", "too many of them, late"],
)
def test_packed_or_not_the_samples_are_the_same(samples: Pcm, packed: bool) -> None:
    plain = samples.reshape(-1, 2).T
    held = _gathered(samples, 4_000).samples(2)
    assert isinstance(held, Packed) is packed
    assert held.shape == plain.shape
    for place in (slice(None), 1, (0, slice(100, 900)), (slice(1, 2), slice(7, 11))):
        assert held[place].dtype == np.int16
        assert np.array_equal(held[place], plain[place])


def test_a_short_recording_is_left_as_it_is() -> None:
    samples = _drawn(_values(9), 1_000)
    assert isinstance(_gathered(samples, 2_001).samples(1), np.ndarray)
    assert isinstance(_gathered(samples, 2_000).samples(1), Packed)


def test_a_packed_call_is_heard_and_shown_as_any_other() -> None:
    call = open_recording(CALLS / "01-clean-stereo.wav")
    samples = np.ascontiguousarray(call.pcm[:].T).ravel()
    packed = replace(call, pcm=_gathered(samples, 4_000).samples(2))
    assert isinstance(packed.pcm, Packed)
    assert np.array_equal(packed.channel(1, 3.0, 9.5), call.channel(1, 3.0, 9.5))
    assert analyse(packed) == analyse(call)
    assert clip(packed, 20.0, 25.0) == clip(call, 20.0, 25.0)
    assert encode_mp3(packed) == encode_mp3(call)
    assert peaks(packed, 200) == peaks(call, 200)
