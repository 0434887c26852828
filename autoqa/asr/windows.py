"""Several short clips in one window.

A Whisper model always sees 30 seconds, and to encode a window costs the same whether a 0.4 s reply lies in
it or a monologue. A call is mostly short turns, so clips are laid into common windows, channel by channel and
in order, a stretch of silence between, and what was decoded is dealt out again by its times.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from autoqa.asr.base import SAMPLE_RATE
from autoqa.asr.clips import LONGEST_S, Clip
from autoqa.asr.words import Piece

Samples = npt.NDArray[np.float32]

WINDOW_S = 30.0
"""Seconds of sound that Whisper models are trained on."""

MARGIN_S = 2.0
"""Silence left after the clips in a window that is shorter than that."""

GAP_S = 0.2
"""Silence between two clips. Clips have 0.2 s around their speech, so words of two clips are 0.6 s apart:
several times the error of times from cross-attention (0.1 to 0.2 s)."""

SEAM_S = 1.5
"""The same where the channel changes, once a call: there a word dealt wrongly would change its speaker."""


@dataclass(frozen=True)
class Window:
    """Clips and the second of the window at which each begins."""

    clips: tuple[Clip, ...]
    starts: tuple[float, ...]

    @property
    def length(self) -> float:
        """Seconds."""
        return self.starts[-1] + self.clips[-1].length

    @property
    def as_clip(self) -> Clip:
        """The window as if it were a recording of its own."""
        return Clip(0.0, self.length, self.clips[0].channel)

    def sound(self, sounds: Sequence[Samples]) -> Samples:
        """The samples of the clips (16 kHz, in order) in their places."""
        out = np.zeros(round(self.length * SAMPLE_RATE), np.float32)
        for start, samples in zip(self.starts, sounds, strict=True):
            first = round(start * SAMPLE_RATE)
            part = samples[: len(out) - first]
            out[first : first + len(part)] = part
        return out

    def dealt(self, pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], ...]:
        """Of each clip its pieces, in seconds of the recording. A piece belongs where it begins; one that
        begins in the silence between, to the nearer clip."""
        edges = [
            start - _gap(a, b) / 2
            for (a, b), start in zip(pairwise(self.clips), self.starts[1:], strict=True)
        ]
        dealt: list[list[Piece]] = [[] for _ in self.clips]
        place = 0
        for piece in pieces:
            while place < len(edges) and piece.start >= edges[place]:
                place += 1
            clip, shift = self.clips[place], self.clips[place].start - self.starts[place]
            start = min(max(piece.start + shift, clip.start), clip.end)
            end = min(max(piece.end + shift, start), clip.end)
            dealt[place].append(piece._replace(start=start, end=end))
        return tuple(map(tuple, dealt))


def room_in(window: float) -> float:
    """Seconds of clips that a window of ``window`` seconds is filled with."""
    return min(LONGEST_S, window - MARGIN_S)


def windows_of(clips: Sequence[Clip], longest: float = LONGEST_S) -> tuple[Window, ...]:
    """As few windows as hold the clips, channel by channel in time order; a clip longer than ``longest``
    seconds gets one of its own.

    Their lengths are evened out, so that a batch of them decodes equally long.
    """
    ordered = sorted(clips, key=lambda clip: (clip.channel, clip.start))
    if not ordered:
        return ()
    total = sum(clip.length + GAP_S for clip in ordered)
    even = total / math.ceil(total / longest) + _SLACK_S
    return tuple(_filled(ordered, min(longest, max(even, max(clip.length for clip in ordered)))))


_SLACK_S = 2.0  # over the even share, so that clips of unlike lengths need no further window


def _gap(before: Clip, after: Clip) -> float:
    return GAP_S if before.channel == after.channel else SEAM_S


def _filled(clips: Sequence[Clip], longest: float) -> Iterator[Window]:
    here: list[Clip] = []
    starts: list[float] = []
    end = 0.0
    for clip in clips:
        start = end + _gap(here[-1], clip) if here else 0.0
        if here and start + clip.length > longest:
            yield Window(tuple(here), tuple(starts))
            here, starts, start = [], [], 0.0
        here.append(clip)
        starts.append(start)
        end = start + clip.length
    if here:
        yield Window(tuple(here), tuple(starts))
