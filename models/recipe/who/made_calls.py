"""Two people on one telephone channel, with the exact times at which each speaks."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from autoqa.dialogue.bands import FRAME_S, bands_of
from models.recipe.rooms import Room, behind, make_rooms
from models.recipe.speech_data import random_voice
from models.recipe.text.sentences import Sentences
from synth import codecs, telephone
from synth.made_voices import made_voices
from synth.voice import TRAIN_VOICES, Spoken, Voice, speak

SECONDS = 40.0
"""Of a made call."""

_MADE_VOICES = 24
_HUMS = (
    "嗯",
    "嗯嗯",
    "哦",
    "啊",
    "对",
    "好",
    "是",
    "哦哦",
    "是的",
    "对对",
    "好的",
    "行",
    "喂",
    "嗯好",
    "知道",
)
_BREATH_S = 0.12
"""Pause inside a turn up to which the speaker counts as speaking."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Who (0 or 1) speaks when, in frames of its call; `stretches` without the pauses inside."""

    speaker: int
    start: int
    end: int
    stretches: tuple[tuple[int, int], ...]


class Talk:
    """Draws what is said."""

    def __init__(self) -> None:
        self._long = Sentences({"grammar": 0.6, "chains": 0.2, "phrases": 0.1, "digits": 0.1})
        self._short = Sentences({"reply": 0.6, "reply_more": 0.15, "grammar": 0.25})

    def line(self, speaker: int, even: bool, rng: np.random.Generator) -> str:
        """One says more than the other, unless they talk evenly."""
        if speaker == 0 or even:
            return self._long.draw(rng)[1]
        return str(rng.choice(_HUMS)) if rng.random() < 0.35 else self._short.draw(rng)[1]


def made_call(
    talk: Talk, voices: Sequence[Voice], rooms: Sequence[Room], rng: np.random.Generator
) -> tuple[telephone.Samples, list[Turn]]:
    """SECONDS of two voices at the telephone's rate."""
    rate = telephone.LINE_RATE
    pair = [random_voice(list(voices), rng, (0.8, 1.2)) for _ in range(2)]
    levels = -22.0 + np.array([0.0, rng.choice((0.0, -2.0, rng.uniform(-16, 8)))])
    sides = np.zeros((2, int(SECONDS * rate)), np.float32)
    band = float(rng.uniform(60, 300)), float(rng.uniform(3300, 3950))
    even, overlapping = rng.random() < 0.25, rng.random() < 0.6
    turns: list[Turn] = []
    now, speaker = float(rng.uniform(0.1, 1.0)), int(rng.integers(0, 2))

    def say(who: int, text: str, begin: float, fast: float) -> float | None:
        spoken = speak(text, pair[who].altered(speed=fast))
        end = begin + spoken.duration_s
        if begin < 0 or end > SECONDS - 0.3 or not spoken.syllables:
            return None
        line = telephone.line_band(spoken.samples, spoken.sample_rate, low=band[0], high=band[1])
        line = telephone.level(line, float(levels[who]) + float(rng.normal(0, 1.2)))
        at = round(begin * rate)
        sides[who, at : at + len(line)] += line[: sides.shape[1] - at]
        turns.append(_turn(who, spoken, begin))
        return begin + spoken.syllables[-1][2]

    while True:
        end = say(speaker, talk.line(speaker, even, rng), now, float(rng.uniform(0.8, 1.25)))
        if end is None:
            break
        if overlapping and end - now > 2.0 and rng.random() < 0.35:
            hum = end - float(rng.uniform(0.4, min(3.0, end - now)))
            say(1 - speaker, str(rng.choice(_HUMS)), hum, float(rng.uniform(0.6, 1.2)))
        if rng.random() < 0.85:
            speaker = 1 - speaker
        into = overlapping and rng.random() < 0.35
        now = end + (-float(rng.uniform(0.03, 0.5)) if into else float(rng.uniform(0.1, 1.3)))
    return _recorded(sides, rooms, rng), turns


def _turn(who: int, spoken: Spoken, begin: float) -> Turn:
    stretches: list[list[float]] = []
    for _, start, end in spoken.syllables:
        if stretches and start - stretches[-1][1] <= _BREATH_S:
            stretches[-1][1] = end
        else:
            stretches.append([start, end])
    spans = tuple((round((begin + a) / FRAME_S), round((begin + b) / FRAME_S)) for a, b in stretches)
    return Turn(who, spans[0][0], spans[-1][1], spans)


def _recorded(sides: telephone.Samples, rooms: Sequence[Room], rng: np.random.Generator) -> telephone.Samples:
    """Both sides with their noise on one channel, through a codec, at some level."""
    style, snr = rng.random(), float(rng.uniform(7, 34))
    colour = float(rng.uniform(0, 1))
    noisy = []
    for side in sides:
        side = telephone.add_noise(side, 38.0 if not 0.2 <= style <= 0.75 else snr, rng, colour=colour)
        if style > 0.75:
            room = rooms[int(rng.integers(0, len(rooms)))]
            side = behind(side, float(rng.uniform(10, 24)), room, rng)
        noisy.append(side)
    line = np.clip(noisy[0] + noisy[1], -1, 1).astype(np.float32)
    codec = str(rng.choice(("alaw", "gsm", "mp3", "none"), p=(0.34, 0.26, 0.3, 0.1)))
    if codec == "alaw":
        line = telephone.a_law(line)
    elif codec != "none":
        line = codecs.round_trip(line, telephone.LINE_RATE, codec)
    return np.asarray(line * np.float32(10 ** (float(rng.uniform(-12, 3)) / 20)), np.float32)


def write_calls(path: Path, hours: float, seed: int) -> float:
    """`hours` of made calls as `path`.npy (float16, frames x WIDTH, calls of equal length one after the
    other) and `path`.json (a list of turns a call), with voices of their own two times in three. Returns the
    seconds taken."""
    rng = np.random.default_rng(seed)
    began = time.monotonic()
    frames = int(SECONDS / FRAME_S)
    talk = Talk()
    blocks, told = [], []
    made = made_voices(_MADE_VOICES, rng) if seed % 3 else nullcontext(list(TRAIN_VOICES.values()))
    with made as voices:
        rooms = make_rooms(voices, rng)
        for _ in range(round(hours * 3600 / SECONDS)):
            samples, turns = made_call(talk, voices, rooms, rng)
            bands = bands_of(samples)[:frames]
            blocks.append(np.pad(bands, ((0, frames - len(bands)), (0, 0)), mode="edge").astype(np.float16))
            told.append([asdict(turn) for turn in turns])
    path.with_suffix(".json").write_text(json.dumps(told), "utf-8")
    np.save(path.with_name(path.name + ".partial.npy"), np.stack(blocks))
    path.with_name(path.name + ".partial.npy").rename(path.with_suffix(".npy"))
    return time.monotonic() - began
