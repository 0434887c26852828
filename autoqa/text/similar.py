"""Whether two utterances have the same content, for rules about saying or asking the same thing again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autoqa.text.kept import kept
from autoqa.text.turntext import TurnText

_EMPTY = re.compile("[嗯啊呃哦额呢吧嘛呀哈的了]|那个|这个|就是说?|然后|您好|你好|请问|麻烦")
_SHORT = 4
_SOUND_DISCOUNT = 0.95
_CONTAINED_DISCOUNT = 0.9


def similarity(one: TurnText, other: TurnText) -> float:
    """Content likeness, 0 to 1: Dice coefficient of the neighbouring pairs (2 · shared / all, each pair
    once).

    Fillers, particles and courtesies are left out first. Pairs are compared as characters and, 5 %
    discounted, as sounds, so that two transcriptions of one sentence stay alike; the better counts. When
    nearly all of the shorter utterance is inside the longer (asked again with more words), its contained
    share counts, 10 % discounted. Under four characters of content only equal utterances are alike: 可以 is
    not a repetition of 不可以.
    """
    left, right = _content(one), _content(other)
    if min(len(left.key), len(right.key)) < _SHORT:
        return 1.0 if left.key and left.key == right.key else 0.0
    by_characters = _overlap(left.pairs, right.pairs)
    by_sound = _overlap(left.sound_pairs, right.sound_pairs)
    return round(max(by_characters, by_sound * _SOUND_DISCOUNT), 3)


@dataclass(frozen=True)
class _Content:
    """What is left of an utterance without empty words."""

    key: str
    pairs: frozenset[str]
    sound_pairs: frozenset[str]


@kept
def _content(text: TurnText) -> _Content:
    empty = {position for match in _EMPTY.finditer(text.text) for position in range(*match.span())}
    full = [position for position in range(len(text)) if position not in empty]
    key = "".join(text.key[position] for position in full)
    return _Content(key, _pairs(key), _pairs("".join(text.classes[position] for position in full)))


def _pairs(characters: str) -> frozenset[str]:
    return frozenset(characters[i : i + 2] for i in range(len(characters) - 1))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    dice = 2 * shared / (len(one) + len(other))
    return max(dice, shared / min(len(one), len(other)) * _CONTAINED_DISCOUNT)
