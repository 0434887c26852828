"""Speakers that nobody made before: espeak-ng voice variants drawn at random.

A variant (https://github.com/espeak-ng/espeak-ng/blob/master/docs/voices.md) moves the formants, their height
and width, sets the pitch, the balance of voice and consonants, roughness, flutter, breath and the tone of the
whole. The ranges here are about those of the variants that espeak-ng comes with; a third of the voices
are drawn from ranges twice as wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from synth.espeak import data_folder, speak_from
from synth.voice import Voice

Rng = np.random.Generator
_FORMANTS = 9
_ODD = 0.35
"""Share of the voices that are drawn from wider ranges."""


def drawn_variant(name: str, rng: Rng) -> str:
    """The variant file of a new voice."""
    wide = 2.2 if rng.random() < _ODD else 1.0

    def around(middle: float, spread: float, least: float, most: float) -> int:
        return int(np.clip(rng.normal(middle, spread * wide), least, most))

    low = float(np.exp(rng.uniform(np.log(62), np.log(190))))
    lines = [
        "language variant",
        f"name {name}",
        f"pitch {round(low)} {round(low * float(rng.uniform(1.15, 1.7)))}",
        f"voicing {around(90, 45, 25, 220)}",
        f"consonants {around(95, 25, 30, 180)} {around(95, 25, 30, 180)}",
    ]
    throat = around(100, 8, 72, 125)
    for number in range(_FORMANTS):
        spread = (7, 8, 8, 10, 14, 14, 14, 18, 18)[number]
        frequency = around(throat, spread, 40, 150)
        strength = around(100 if number < 3 else 80, 25, 20 if number < 4 else 0, 165)
        lines.append(f"formant {number} {frequency} {strength} {around(95, 25, 30, 160)}")
    if rng.random() < 0.5:
        lines.append(f"roughness {int(rng.integers(0, 6))}")
    if rng.random() < 0.4:
        lines.append(f"flutter {int(rng.integers(0, 12))}")
    if rng.random() < 0.5:
        falls = float(rng.uniform(0, 0.9))
        heights = (around(200 * (1 - falls * place / 3), 40, 12, 255) for place in range(4))
        knots = np.sort(np.exp(rng.uniform(np.log(80), np.log(4500), 4))).astype(int)
        lines.append("tone " + " ".join(f"{at} {high}" for at, high in zip(knots, heights, strict=True)))
    if rng.random() < 0.25:
        lines.append("breath " + " ".join(str(int(n)) for n in rng.integers(0, 8, 8)))
    if rng.random() < 0.2:
        lines.append(f"echo {int(rng.integers(10, 160))} {int(rng.integers(5, 30))}")
    return "\n".join(lines) + "\n"


@contextmanager
def made_voices(count: int, rng: Rng) -> Iterator[list[Voice]]:
    """`count` new voices this process can speak with inside the context; EspeakError without espeak-ng."""
    whole = data_folder()
    with TemporaryDirectory(prefix="voices-") as place:
        data = Path(place) / whole.name
        _linked(whole, data, "voices")
        _linked(whole / "voices", data / "voices", "!v")
        _linked(whole / "voices" / "!v", data / "voices" / "!v", "")
        voices = []
        for number in range(count):
            name = f"made{number}"
            (data / "voices" / "!v" / name).write_text(drawn_variant(name, rng), "ascii")
            speed = int(rng.integers(165, 220))
            voices.append(Voice(name, name, speed=speed, pitch=int(rng.integers(35, 66))))
        with speak_from(data):
            yield voices


def _linked(source: Path, target: Path, apart: str) -> None:
    """A folder with links to everything in `source` but `apart`."""
    target.mkdir()
    for one in source.iterdir():
        if one.name != apart:
            (target / one.name).symlink_to(one)
