"""Rooms of people who all talk, as a microphone beside them hears it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.recipe.text.sentences import Sentences
from synth import telephone
from synth.voice import Voice, speak

_SIZES = (3, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 7, 8, 10)
_CLAUSES = 4

Room = list[telephone.Samples]
"""What each of its people says, at the telephone's rate, -20 dBFS."""


def talker(text: str, voice: Voice) -> telephone.Samples:
    """One of the people in a room, at the telephone's rate, -20 dBFS."""
    spoken = speak(text, voice)
    return telephone.level(telephone.line_band(spoken.samples, spoken.sample_rate), -20.0)


def make_rooms(voices: Sequence[Voice], rng: np.random.Generator) -> list[Room]:
    """Fourteen rooms of three to ten of these people."""
    sentences = Sentences({"words": 1.0})
    clips = [talker("，".join(sentences.draw(rng)[1] for _ in range(_CLAUSES)), voice) for voice in voices]
    return [[clips[int(i)] for i in rng.integers(0, len(clips), size)] for size in _SIZES]


def behind(line: telephone.Samples, snr_db: float, room: Room, rng: np.random.Generator) -> telephone.Samples:
    """``line`` with the room at `snr_db` below the level of its speech."""
    murmur = telephone.babble(len(line), telephone.LINE_RATE, rng, room)
    return telephone.mix(line, murmur * np.float32(telephone.rms(line) / 0.1 * 10 ** (-snr_db / 20)))
