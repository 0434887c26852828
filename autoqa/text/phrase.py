"""Phrases as rule authors write them, compiled once for searching.

A phrase is plain text with two kinds of wildcard: ``(甲/乙)`` for alternatives (an empty one makes the group
optional) and a gap. Numbers in it are also found in their other spelling (三十天, 30天). ``…`` (or ``...``)
stands for up to :data:`ELLIPSIS_GAP` characters, ``____`` (two underscores or more) for 1 to
:data:`SLOT_GAP` characters, such as a name or an amount.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from autoqa.errors import RuleError
from autoqa.text.numerals import respelled
from autoqa.text.turntext import TurnText

ELLIPSIS_GAP = 10
SLOT_GAP = 16
MAX_VARIANTS = 128
_GROUP = re.compile(r"[(（]([^()（）]*)[)）]")
_GAP = re.compile(r"_{2,}|＿{2,}|…+|\.{3,}")


@dataclass(frozen=True)
class Part:
    """Literal characters of a phrase: as folded with digits read out, and as sounds."""

    key: str
    pinyin: tuple[str, ...]
    classes: str

    @classmethod
    def of(cls, literal: str) -> Part:
        text = TurnText.plain(literal)
        return cls(text.key, text.pinyin, text.classes)

    def __len__(self) -> int:
        return len(self.key)

    @cached_property
    def sounds(self) -> frozenset[str]:
        """The sound classes in it, each once."""
        return frozenset(self.classes)


@dataclass(frozen=True)
class Variant:
    """One choice of alternatives: parts, and the (least, most) characters allowed after each but the last."""

    parts: tuple[Part, ...]
    gaps: tuple[tuple[int, int], ...]

    @cached_property
    def anchor(self) -> int:
        """Index of the longest part, the one to look for first."""
        return max(range(len(self.parts)), key=lambda index: len(self.parts[index]))

    def __len__(self) -> int:
        return sum(map(len, self.parts))


@dataclass(frozen=True)
class Phrase:
    """A compiled phrase.

    Attributes:
        source: as the author wrote it.
        variants: every choice of its alternatives.
        boundary: whether its edges must be word edges; None lets the length decide (see ``match``).
    """

    source: str
    variants: tuple[Variant, ...]
    boundary: bool | None = None

    @classmethod
    def parse(cls, source: str, *, boundary: bool | None = None) -> Phrase:
        """Compile ``source``.

        Raises:
            RuleError: nothing to look for, unpaired brackets, a gap at an edge, or too many alternatives.
        """
        variants: dict[str, Variant] = {}
        for chosen in expand(source):
            for spelling in respelled(chosen):
                variants.setdefault(spelling, _variant(source, spelling))
        return cls(source, tuple(variants.values()), boundary)


def expand(source: str) -> list[str]:
    """Every spelling of ``source`` with its ``(甲/乙)`` groups resolved.

    Raises:
        RuleError: unpaired or nested brackets, or more than :data:`MAX_VARIANTS` spellings.
    """
    pieces = _GROUP.split(source)
    if any(bracket in piece for piece in pieces[::2] for bracket in "()（）"):
        raise RuleError(source, "brackets do not pair", "write alternatives as (甲/乙), without nesting")
    choices = [re.split("[/／|]", piece) if index % 2 else [piece] for index, piece in enumerate(pieces)]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > MAX_VARIANTS:
        raise RuleError(
            source, f"{count} spellings, the limit is {MAX_VARIANTS}", "split it into several phrases"
        )
    return ["".join(chosen) for chosen in product(*choices)]


def _variant(source: str, spelling: str) -> Variant:
    literals = _GAP.split(spelling)
    parts = tuple(Part.of(literal) for literal in literals)
    if not all(len(part) for part in parts):
        cause = "nothing to look for" if len(parts) == 1 else "a gap at an edge or next to another gap"
        raise RuleError(source or '""', cause, "write Chinese characters, letters or digits around each gap")
    gaps = tuple((1, SLOT_GAP) if mark[0] in "_＿" else (0, ELLIPSIS_GAP) for mark in _GAP.findall(spelling))
    return Variant(parts, gaps)
