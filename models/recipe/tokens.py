"""Token ids in the order Whisper expects, and the classes of the frame heads.

Order: bytes (the blank and the letters among them), characters, "", end of text, start of transcript,
languages, translate, transcribe, startoflm,
startofprev, nospeech, notimestamps, 1,501 time stamps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import torch
from pypinyin import Style, lazy_pinyin
from torch import Tensor

from autoqa.asr.frames import split_syllable
from synth.pinyin import FIXED, LETTERS

LANGUAGES = ("zh", "en")
_TIMESTAMPS = 1501
SILENCE = "sil"
INITIALS = (
    SILENCE,
    "",
    *[
        "b",
        "p",
        "m",
        "f",
        "d",
        "t",
        "n",
        "l",
        "g",
        "k",
        "h",
        "j",
        "q",
        "x",
        "zh",
        "ch",
        "sh",
        "r",
        "z",
        "c",
        "s",
    ],
)
_FINALS = [
    "a",
    "o",
    "e",
    "i",
    "ii",
    "iii",
    "u",
    "v",
    "er",
    "ai",
    "ei",
    "ui",
    "ao",
    "ou",
    "iu",
    "ie",
    "ve",
    "an",
    "en",
    "in",
    "un",
    "vn",
    "ang",
    "eng",
    "ing",
    "ong",
    "ia",
    "iao",
    "ian",
    "iang",
    "iong",
    "ua",
    "uo",
    "uai",
    "uan",
    "uang",
    "uei",
    "uen",
    "iou",
    "ueng",
    "van",
    "ê",
    "n",
    "m",
    "ng",
    "io",
]
FINALS = (SILENCE, *(final + str(tone) for final in _FINALS for tone in range(1, 6)))
INITIAL_ID = {name: i for i, name in enumerate(INITIALS)}
FINAL_ID = {name: i for i, name in enumerate(FINALS)}


def byte_token(value: int) -> str:
    """Printable ASCII stands for itself, any other byte for a part of a character outside the vocabulary."""
    return chr(value) if 32 <= value < 127 else f"<0x{value:02X}>"


def frame_classes(syllable: str) -> tuple[int, int]:
    """Class of the initial and of the toned final of a syllable such as zhong1."""
    initial, final = split_syllable(syllable)
    return INITIAL_ID[initial], FINAL_ID[final]


@dataclass(frozen=True)
class Tokens:
    """The vocabulary for a given sorted list of characters."""

    characters: tuple[str, ...]

    @cached_property
    def text(self) -> list[str]:
        """All tokens below the special ones: 256 bytes (blank and capitals among them), then the
        characters."""
        return [*map(byte_token, range(256)), *(c for c in self.characters if len(c.encode()) > 1), ""]

    @cached_property
    def special(self) -> list[str]:
        tasks = ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]
        stamps = (f"{i * 0.02:.2f}" for i in range(_TIMESTAMPS))
        names = ["endoftext", "startoftranscript", *LANGUAGES, *tasks, *stamps]
        return [f"<|{name}|>" for name in names]

    @cached_property
    def all(self) -> list[str]:
        return self.text + self.special

    @cached_property
    def ids(self) -> dict[str, int]:
        return {token: i for i, token in enumerate(self.all)}

    @cached_property
    def _char_ids(self) -> dict[str, int]:
        return {char: self.ids[char] for char in self.characters}

    def encode(self, text: str) -> list[int]:
        """Ids of the characters; KeyError for one that is not in the vocabulary."""
        return [self._char_ids[char] for char in text]

    def decode(self, ids: list[int]) -> str:
        """Characters of the ids; anything else is left out."""
        names = {i: char for char, i in self._char_ids.items()}
        return "".join(names.get(i, "") for i in ids)

    @cached_property
    def prompt(self) -> list[int]:
        return [self.ids[f"<|{n}|>"] for n in ("startoftranscript", "zh", "transcribe", "notimestamps")]

    @cached_property
    def end(self) -> int:
        return self.ids["<|endoftext|>"]

    @cached_property
    def unused(self) -> Tensor:
        """Ids that never occur in training; one of them stands for all, see `train`."""
        used = {*self._char_ids.values(), *self.prompt, self.end, self.ids["<|nospeech|>"]}
        return torch.tensor([i for i in range(len(self.all)) if i not in used])

    def sound_embedding(
        self, width: int, frequencies: dict[str, float], generator: torch.Generator
    ) -> Tensor:
        """Start of the token embedding: characters that sound alike lie close together.

        Sum of random vectors of the initial, the final and the tone, a small one of the character's own,
        and a
        common direction (the last dimension) weighted by the logarithm of the frequency.
        """

        def draw(count: int) -> Tensor:
            return torch.randn(count, width, generator=generator) * width**-0.5

        initials, finals, tones = draw(len(INITIALS)), draw(len(_FINALS)), draw(6)
        table = draw(len(self.all)) * 0.45
        for char, row in self._char_ids.items():
            syllable = reading(char)
            initial, final = split_syllable(syllable)
            sound = (
                initials[INITIAL_ID[initial]]
                + finals[_FINALS.index(final[:-1])]
                + 0.7 * tones[int(final[-1])]
            )
            table[row] += 0.9 * sound
            table[row, -1] = 0.1 * (math.log(frequencies.get(char, 1.0) + 1.0) - 9.0)
        return table


def reading(char: str) -> str:
    """The usual reading of a character, for the embedding's start."""
    if char in LETTERS:
        return LETTERS[char].split()[-1]
    if char in FIXED:
        return FIXED[char]
    return str(lazy_pinyin(char, style=Style.TONE3, neutral_tone_with_five=True)[0])
