"""Named synthetic voices, and speech whose character onsets are known exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from synth.espeak import RawSpeech, speak_raw
from synth.pinyin import clauses

Samples = npt.NDArray[np.float32]
_SILENT = 0.003  # of full scale: espeak's pauses are exact zeros, its softest speech is above this
_MIN_SYLLABLE_S = 0.04


@dataclass(frozen=True, slots=True)
class Voice:
    """An espeak-ng variant with its speed (espeak words a minute) and pitch settings (0-99)."""

    name: str
    variant: str
    speed: int = 170
    pitch: int = 50
    pitch_range: int = 50

    def altered(self, *, speed: float = 1.0, pitch: int = 0) -> Voice:
        """The same speaker talking `speed` times as fast and `pitch` steps higher."""
        return replace(
            self,
            speed=int(np.clip(round(self.speed * speed), 80, 400)),
            pitch=int(np.clip(self.pitch + pitch, 0, 99)),
        )


@dataclass(frozen=True, slots=True)
class Spoken:
    """Mono speech in [-1, 1]; syllables are (character, start, end) in seconds, in text order."""

    samples: Samples
    sample_rate: int
    syllables: tuple[tuple[str, float, float], ...]

    @property
    def text(self) -> str:
        return "".join(char for char, _, _ in self.syllables)

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.sample_rate


_TRAIN = [
    "Alex",
    "Alicia",
    "Andrea",
    "Andy",
    "Annie",
    "Diogo",
    "Gene",
    "Gene2",
    "Henrique",
    "Hugo",
    "Jacky",
    "Lee",
    "Marco",
    "Michael",
    "Mike",
    "Nguyen",
    "adam",
    "anika",
    "antonio",
    "aunty",
    "belinda",
    "benjamin",
    "boris",
    "caleb",
    "ed",
    "edward",
    "f1",
    "f2",
    "f3",
    "f4",
    "f5",
    "grandma",
    "gustave",
    "iven",
    "iven2",
    "iven3",
    "john",
    "linda",
    "m1",
    "m2",
    "m3",
    "m4",
    "m5",
    "m6",
    "max",
    "miguel",
    "norbert",
    "pablo",
    "paul",
    "pedro",
    "quincy",
    "rob",
]
_HELD_OUT = [
    "Denis",
    "Mario",
    "david",
    "edward2",
    "grandpa",
    "iven4",
    "kaukovalta",
    "m7",
    "m8",
    "marcelo",
    "michel",
    "robert",
    "sandro",
    "shelby",
    "steph2",
]
# Clear, unlike voices for the sample calls: the first list female-sounding, the second male-sounding.
_SAMPLE = [
    "f2",
    "f4",
    "Alicia",
    "Annie",
    "belinda",
    "linda",
    "Andrea",
    "m1",
    "m3",
    "m4",
    "m6",
    "Mike",
    "Lee",
    "adam",
    "paul",
    "max",
]


def _named(variants: list[str]) -> dict[str, Voice]:
    """Each speaker has a habitual speed and pitch of its own, fixed by its place in the list."""
    return {
        variant: Voice(
            variant, variant, speed=(180, 200, 190, 215, 170)[i % 5], pitch=(50, 42, 58, 35, 65)[i % 5]
        )
        for i, variant in enumerate(variants)
    }


TRAIN_VOICES: dict[str, Voice] = _named(_TRAIN)
HELD_OUT_VOICES: dict[str, Voice] = _named(_HELD_OUT)
SAMPLE_VOICES: dict[str, Voice] = {name: TRAIN_VOICES[name] for name in _SAMPLE}
VOICES: dict[str, Voice] = {**TRAIN_VOICES, **HELD_OUT_VOICES}


def _sound_end(samples: Samples, start: int, stop: int) -> int:
    """Index after the last audible sample of [start, stop)."""
    loud = np.flatnonzero(np.abs(samples[start:stop]) > _SILENT)
    return start + int(loud[-1]) + 1 if len(loud) else stop


def _onsets(raw: RawSpeech, positions: list[int]) -> list[int]:
    """Sample of each syllable's onset; events are matched by text position, a lost one is set between its
    neighbours."""
    seen: dict[int, int] = {}
    for position, sample in raw.words:
        seen.setdefault(position - 1, sample)
    known = [(i, seen[p]) for i, p in enumerate(positions) if p in seen]
    if not known:
        return list(np.linspace(0, len(raw.samples), len(positions), endpoint=False).astype(int))
    index, sample = zip(*known, strict=True)
    return list(np.maximum.accumulate(np.interp(range(len(positions)), index, sample)).astype(int))


def speak(text: str, voice: Voice) -> Spoken:
    """Speak Chinese text (punctuation makes pauses). ValueError on characters without a reading."""
    chars: list[str] = []
    starts: list[int] = []
    owners: list[int] = []
    pinyin = ""
    for clause in clauses(text):
        pinyin += ", " if pinyin else ""
        for place, read in enumerate(clause):
            for syllable in read.syllables:
                pinyin += " " if place or syllable is not read.syllables[0] else ""
                starts.append(len(pinyin))
                owners.append(len(chars))
                pinyin += syllable
            chars.append(read.char)
    if not chars:
        return Spoken(np.zeros(0, np.float32), 22050, ())
    raw = speak_raw(
        pinyin, voice.variant, speed=voice.speed, pitch=voice.pitch, pitch_range=voice.pitch_range
    )
    samples = raw.samples.astype(np.float32) / 32768.0
    onsets = _onsets(raw, starts)
    first = [onsets[owners.index(i)] for i in range(len(chars))]
    end = _sound_end(samples, 0, len(samples))
    samples = samples[: min(len(samples), end + int(0.05 * raw.sample_rate))]
    bounds = [*first, end]
    spans = []
    for i, char in enumerate(chars):
        stop = _sound_end(samples, bounds[i], max(bounds[i + 1], bounds[i]))
        stop = max(stop, bounds[i] + int(_MIN_SYLLABLE_S * raw.sample_rate))
        spans.append((char, float(bounds[i] / raw.sample_rate), float(stop / raw.sample_rate)))
    return Spoken(samples, raw.sample_rate, tuple(spans))
