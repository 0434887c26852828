"""Whether two utterances have the same content, for rules about saying or asking the same thing again."""

from __future__ import annotations

import re
from collections import Counter

from autoqa.text.turntext import TurnText

_EMPTY = re.compile("[嗯啊呃哦额呢吧嘛呀哈的了]|那个|这个|就是说?|然后|您好|你好|请问|麻烦")
_SHORT = 4
_SOUND_DISCOUNT = 0.95
_CONTAINED_DISCOUNT = 0.9


def similarity(one: TurnText, other: TurnText) -> float:
    """Content likeness, 0 to 1: Dice coefficient of neighbouring pairs (2 · shared / all).

    Fillers, particles and courtesies are left out first. Pairs are compared as characters and, 5 %
    discounted, as sounds, so that two transcriptions of one sentence stay alike; the better counts. When
    nearly all of the shorter utterance is inside the longer (asked again with more words), its contained
    share counts, 10 % discounted. Under
    four characters of content only equal utterances are alike: 好 is not a repetition of 好的吧.
    """
    left, right = _content(one), _content(other)
    if min(len(left), len(right)) < _SHORT:
        same = bool(left) and [one.key[i] for i in left] == [other.key[i] for i in right]
        return 1.0 if same else 0.0
    by_characters = _overlap(_pairs(one.key, left), _pairs(other.key, right))
    by_sound = _overlap(_pairs(one.classes, left), _pairs(other.classes, right))
    return round(max(by_characters, by_sound * _SOUND_DISCOUNT), 3)


def _content(text: TurnText) -> list[int]:
    """Positions of the characters that carry content."""
    empty = {position for match in _EMPTY.finditer(text.text) for position in range(*match.span())}
    return [position for position in range(len(text)) if position not in empty]


def _pairs(characters: str, positions: list[int]) -> Counter[str]:
    kept = "".join(characters[position] for position in positions)
    return Counter(kept[i : i + 2] for i in range(len(kept) - 1))


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    shared, sizes = (one & other).total(), (one.total(), other.total())
    return max(2 * shared / sum(sizes), shared / min(sizes) * _CONTAINED_DISCOUNT)
