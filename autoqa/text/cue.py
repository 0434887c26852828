"""What stands around a hit, and what a guard says about it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from autoqa.text.turntext import TurnText

GuardKind = Literal["negation", "quotation", "apology", "question", "conditional", "deferral", "other_sense"]
_SENTENCE_MARKS = frozenset("。！？!?\n")


@dataclass(frozen=True)
class Guard:
    """A reason why a hit does not mean what the phrase alone would mean.

    Attributes:
        kind: what the hit is used for instead. cue: the words that show it, as in the source. start_char:
        where the cue is; ``end_char`` is excluded. certainty: 0 to 1. From 0.75 on the hit does not count;
        below, it is doubtful and a person should hear it. reason: Chinese sentence for the evidence.
    """

    kind: GuardKind
    cue: str
    start_char: int
    end_char: int
    certainty: float
    reason: str


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of ``words`` (a string is split at its spaces), longest first."""
    listed = words.split() if isinstance(words, str) else words
    return "(?:" + "|".join(sorted(listed, key=len, reverse=True)) + ")"


@dataclass(frozen=True)
class Surroundings:
    """The hit ``start`` to ``end`` of ``text`` with what is said before and after it."""

    text: TurnText
    start: int
    end: int

    @property
    def hit(self) -> str:
        return self.text.text[self.start : self.end]

    @cached_property
    def clause(self) -> tuple[int, int]:
        """From the start of the clause the hit begins in to the end of the clause it ends in."""
        return self.text.clause(self.start)[0], self.text.clause(self.end - 1)[1]

    @cached_property
    def sentence(self) -> tuple[int, int]:
        """The same for sentences; text without full stops is one sentence."""
        marks = self.text.marks
        stops = [i for i in self.text.stops if not _SENTENCE_MARKS.isdisjoint(marks.get(i, "\n"))]
        before = [stop for stop in stops if stop <= self.start]
        after = [stop for stop in stops if stop >= self.end]
        return (before[-1] if before else 0), (after[0] if after else len(self.text))

    def before(self, reach: int, within: Literal["clause", "sentence"]) -> tuple[int, str]:
        """Up to ``reach`` characters before the hit, and where they begin."""
        first = max((self.clause if within == "clause" else self.sentence)[0], self.start - reach)
        return first, self.text.text[first : self.start]

    def after(self, reach: int, within: Literal["clause", "sentence"]) -> str:
        """Up to ``reach`` characters after the hit."""
        last = min((self.clause if within == "clause" else self.sentence)[1], self.end + reach)
        return self.text.text[self.end : last]

    def guard(self, kind: GuardKind, start: int, end: int, certainty: float, reason: str) -> Guard:
        """A guard whose cue is the characters ``start`` to ``end``; ``reason`` may name it ``{cue}``."""
        cue = self.text.folded.quote(start, end)
        return Guard(kind, cue, start, end, certainty, reason.replace("{cue}", cue))

    def guard_before(
        self, kind: GuardKind, origin: int, cue: re.Match[str], certainty: float, reason: str
    ) -> Guard:
        """A guard from a match in what :meth:`before` gave; ``origin`` is where that began."""
        return self.guard(kind, origin + cue.start(), origin + cue.end(), certainty, reason)

    def guard_after(self, kind: GuardKind, cue: re.Match[str], certainty: float, reason: str) -> Guard:
        """A guard from a match in what :meth:`after` gave."""
        return self.guard(kind, self.end + cue.start(), self.end + cue.end(), certainty, reason)
