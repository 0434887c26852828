"""Who of two known voices is active when: a small convolutional network in numpy.

Each frame of sound gets a description, the descriptions of the frames that are already named make a profile
of either voice, and a second stage says for each voice how likely it sounds in each frame, both at once
included (target-speaker voice activity detection: Medennikov et al. 2020; personal VAD: Ding et al. 2020).
Trained by ``models/recipe/who`` on made calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from autoqa.dialogue.acoustics import Floats
from autoqa.dialogue.bands import bands_of

WEIGHTS = Path(__file__).with_name("active.npz")
PRIOR = 10.0
"""Frames of nothing that a profile is averaged with, as in training."""

_CHUNK, _MARGIN = 6000, 200
"""Frames computed at once, and those beside them that the convolutions reach at most."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution over time with its normalisation folded in; ``weight`` is (taps, in, out)."""

    weight: Floats
    bias: Floats
    dilation: int
    last: bool = False

    def of(self, frames: Floats) -> Floats:
        """(frames, out) with zeros beyond both ends, a rectifier, and what came in added where it fits."""
        taps, width, out = self.weight.shape
        reach = self.dilation * (taps // 2)
        padded = np.pad(frames, ((reach, reach), (0, 0)))
        total = np.tile(self.bias, (len(frames), 1))
        for tap in range(taps):
            first = tap * self.dilation
            total += padded[first : first + len(frames)] @ self.weight[tap]
        if self.last:
            return total
        np.maximum(total, 0, out=total)
        return total + frames if width == out else total


class Active:
    """The network. ``early`` layers describe a frame, ``voice`` makes of that what profiles are means of,
    ``late`` ones tell from both who is active."""

    def __init__(self, path: Path = WEIGHTS) -> None:
        """Raises ValueError for a file that is no such network."""
        try:
            with np.load(path) as stored:
                self.early = _layers(stored, "early")
                (self._voice,) = _layers(stored, "voice")
                self._late = _layers(stored, "late")
        except (OSError, ValueError, KeyError) as error:
            raise ValueError(f"{path} is damaged ({error}); install autoqa again") from error

    def described(self, samples: Floats) -> Described:
        """Mono ``samples`` at ``acoustics.RATE`` Hz."""
        bands = bands_of(samples)
        sounds = list(_chunks(bands, self.early))
        sound = np.concatenate(sounds)
        return Described(sound, np.tanh(self._voice.of(sound)), self._late)


@dataclass(frozen=True, slots=True)
class Described:
    """A recording of n frames, ``bands.FRAME_S`` apart."""

    sound: Floats
    voice: Floats
    late: Sequence[Layer]

    def active(self, shares: npt.NDArray[np.floating]) -> Floats:
        """(2, n) log-odds that either voice sounds, known by the frames that ``shares`` (2, n; 0 to 1) gives
        to it."""
        weight = shares / (shares.sum(axis=1, keepdims=True) + PRIOR)
        own, other = (weight @ self.voice).astype(np.float32)
        return np.stack([self._of(a, b) for a, b in ((own, other), (other, own))])

    def _of(self, own: Floats, other: Floats) -> Floats:
        parts = (self.sound, self.voice * own, self.voice * other)
        spread = [np.broadcast_to(part, self.voice.shape) for part in (own, other)]
        frames = np.concatenate((*parts, *spread), axis=1)
        return np.concatenate(list(_chunks(frames, self.late)))[:, 0]


@cache
def active() -> Active:
    """The network as shipped."""
    return Active()


def _layers(stored: np.lib.npyio.NpzFile, stage: str) -> list[Layer]:
    count = sum(name.startswith(f"{stage}.") and name.endswith(".weight") for name in stored.files)
    names = [f"{stage}.{place}" for place in range(count)]
    return [
        Layer(
            stored[f"{name}.weight"].astype(np.float32),
            stored[f"{name}.bias"].astype(np.float32),
            int(stored[f"{name}.dilation"]),
            last=stage == "voice" or (stage == "late" and place == count - 1),
        )
        for place, name in enumerate(names)
    ]


def _chunks(frames: Floats, layers: Sequence[Layer]) -> Iterator[Floats]:
    for first in range(0, len(frames), _CHUNK):
        start, end = max(0, first - _MARGIN), min(len(frames), first + _CHUNK + _MARGIN)
        part = frames[start:end]
        for layer in layers:
            part = layer.of(part)
        yield part[first - start : first - start + _CHUNK]
