"""Messages over a pipe between a recogniser and its child process: a JSON header and raw float32 samples."""

from __future__ import annotations

import json
import struct
from typing import IO, Any

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

_SIZES = struct.Struct("<II")
_LARGEST = 1 << 30  # bytes; anything larger is a damaged stream, not a message


class BrokenWireError(ConnectionError):
    """The other side went away or sent something that is not a message."""


def send(pipe: IO[bytes], header: dict[str, Any], samples: Samples | None = None) -> None:
    """Write one message.

    Raises:
        BrokenWireError: the other side has closed the pipe.
    """
    head = json.dumps(header, ensure_ascii=False).encode()
    body = b"" if samples is None else samples.astype("<f4", copy=False).tobytes()
    try:
        pipe.write(_SIZES.pack(len(head), len(body)))
        pipe.write(head)
        pipe.write(body)
        pipe.flush()
    except (OSError, ValueError) as error:
        raise BrokenWireError("the pipe is closed") from error


def receive(pipe: IO[bytes]) -> tuple[dict[str, Any], Samples]:
    """Read one message; blocks until it is complete.

    Raises:
        BrokenWireError: the pipe was closed, also in the middle of a message.
    """
    head_size, body_size = _SIZES.unpack(_exactly(pipe, _SIZES.size))
    if max(head_size, body_size) > _LARGEST:
        raise BrokenWireError("the message has an impossible size")
    header = json.loads(_exactly(pipe, head_size))
    return header, np.frombuffer(_exactly(pipe, body_size), "<f4").astype(np.float32, copy=False)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) != size:
        raise BrokenWireError("the pipe is closed")
    return data
