"""Decoding windows that several clips share, and clips by themselves where that went wrong."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from autoqa.asr.whisper_decode import LOOP_COMPRESSION, Decoded, Decoder, Samples, compression
from autoqa.asr.windows import Window

_LEAST = 1e-6  # a probability that is 0 for a float


class PackedDecoder:
    """A decoder of windows.

    Sharing a window is an economy, not a judgement: a window whose text loops, was fallen back on or fills
    all the room there is, and a clip that was left without text, are decoded again, each clip alone.
    """

    def __init__(self, decoder: Decoder, *, again: bool = True) -> None:
        """``again=False`` leaves the second decode out (to time the first)."""
        self._decoder = decoder
        self._again = again

    def decode(self, windows: Sequence[Window], sounds: Sequence[Sequence[Samples]]) -> list[Decoded]:
        """Every clip of every window; ``sounds`` are the clips at 16 kHz, window by window."""
        whole = self._decoder.decode(
            [window.as_clip for window in windows],
            [window.sound(parts) for window, parts in zip(windows, sounds, strict=True)],
        )
        done: list[Decoded] = []
        for window, parts, decoded in zip(windows, sounds, whole, strict=True):
            dealt = list(_dealt(window, decoded))
            if self._again:
                self._redo(dealt, parts, everything=_failed(decoded))
            done += dealt
        return done

    def _redo(self, dealt: list[Decoded], sounds: Sequence[Samples], *, everything: bool) -> None:
        wanted = [i for i, one in enumerate(dealt) if everything or not one.pieces]
        if len(dealt) == 1 or not wanted:
            return
        for i in wanted:
            (dealt[i],) = self._decoder.decode([dealt[i].clip], [sounds[i]])


def _failed(decoded: Decoded) -> bool:
    return decoded.attempts > 1 or decoded.full or compression(decoded.text) > LOOP_COMPRESSION


def _dealt(window: Window, decoded: Decoded) -> Iterator[Decoded]:
    for clip, pieces in zip(window.clips, window.dealt(decoded.pieces), strict=True):
        sure = [math.log(max(piece.probability, _LEAST)) for piece in pieces]
        yield Decoded(
            clip=clip,
            pieces=pieces,
            logprob=sum(sure) / len(sure) if sure else decoded.logprob,
            no_speech=decoded.no_speech,
            attempts=decoded.attempts,
            full=decoded.full,
        )
