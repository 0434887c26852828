"""Long recordings take less memory and stay the same samples."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from autoqa.audio import analyse, clip, encode_mp3, open_recording, peaks
from autoqa.audio.samples import BLOCK, Gathered, Packed, Pcm
from samples.demo import CALLS

PIECE = 20_000
LENGTHS = (3 * BLOCK, 3 * BLOCK - 1, 2 * BLOCK + 1)


def _gathered(pcm: Pcm, long: int) -> Gathered:
    gathered = Gathered(long)
    whole = np.ascontiguousarray(pcm.T).tobytes()
    for at in range(0, len(whole), PIECE):
        gathered.add(whole[at : at + PIECE], len(pcm))
    return gathered


def _packed(pcm: Pcm) -> Packed:
    packed = _gathered(pcm, 4_000).samples()
    assert isinstance(packed, Packed)
    return packed


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("count", LENGTHS)
def test_packed_samples_are_the_same_bit_for_bit(count: int, channels: int) -> None:
    chance = np.random.default_rng(count)
    plain = chance.integers(-32768, 32768, (channels, count)).astype(np.int16)
    plain[:, 500:40_000] //= 300
    plain[:, :2] = -32768, 32767
    held = _packed(plain)
    assert held.shape == plain.shape
    assert np.array_equal(held[:], plain)
    assert np.array_equal(held[channels - 1], plain[channels - 1])
    for _ in range(300):
        first, last = chance.integers(-10, count + 10, 2).tolist()
        for place in (
            (0, slice(first, last)),
            (slice(None), slice(first, last)),
            (slice(1, 2), slice(first, None)),
        ):
            piece = held[place]
            assert piece.dtype == np.int16
            assert piece.shape == plain[place].shape
            assert np.array_equal(piece, plain[place])


def test_samples_are_packed_from_a_length_on() -> None:
    pcm = np.zeros((2, 2 * BLOCK), np.int16)
    assert isinstance(_gathered(pcm, pcm.nbytes + 1).samples(), np.ndarray)
    assert isinstance(_gathered(pcm, pcm.nbytes).samples(), Packed)


def test_no_piece_of_a_recording_can_be_written_to() -> None:
    plain = np.arange(2 * BLOCK, dtype=np.int16)[None]
    for held in (_packed(plain), _gathered(plain, 1 << 20).samples()):
        for place in (slice(None), 0, (0, slice(5, 9)), (slice(None), slice(BLOCK - 2, BLOCK + 2))):
            with pytest.raises(ValueError, match="read-only"):
                held[place][...] = 7
        assert np.array_equal(held[:], plain)


def test_what_is_not_in_a_row_is_refused() -> None:
    held = _packed(np.zeros((1, 2 * BLOCK), np.int16))
    with pytest.raises(IndexError):
        held[0, ::2]
    with pytest.raises(IndexError):
        held[1]


def _in_16_bits(pcm: Pcm) -> Pcm:
    """Softer, over a hiss of -60 dBFS: thousands of values."""
    hiss = np.random.default_rng(1).normal(0, 23, pcm.shape)
    return np.round(0.8 * pcm + hiss).astype(np.int16)


@pytest.mark.parametrize(
    ("made", "share"), [(lambda pcm: pcm, 0.45), (_in_16_bits, 0.68)], ids=["A-law", "16 bits"]
)
def test_a_packed_call_takes_less_memory(made: Callable[[Pcm], Pcm], share: float) -> None:
    pcm = made(open_recording(CALLS / "01-clean-stereo.wav").pcm[:])
    held = _packed(pcm)
    kept = sum(sys.getsizeof(getattr(held, name)) for name in ("_blocks", "_ends", "_last"))
    assert kept < share * pcm.nbytes


def test_a_packed_call_is_heard_and_shown_as_any_other() -> None:
    call = open_recording(CALLS / "01-clean-stereo.wav")
    packed = replace(call, pcm=_packed(call.pcm[:]))
    assert np.array_equal(packed.channel(1, 3.0, 9.5), call.channel(1, 3.0, 9.5))
    assert analyse(packed) == analyse(call)
    assert clip(packed, 20.0, 25.0) == clip(call, 20.0, 25.0)
    assert encode_mp3(packed) == encode_mp3(call)
    assert peaks(packed, 200) == peaks(call, 200)
