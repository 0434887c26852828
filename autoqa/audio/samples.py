"""Samples in memory: 16 bits each, or 8 in long recordings that have no more than 256 different values.

Telephony codes a sample in eight bits (ITU-T G.711, A-law or mu-law), and most recorders keep them, in
whatever container. Decoded to 16 bits such a recording takes twice the room and says nothing more: two hours
of two channels at 8 kHz are 230 MB, and 115 MB as indices of a table of their values.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Pcm = npt.NDArray[np.int16]

LONG = 20_000_000
"""Bytes from which samples are packed: ten minutes of two channels at 8 kHz. Less is not worth the time."""

_MOST = 256
_UNKNOWN = _MOST


class Packed:
    """Samples (channels, n) as indices of a table of their values. Indexing gives 16-bit samples, as it does
    with an array; ``[:]`` gives all of them."""

    __slots__ = ("_codes", "_values")

    def __init__(self, codes: npt.NDArray[np.uint8], values: Pcm) -> None:
        self._codes = codes
        self._values = values

    @property
    def shape(self) -> tuple[int, ...]:
        return self._codes.shape

    def __getitem__(self, place: Any) -> Pcm:
        samples: Pcm = self._values[self._codes[place]]
        return samples


Samples = Pcm | Packed


class Gathered:
    """Interleaved samples as they come from the decoder."""

    def __init__(self, long: int = LONG) -> None:
        self._plain = bytearray()
        self._long = long
        self._packing: _Packing | None = None

    def add(self, piece: bytes) -> None:
        """A piece of whole 16-bit samples."""
        if self._packing is not None and not self._packing.add(piece):
            self._plain = self._packing.unpacked()
            self._packing = None
        if self._packing is None:
            before = len(self._plain)
            self._plain += piece
            if before < self._long <= len(self._plain):
                self._pack()

    def samples(self, channels: int) -> Samples:
        """All of them, read-only, as (channels, n)."""
        if self._packing is not None:
            codes = np.frombuffer(self._packing.codes, np.uint8).reshape(-1, channels).T
            return Packed(codes, self._packing.values)
        pcm = np.frombuffer(self._plain, np.int16).reshape(-1, channels).T
        pcm.flags.writeable = False
        return pcm

    def _pack(self) -> None:
        """Once: what has too many values by now has them for good."""
        packing = _Packing()
        if packing.add(self._plain):
            self._packing, self._plain = packing, bytearray()


class _Packing:
    """Codes are given to values in the order in which they turn up."""

    def __init__(self) -> None:
        self.codes = bytearray()
        self.values = np.zeros(0, np.int16)
        self._code_of = np.full(1 << 16, _UNKNOWN, np.uint16)

    def add(self, piece: bytes | bytearray) -> bool:
        """Whether it could be added: False, and nothing done, where it brings too many new values."""
        samples = np.frombuffer(piece, np.uint16)
        codes = self._code_of[samples]
        fresh = np.unique(samples[codes == _UNKNOWN])
        if len(self.values) + len(fresh) > _MOST:
            return False
        if len(fresh):
            self._code_of[fresh] = np.arange(len(self.values), len(self.values) + len(fresh))
            self.values = np.concatenate((self.values, fresh.view(np.int16)))
            codes = self._code_of[samples]
        self.codes += codes.astype(np.uint8).tobytes()
        return True

    def unpacked(self) -> bytearray:
        return bytearray(self.values[np.frombuffer(self.codes, np.uint8)].tobytes())
