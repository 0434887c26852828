"""What the decoder's child process says: samples in pieces, then one JSON object.

A piece is its length in 4 bytes, its number of channels in one, and its bytes. A piece of length 0 ends the
samples, and the object follows behind its own length.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any

from autoqa.audio.samples import Gathered

_LENGTH = struct.Struct("<I")
_CHANNELS = struct.Struct("<B")
_LARGEST = 1 << 26
_SAMPLE = 2  # bytes
_END = _LENGTH.pack(0) + _CHANNELS.pack(0)


class BrokenWireError(ConnectionError):
    """The other side went away in the middle, or sent something else."""


def send_piece(pipe: IO[bytes], piece: bytes, channels: int) -> None:
    """Samples of one or two channels, as they come."""
    if piece:
        pipe.write(_LENGTH.pack(len(piece)) + _CHANNELS.pack(channels))
        pipe.write(piece)


def send_end(pipe: IO[bytes], answer: dict[str, Any]) -> None:
    """No more samples, and how it went."""
    said = json.dumps(answer).encode()
    pipe.write(_END + _LENGTH.pack(len(said)) + said)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[Gathered, dict[str, Any]]:
    """All samples and the object behind them; blocks until they are complete.

    Raises:
        BrokenWireError: the pipe was closed before that.
    """
    samples = Gathered()
    while True:
        size, (channels,) = _length(pipe), _CHANNELS.unpack(_exactly(pipe, _CHANNELS.size))
        if not size:
            break
        if not channels or samples.channels not in (0, channels) or size % (_SAMPLE * channels):
            raise BrokenWireError("a piece that ends inside a sample, or of other channels than the last")
        samples.add(_exactly(pipe, size), channels)
    answer: dict[str, Any] = json.loads(_exactly(pipe, _length(pipe)))
    return samples, answer


def _length(pipe: IO[bytes]) -> int:
    (size,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    if size > _LARGEST:
        raise BrokenWireError("a piece of impossible size")
    return int(size)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) != size:
        raise BrokenWireError("the pipe is closed")
    return data
