"""Samples in memory: 16 bits each, or losslessly compressed in long recordings.

Two hours of two channels at 8 kHz are 230 MB. Long recordings are therefore kept in blocks of four seconds of
one channel, high bytes and low bytes apart, each deflated with run lengths and Huffman codes only (RFC 1951),
and inflated where they are looked at. Calls made in 16 bits or coded as MP3 or Opus take about 60 % of the
room, 40 % what an A-law or mu-law line carried.
"""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt

Pcm = npt.NDArray[np.int16]
Place = int | slice | tuple[int | slice, slice]
"""Channels, or channels and samples in a row."""

LONG = 20_000_000
"""Bytes from which samples are packed: ten minutes of two channels at 8 kHz. Less is not worth the time."""

BLOCK = 1 << 15
"""Samples of a block. With zlib's most memory as many bytes share a Huffman code: the high and the low bytes
each get their own."""

_WIDTH = 2  # bytes of a sample
_RAW = -zlib.MAX_WBITS
_MOST_MEMORY = 9


class Packed:
    """Samples (channels, n) as compressed blocks. Indexing gives read-only 16-bit samples, as it does with an
    array; ``[:]`` gives all of them. The block last looked at is kept for each channel."""

    __slots__ = ("_blocks", "_ends", "_last", "shape")

    def __init__(self, blocks: bytearray, ends: list[int], shape: tuple[int, int]) -> None:
        """``blocks`` in order of time, channel after channel; ``ends``: where each ends."""
        self.shape = shape
        self._blocks = blocks
        self._ends = ends
        self._last: dict[int, tuple[int, Pcm]] = {}

    def __getitem__(self, place: Place) -> Pcm:
        which, when = place if isinstance(place, tuple) else (place, slice(None))
        first, last, step = when.indices(self.shape[1])
        if step != 1:
            raise IndexError("samples are given in a row")
        rows = range(self.shape[0])[which]
        asked = [rows] if isinstance(rows, int) else rows
        out = np.empty((len(asked), max(0, last - first)), np.int16)
        for row, channel in zip(out, asked, strict=True):
            for number in range(first // BLOCK, -(-last // BLOCK)):
                begin = number * BLOCK
                block = self._block(channel, number)[max(0, first - begin) : last - begin]
                at = max(0, begin - first)
                row[at : at + len(block)] = block
        out.flags.writeable = False
        return out[0] if isinstance(rows, int) else out

    def _block(self, channel: int, number: int) -> Pcm:
        known = self._last.get(channel)
        if known is not None and known[0] == number:
            return known[1]
        place = number * self.shape[0] + channel
        start = self._ends[place - 1] if place else 0
        block = _inflated(memoryview(self._blocks)[start : self._ends[place]])
        self._last[channel] = number, block
        return block


Samples = Pcm | Packed


class Gathered:
    """Interleaved samples as they come from the decoder.

    Attributes:
        channels: of what came so far; 0 at first.
    """

    def __init__(self, long: int = LONG) -> None:
        self.channels = 0
        self._plain = bytearray()  # all of them, or what is left of a block
        self._long = long
        self._blocks = bytearray()
        self._ends: list[int] = []

    def add(self, piece: bytes, channels: int) -> None:
        """A piece of whole 16-bit samples of as many channels as the pieces before it."""
        self.channels = channels
        self._plain += piece
        if self._ends or len(self._plain) >= self._long:
            size = BLOCK * _WIDTH * channels
            whole = len(self._plain) // size * size
            for at in range(0, whole, size):
                self._pack(self._plain[at : at + size])
            del self._plain[:whole]

    def samples(self) -> Samples:
        """All of them, read-only, as (channels, n). Nothing can be added any more."""
        if self._ends:
            before = len(self._ends) // self.channels * BLOCK
            left = len(self._plain) // (_WIDTH * self.channels)
            if left:
                self._pack(self._plain)
            return Packed(self._blocks, self._ends, (self.channels, before + left))
        pcm = _rows(self._plain, self.channels)
        pcm.flags.writeable = False
        return pcm

    def _pack(self, interleaved: bytearray) -> None:
        for samples in _rows(interleaved, self.channels):
            self._blocks += _deflated(samples)
            self._ends.append(len(self._blocks))


def _rows(interleaved: bytearray, channels: int) -> Pcm:
    return np.frombuffer(interleaved, np.int16).reshape(-1, channels).T


def _deflated(samples: Pcm) -> bytes:
    # The sign goes to the lowest bit, so that the high bytes of soft samples are all zeros.
    folded = (samples << 1) ^ (samples >> 15)
    halves = folded.astype("<i2").view(np.uint8).reshape(-1, _WIDTH).T
    press = zlib.compressobj(1, zlib.DEFLATED, _RAW, _MOST_MEMORY, zlib.Z_RLE)
    return press.compress(halves.tobytes()) + press.flush()


def _inflated(block: memoryview) -> Pcm:
    halves = np.frombuffer(zlib.decompress(block, _RAW), np.uint8).reshape(_WIDTH, -1)
    folded = np.ascontiguousarray(halves.T).view("<u2")[:, 0]
    samples: Pcm = ((folded >> 1) ^ (-(folded & 1)).astype(np.uint16)).view(np.int16)
    return samples
