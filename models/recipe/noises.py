"""Backgrounds and speechless sounds as mel power, ready to be added or to stand alone.

All are telephone band with RMS 0.1 (-20 dBFS), so that an SNR is a plain factor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.recipe.rooms import make_rooms
from models.recipe.speech_data import RATE, log10_mel
from synth import telephone
from synth.voice import TRAIN_VOICES

MelPower = npt.NDArray[np.float32]
_SECONDS = 31.0


@dataclass(frozen=True)
class Noises:
    """`steady` lies under speech; `speechless` stands alone (with a steady noise) and must give no text."""

    steady: list[MelPower]
    babble: list[MelPower]
    speechless: list[MelPower]


def _power(line: telephone.Samples) -> MelPower:
    wide = telephone.resample(line, telephone.LINE_RATE, RATE)
    return np.asarray(10 ** log10_mel(wide), np.float32)


def _hum(rng: np.random.Generator, count: int) -> telephone.Samples:
    t = np.arange(count) / telephone.LINE_RATE
    wave = sum(np.sin(2 * np.pi * 50 * k * t + rng.uniform(0, 6)) * rng.uniform(0, 1) for k in range(1, 9))
    return telephone.level(np.asarray(wave, np.float32), -20.0)


def _clicks(rng: np.random.Generator, count: int) -> telephone.Samples:
    out = np.zeros(count, np.float32)
    for place in rng.integers(0, count - 800, int(rng.integers(3, 40))):
        out[place : place + 400] += telephone.noise(400, rng) * np.exp(-np.arange(400) / rng.uniform(10, 90))
    return telephone.level(out, -20.0)


def _beeps(rng: np.random.Generator) -> telephone.Samples:
    """Busy, dial or key tones: one or two frequencies, on and off."""
    rate = telephone.LINE_RATE
    on, off = float(rng.uniform(0.08, 1.2)), float(rng.choice((0.0, 0.1, 0.35, 0.7, 2.0, 4.0)))
    parts: list[telephone.Samples] = []
    while sum(map(len, parts)) < _SECONDS * rate:
        key = telephone.tone(
            on, rate, float(rng.choice((350, 425, 440, 450, 480, 697, 770, 852, 941, 1000, 1400)))
        )
        if rng.random() < 0.4:
            key = telephone.mix(key, telephone.tone(on, rate, float(rng.choice((1209, 1336, 1477, 620)))))
        parts += [key, telephone.silence(off, rate)]
    return np.concatenate(parts)[: int(_SECONDS * rate)]


def _ring(rng: np.random.Generator) -> telephone.Samples:
    tone = telephone.ring_back(_SECONDS, telephone.LINE_RATE)
    return np.roll(tone, int(rng.integers(0, len(tone))))


def make_noises(seed: int = 5) -> Noises:
    """The whole bank; a few seconds of computation."""
    rng = np.random.default_rng(seed)
    rate, count = telephone.LINE_RATE, int(_SECONDS * telephone.LINE_RATE)

    def band(x: telephone.Samples) -> telephone.Samples:
        return telephone.level(
            telephone.line_band(x, rate, low=80, high=float(rng.uniform(3300, 3950))), -20.0
        )

    steady = [_power(band(telephone.noise(count, rng, colour=float(c)))) for c in rng.uniform(0, 1.1, 20)]
    steady += [_power(_hum(rng, count)) for _ in range(2)]
    rooms = make_rooms(list(TRAIN_VOICES.values()), rng)
    babble = [_power(telephone.babble(count, rate, rng, room)) for room in rooms]
    speechless = [_power(_ring(rng)) for _ in range(5)]
    speechless += [_power(_beeps(rng)) for _ in range(10)]
    speechless += [_power(telephone.hold_music(_SECONDS, rate, rng, dbfs=-20.0)) for _ in range(22)]
    speechless += [_power(_clicks(rng, count)) for _ in range(4)]
    return Noises(steady, babble, speechless)
