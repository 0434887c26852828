"""Who of two known voices is active when: a small convolutional network in numpy.

Each frame of sound gets a description, the descriptions of the frames that are already named make a profile
of either voice, and a second stage says for each voice how likely it sounds in each frame, both at once
included (target-speaker voice activity detection: Medennikov et al. 2020; personal VAD: Ding et al. 2020).
Trained by ``models/recipe/who`` on made calls.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from autoqa.dialogue.acoustics import Flags, Floats
from autoqa.dialogue.bands import Halves, bands_of
from autoqa.errors import ModelError

WEIGHTS = Path(__file__).with_name("active.npz")
PRIOR = 10.0
"""Frames of nothing that a profile is averaged with, so that little speech makes a faint one."""

_CHUNK, _MARGIN = 6000, 40
"""Frames computed at once, and those beside them: the convolutions reach 34."""


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
        """Raises ModelError for a file that is no such network."""
        try:
            with np.load(path) as stored:
                self.early = _layers(stored, "early")
                (self._voice,) = _layers(stored, "voice")
                self._late = _layers(stored, "late")
        except (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error) as error:
            raise ModelError(path, f"is damaged ({error})", "Install autoqa again") from error

    def described(self, samples: Floats, speech: Flags | None = None) -> Described:
        """Mono ``samples`` at ``acoustics.RATE`` Hz, of which ``speech`` are the frames of speech."""
        bands = bands_of(samples, speech)
        sounds, voices = [], []
        for place in _places(len(bands)):
            sound = _applied(self.early, bands, place)
            sounds.append(sound.astype(np.float16))
            voices.append(np.tanh(self._voice.of(sound)).astype(np.float16))
        return Described(np.concatenate(sounds), np.concatenate(voices), self._late)


@dataclass(frozen=True, slots=True)
class Described:
    """A recording of n frames, ``bands.FRAME_S`` apart, in half precision: (n, channels) what is heard, and
    (n, channels) whose voice it may be."""

    sound: Halves
    voice: Halves
    late: Sequence[Layer]

    def active(self, shares: npt.NDArray[np.floating]) -> Floats:
        """(2, n) log-odds that either voice sounds, known by the frames that ``shares`` (2, n; 0 to 1) gives
        to it."""
        weight = shares / (shares.sum(axis=1, keepdims=True) + PRIOR)
        own, other = (weight.astype(np.float32) @ self.voice.astype(np.float32)).astype(np.float32)
        odds = [
            [self._of(place, a, b) for place in _places(len(self.sound))]
            for a, b in ((own, other), (other, own))
        ]
        return np.stack([np.concatenate(parts) for parts in odds])

    def _of(self, place: tuple[int, int, int, int], own: Floats, other: Floats) -> Floats:
        start, first, last, end = place
        voice = self.voice[start:end].astype(np.float32)
        spread = [np.broadcast_to(part, voice.shape) for part in (own, other)]
        frames = np.concatenate((self.sound[start:end], voice * own, voice * other, *spread), axis=1)
        return _applied(self.late, frames, (0, first - start, last - start, end - start))[:, 0]


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


def _places(count: int) -> Iterator[tuple[int, int, int, int]]:
    """Of ``count`` frames as many as are computed at once: the first and last of them, and, outside of these,
    the first and last of what they are computed from."""
    for first in range(0, count, _CHUNK):
        last = min(count, first + _CHUNK)
        yield max(0, first - _MARGIN), first, last, min(count, last + _MARGIN)


def _applied(
    layers: Sequence[Layer], frames: npt.NDArray[np.floating], place: tuple[int, int, int, int]
) -> Floats:
    start, first, last, end = place
    part = np.asarray(frames[start:end], np.float32)
    for layer in layers:
        part = layer.of(part)
    return part[first - start : last - start]
