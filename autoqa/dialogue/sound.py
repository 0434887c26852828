"""One channel as the voices on it are looked for: frames, speech, and the sounds it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autoqa.dialogue.acoustics import HOP, Flags, Floats, Frames, frames_of
from autoqa.dialogue.mixture import Mixture, fit
from autoqa.types import Span

_COMPONENTS = 32
"""Mixture components over all speech: about the number of Mandarin sounds that differ on a telephone."""

_QUIET = 25.0
"""dB below the loud speech of the call (90th percentile) under which a frame tells nothing about the
voice."""

_LEAST = 100
"""Frames of speech (1 s) below which there is nothing to tell apart."""

_SHORTEST = 3
"""Frames of a speech span below which it is a click."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What is heard on the channel.

    Attributes:
        bounds: speech spans in frames, ends excluded.
        audible: (frames,) speech loud enough to carry a voice.
        mixture: over the cepstra of all audible frames.
    """

    frames: Frames
    bounds: tuple[tuple[int, int], ...]
    audible: Flags
    mixture: Mixture


def listen(samples: Floats, speech: Sequence[Span]) -> Sound | None:
    """Mono ``samples`` at ``acoustics.RATE`` Hz with their speech spans; None for less than a second of
    speech."""
    frames = frames_of(samples)
    bounds = [(round(span.start / HOP), min(len(frames), round(span.end / HOP))) for span in speech]
    bounds = [(start, end) for start, end in bounds if end - start >= _SHORTEST]
    inside = np.zeros(len(frames), dtype=bool)
    for start, end in bounds:
        inside[start:end] = True
    if inside.sum() < _LEAST:
        return None
    audible = inside & (frames.level > np.percentile(frames.level[inside], 90) - _QUIET)
    mixture = fit(frames.cepstra[audible].astype(np.float64), _COMPONENTS)
    return Sound(frames, tuple(bounds), audible, mixture)
