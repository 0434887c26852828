"""Clause templates and how they are filled and joined.

`clauses/*.txt` are scripts of calls, `clauses/wider/*.txt` other trades and everyday talk. A template is one
line of them: `[a|b|]` is a choice, `{slot}` a filling (see `fillings.py`), `#` starts a comment, a line
`== name` a section. About eight per cent of the templates, chosen by a hash of their text, are held out of
training: they are the wordings never trained that `evaluate` measures.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from models.recipe.text.fillings import SLOTS

FOLDER = Path(__file__).parent / "clauses"
HELD_OUT_SHARE = 0.08
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Section:
    """Templates of one kind, in the order in which they may follow one another."""

    name: str
    templates: tuple[str, ...]


def is_held_out(template: str) -> bool:
    return zlib.crc32(template.encode()) % 1000 < HELD_OUT_SHARE * 1000


@cache
def sections(held_out: bool, files: str = "**/*.txt") -> tuple[Section, ...]:
    """All sections of the files with either the held-out templates or the others; the section `replies` is
    never held out."""
    found: dict[str, list[str]] = {}
    for path in sorted(FOLDER.glob(files)):
        name = path.stem
        for raw in path.read_text("utf-8").splitlines():
            line = raw.split("#")[0].strip()
            if line.startswith("== "):
                name = line[3:]
            elif line and (is_held_out(line) and not name.startswith("replies")) is held_out:
                found.setdefault(name, []).append(line)
    return tuple(Section(name, tuple(lines)) for name, lines in found.items())


def fill(template: str, rng: np.random.Generator) -> str:
    """One sentence of the template."""
    while found := _CHOICE.search(template):
        options = found.group(1).split("|")
        template = (
            template[: found.start()] + options[int(rng.integers(0, len(options)))] + template[found.end() :]
        )
    return _SLOT.sub(lambda match: SLOTS[match.group(1)](rng), template)


class Grammar:
    """Draws utterances of one to four clauses."""

    def __init__(self, *, held_out: bool = False, files: str = "**/*.txt") -> None:
        every = sections(held_out, files)
        self._sections = [s for s in every if not s.name.startswith("replies")]
        self._replies = [t for s in every if s.name.startswith("replies") for t in s.templates]
        sizes = np.array([len(s.templates) for s in self._sections], float)
        self._weights = sizes / sizes.sum() if len(sizes) else sizes

    def reply(self, rng: np.random.Generator) -> str:
        return fill(self._replies[int(rng.integers(0, len(self._replies)))], rng)

    def clause(self, rng: np.random.Generator) -> str:
        section = self._sections[int(rng.choice(len(self._sections), p=self._weights))]
        return fill(section.templates[int(rng.integers(0, len(section.templates)))], rng)

    def utterance(self, rng: np.random.Generator) -> str:
        """Neighbouring templates of a section, or clauses from anywhere, joined by commas."""
        count = int(rng.choice((1, 2, 3, 4), p=(0.45, 0.3, 0.17, 0.08)))
        if rng.random() < 0.5:
            return "，".join(self.clause(rng) for _ in range(count))
        section = self._sections[int(rng.choice(len(self._sections), p=self._weights))]
        start = int(rng.integers(0, len(section.templates)))
        return "，".join(fill(t, rng) for t in section.templates[start : start + count])
