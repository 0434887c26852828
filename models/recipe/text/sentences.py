"""The mixture of training text: what is said, by kind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.recipe.text.chains import Chains
from models.recipe.text.exclude import allowed, forbidden
from models.recipe.text.fillings import NAMES, SLOTS
from models.recipe.text.grammar import Grammar, sections
from models.recipe.text.numbers import job_number, phone, pick
from models.recipe.text.words import PHRASES, RandomWords, common_characters

MAX_CHARACTERS = 60
# kind: share of the utterances
MIXTURE = {
    "grammar": 0.32, "chains": 0.12, "phrases": 0.1, "words": 0.1, "mixed": 0.06, "reply": 0.06,
    "reply_more": 0.04, "digits": 0.3,
}  # fmt: skip


class Sentences:
    """Draws (kind, text) pairs, never one on the exclusion list; with `mixture` in other shares than
    MIXTURE."""

    def __init__(self, mixture: dict[str, float] | None = None, *, held_out: bool = False) -> None:
        self._grammar = Grammar(held_out=held_out)
        self._all_replies = Grammar(held_out=False)
        self._words = RandomWords()
        chains = Chains()
        self._banned = forbidden()
        mixture = mixture or MIXTURE
        self._kinds = list(mixture)
        self._shares = np.array(list(mixture.values())) / sum(mixture.values())
        self._draw: dict[str, Callable[[np.random.Generator], str]] = {
            "grammar": self._grammar.utterance,
            "chains": chains.utterance,
            "phrases": self._words.phrases,
            "words": lambda rng: self._words.sequence(rng, int(rng.integers(1, 9))),
            "mixed": self._mixed,
            "reply": self._all_replies.reply,
            "reply_more": lambda rng: self._all_replies.reply(rng) + "，" + self._grammar.clause(rng),
            "digits": self._number,
        }

    def _mixed(self, rng: np.random.Generator) -> str:
        parts = [self._grammar.clause(rng), self._words.sequence(rng, int(rng.integers(1, 5)))]
        return "，".join(parts if rng.random() < 0.5 else parts[::-1])

    def _number(self, rng: np.random.Generator) -> str:
        """A number alone or after a word or two; phone numbers with or without pauses between the groups."""
        number = job_number(rng) if rng.random() < 0.6 else phone(rng)
        if len(number) == 11 and rng.random() < 0.5:
            number = "，".join((number[:3], number[3:7], number[7:]))
        style = rng.random()
        if style < 0.35:
            return number
        lead = pick(rng, NAMES["number_leads"])
        if style < 0.85:
            return lead + number
        return lead + number + ("，" if rng.random() < 0.5 else "") + self._words.word(rng)

    def draw(self, rng: np.random.Generator) -> tuple[str, str]:
        while True:
            kind = self._kinds[int(rng.choice(len(self._kinds), p=self._shares))]
            text = self._draw[kind](rng)
            if len(text) <= MAX_CHARACTERS and allowed(text, self._banned):
                return kind, text


def vocabulary_characters() -> list[str]:
    """Characters the model can write: the most frequent ones and all that the grammar can produce, sorted."""
    found = set(common_characters()).union(
        "幺ABCDEFGHIJKLMNOPQRSTUVWXYZ", *PHRASES, *NAMES["surnames"], *NAMES["given"]
    )
    for held_out in (False, True):
        for section in sections(held_out):
            found.update("".join(section.templates))
    rng = np.random.default_rng(0)
    for fill_slot in SLOTS.values():
        for _ in range(2000):
            found.update(fill_slot(rng))
    return sorted(char for char in found if "\u4e00" <= char <= "\u9fff" or "A" <= char <= "Z")
