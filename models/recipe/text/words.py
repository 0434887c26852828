"""Random sequences of words and phrases, and the character vocabulary."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import jieba
import numpy as np

PHRASES = [
    phrase
    for path in sorted((Path(__file__).parent / "phrases").glob("*.txt"))
    for phrase in path.read_text("utf-8").split()
]  # common in speech: a dictionary's frequencies are those of newspapers
_HAN = re.compile(r"^[\u4e00-\u9fff]+$")
COMMON_CHARACTERS = 2550
_LEFT_OUT_TAGS = ("nr", "nrt", "nrfg")  # personal names: their characters are arbitrary


@cache
def dictionary() -> dict[str, int]:
    """Words of Chinese characters and their frequencies in jieba's dictionary, without personal names."""
    words: dict[str, int] = {}
    path = Path(jieba.__file__).parent / "dict.txt"
    for line in path.read_text("utf-8").splitlines():
        word, frequency, tag = line.split(" ")
        if _HAN.match(word) and tag not in _LEFT_OUT_TAGS:
            words[word] = int(frequency)
    return words


@cache
def common_characters() -> frozenset[str]:
    """The COMMON_CHARACTERS most frequent characters."""
    counts: Counter[str] = Counter()
    for word, frequency in dictionary().items():
        for char in word:
            counts[char] += frequency
    return frozenset(char for char, _ in counts.most_common(COMMON_CHARACTERS))


class RandomWords:
    """Draws sequences of words; frequency is flattened so that rarer words are heard too."""

    def __init__(self, power: float = 0.8, smallest: int = 50) -> None:
        known = common_characters()
        pairs = [
            (w, f) for w, f in dictionary().items() if f >= smallest and len(w) <= 5 and known.issuperset(w)
        ]
        self._single = _table([p for p in pairs if len(p[0]) == 1], 0.8)
        self._longer = _table([p for p in pairs if len(p[0]) > 1], power)

    def word(self, rng: np.random.Generator, single: float = 0.2) -> str:
        words, cumulative = self._single if rng.random() < single else self._longer
        return words[min(int(np.searchsorted(cumulative, rng.random())), len(words) - 1)]

    def phrases(self, rng: np.random.Generator) -> str:
        """One to five phrases, with a dictionary word between them now and then, sometimes in two clauses."""
        parts: list[str] = []
        for _ in range(int(rng.integers(1, 6))):
            parts.append(
                self.word(rng) if rng.random() < 0.2 else PHRASES[int(rng.integers(0, len(PHRASES)))]
            )
        if len(parts) > 2 and rng.random() < 0.5:
            parts[1] += "，"
        return "".join(parts)

    def sequence(self, rng: np.random.Generator, count: int) -> str:
        """`count` words; from five words on with a comma somewhere."""
        words = [self.word(rng) for _ in range(count)]
        if count >= 5 and rng.random() < 0.7:
            place = int(rng.integers(2, count - 1))
            words[place] = "，" + words[place]
        return "".join(words)


def _table(pairs: list[tuple[str, int]], power: float) -> tuple[list[str], np.ndarray]:
    weights = np.array([f for _, f in pairs], float) ** power
    return [w for w, _ in pairs], np.cumsum(weights / weights.sum())
