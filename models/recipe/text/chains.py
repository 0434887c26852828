"""Sentences nobody wrote: walks from word to word through the training templates.

Each step goes to a word that followed the last one somewhere in the templates, so that neighbours fit
together while the whole is new. They teach wordings, not facts: between the fixed templates (which a small
decoder learns by heart) and the random words (which no neighbour helps to hear).
"""

from __future__ import annotations

import jieba
import numpy as np

from models.recipe.text.grammar import fill, sections

FILLS = 3  # fillings of each template from which successors are learned
JUMP = 0.06  # share of steps that go to any word at all
LONGEST = 16  # characters after which a walk ends
_END = ""


class Chains:
    """Draws walks; built from the templates that are trained on, never from those held out."""

    def __init__(self, seed: int = 5) -> None:
        rng = np.random.default_rng(seed)
        self._starts: list[str] = []
        self._words: list[str] = []
        self._next: dict[str, list[str]] = {}
        for section in sections(held_out=False):
            for template in section.templates:
                for _ in range(FILLS if "[" in template or "{" in template else 1):
                    self._learn(jieba.lcut(fill(template, rng)))

    def _learn(self, words: list[str]) -> None:
        if not words:
            return
        self._starts.append(words[0])
        self._words += words
        for word, following in zip(words, [*words[1:], _END], strict=True):
            self._next.setdefault(word, []).append(following)

    def clause(self, rng: np.random.Generator) -> str:
        """One walk of at least two words."""
        word = self._starts[int(rng.integers(0, len(self._starts)))]
        words: list[str] = []
        while word and len("".join(words)) < LONGEST:
            words.append(word)
            after = self._words if rng.random() < JUMP else self._next[word]
            word = after[int(rng.integers(0, len(after)))]
            if not word and len(words) < 2:
                word = self._words[int(rng.integers(0, len(self._words)))]
        return "".join(words)

    def utterance(self, rng: np.random.Generator) -> str:
        """One to three walks joined by commas."""
        return "，".join(self.clause(rng) for _ in range(int(rng.choice((1, 2, 3), p=(0.5, 0.35, 0.15)))))
