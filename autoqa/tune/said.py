"""What was said on a stored call, as far as suggestions look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from autoqa.config import Settings
from autoqa.pipeline import Workshop
from autoqa.ruleset import judge_all
from autoqa.text.fold import fold
from autoqa.tune.corpus import StoredCall
from autoqa.tune.judged import Verdict, verdict_of
from autoqa.types import Role, Status

LONGEST = 12
"""Characters of the longest phrase suggested: longer ones are whole sentences that nobody says again."""
SHORTEST = 2


@dataclass(frozen=True)
class Line:
    """One turn: folded text, seconds, and the positions at which words begin or end."""

    role: Role
    start: float
    end: float
    text: str
    bounds: frozenset[int]

    def grams(self, left: int = 0, right: int | None = None) -> Iterator[tuple[int, int]]:
        """Spans of whole words between two positions, of 2 to 12 characters."""
        stop = len(self.text) if right is None else right
        edges = sorted(edge for edge in self.bounds if left <= edge <= stop)
        for index, start in enumerate(edges):
            for end in edges[index + 1 :]:
                if end - start > LONGEST:
                    break
                if end - start >= SHORTEST:
                    yield start, end

    def places(self, words: str) -> Iterator[int]:
        """Every position at which folded ``words`` stand."""
        place = self.text.find(words)
        while place >= 0:
            yield place
            place = self.text.find(words, place + 1)


@dataclass(frozen=True)
class Said:
    """One call: what the rule says of it, and its turns."""

    id: str
    agent: str
    verdict: Verdict
    lines: tuple[Line, ...]

    def hits(self, condition: str, around: int) -> Iterator[tuple[Line, int, int, int, int]]:
        """Where the condition was found, as line, start and end of the hit, and start and end of the
        characters up to ``around`` away from it."""
        for finding in self.verdict.leading:
            for hit in finding.evidence.get("hits", ()):
                if hit["condition"] != condition or not hit["text"]:
                    continue
                words = fold(hit["text"]).text
                for line in self.lines:
                    if line.start - 0.01 <= hit["start"] <= line.end + 0.01:
                        for place in line.places(words):
                            end = place + len(words)
                            yield line, place, end, max(0, place - around), min(len(line.text), end + around)


@dataclass(frozen=True)
class Listen:
    """Work for :func:`autoqa.tune.spread.spread`: judge a call by one rule and keep what was said."""

    settings: Settings
    rule: str

    def __call__(self, call: StoredCall) -> Said:
        ruleset, standard = self._workshop.in_force(call.campaign)
        findings = judge_all(ruleset, call.view, {self.rule}, standard.overrides)
        turns = zip(call.view.dialogue.turns, call.view.texts, strict=True)
        lines = tuple(
            Line(turn.role, turn.start, turn.end, text.text, text.bounds) for turn, text in turns if text.text
        )
        return Said(call.id, call.agent, verdict_of(findings), lines)

    @cached_property
    def _workshop(self) -> Workshop:
        return Workshop(self.settings)


def wrong(said: Said, violation: bool) -> bool:
    """Whether the machine decided, and people decided otherwise."""
    return said.verdict.status is not Status.UNSURE and said.verdict.flagged != violation
