"""How Chinese characters sound, and how easily one syllable is taken for another on the telephone.

A syllable is written as pinyin with its tone (``bao3``); 5 is the neutral tone. The cost of hearing one
syllable as another is the sum of three parts, at most 1:

===========================  =====  ==================================================================
part                         cost   why
===========================  =====  ==================================================================
tone 2 / 3, or a neutral     0.08   third-tone sandhi and neutral syllables are written either way
any other two tones          0.15   recognisers that guess a homophone rarely keep the tone wrong
z/zh c/ch s/sh               0.10   not told apart in most southern Mandarin
n/l                          0.15   south-west and Yangtze
h/f                          0.20   Hunan, Fujian (with the medial u: 华 / 发)
r/l                          0.25   south
in/ing en/eng an/ang         0.10   front and back nasals
ni/nin                       0.10   你 and 您 are written for each other
anything else                1      another syllable
===========================  =====  ==================================================================

The values are judgements, ordered by how common the confusion is; what they accept is pinned by tests.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import cast

from pypinyin import Style, lazy_pinyin

_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
_FINALS = (
    *(
        "",
        "a",
        "o",
        "e",
        "i",
        "u",
        "v",
        "ai",
        "ei",
        "ao",
        "ou",
        "an",
        "en",
        "er",
        "ong",
        "ia",
        "ie",
        "iao",
        "iu",
    ),
    *("ian", "in", "iong", "ua", "uo", "uai", "ui", "uan", "un", "ue", "ve", "van", "vn", "m", "n", "ng"),
)
_INITIAL_COSTS = {"z zh": 0.10, "c ch": 0.10, "s sh": 0.10, "l n": 0.15, "f h": 0.20, "l r": 0.25}
_INITIAL_CLASS = {"zh": "z", "ch": "c", "sh": "s", "n": "l", "r": "l", "h": "f"}
_NASAL_COST = 0.10
_TONE_COST, _WEAK_TONE_COST = 0.15, 0.08
_CLASS_BASE = 0xE000
"""Sound classes are written as private-use characters, so that class strings never collide with text."""

_AFTER_H = {"ua": "a", "uai": "ai", "ui": "ei", "uan": "an", "un": "en", "uang": "ang", "uo": "o"}
"""Finals after h as they sound where h is said f: 花 hua / 发 fa."""


@lru_cache(maxsize=1 << 16)
def syllables(word: str) -> tuple[str, ...]:
    """Toned pinyin of each character of ``word``; a character without one stands for itself. Polyphones are
    read as in the word (银行 → hang2), so pass words, not single characters."""
    if word.isascii():
        return tuple(word)
    read = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, errors=_one_by_one)
    return tuple(read) if len(read) == len(word) else tuple(syllables(character)[0] for character in word)


def _one_by_one(characters: str) -> str:
    """For pypinyin, on characters without pinyin: a list keeps them apart, though its stub says text."""
    return cast(str, list(characters))


@cache
def split(syllable: str) -> tuple[str, str, int] | None:
    """Initial, final and tone of ``zhong1``; None for what is not a syllable."""
    if len(syllable) < 2 or not syllable[-1].isdigit():
        return None
    body, tone = syllable[:-1], int(syllable[-1])
    initial = next((known for known in _INITIALS if body.startswith(known)), "")
    return initial, body[len(initial) :], tone


@lru_cache(maxsize=1 << 18)
def cost(said: str, heard: str) -> float:
    """Cost from 0 (same syllable) to 1 (nothing alike) by the table above."""
    if said == heard:
        return 0.0
    one, two = split(said), split(heard)
    if one is None or two is None:
        return 1.0
    (initial, final, tone), (other_initial, other_final, other_tone) = one, two
    total = _tone_cost(tone, other_tone)
    if {said[:-1], heard[:-1]} == {"ni", "nin"}:
        return total + _NASAL_COST
    if initial != other_initial:
        total += _INITIAL_COSTS.get(" ".join(sorted((initial, other_initial))), 1.0)
        if {initial, other_initial} == {"h", "f"}:
            final = _AFTER_H.get(final, final) if initial == "h" else final
            other_final = _AFTER_H.get(other_final, other_final) if other_initial == "h" else other_final
    if final != other_final:
        total += _NASAL_COST if _front(final) == _front(other_final) else 1.0
    return min(1.0, total)


def _tone_cost(one: int, other: int) -> float:
    if one == other:
        return 0.0
    return _WEAK_TONE_COST if 5 in (one, other) or {one, other} == {2, 3} else _TONE_COST


def _front(final: str) -> str:
    """The final with a back nasal brought to the front; ong has no front partner."""
    return final[:-1] if final.endswith(("ang", "eng", "ing")) else final


@cache
def sound_class(syllable: str) -> str:
    """One character shared by all syllables confusable with ``syllable``, tones and usual confusions dropped.
    What is not a syllable is its own class."""
    places = _places(syllable)
    return syllable if places is None else chr(_CLASS_BASE + places[0] * len(_FINALS) + places[1])


@cache
def halves(syllable: str) -> str:
    """Two characters, one for the initial and one for the final with tones and usual confusions dropped, so
    that an edit distance over them counts a syllable that is half right as half. What is not a syllable
    stands for itself twice."""
    places = _places(syllable)
    if places is None:
        return syllable * 2
    return chr(_CLASS_BASE + places[0]) + chr(_CLASS_BASE + len(_INITIALS) + 1 + places[1])


def _places(syllable: str) -> tuple[int, int] | None:
    """Numbers of the initial and the final of ``syllable`` among those that can be confused with no other;
    None for what is not a syllable."""
    parts = split(syllable)
    if parts is None:
        return None
    initial, final, _ = parts
    if initial == "h":
        final = _AFTER_H.get(final, final)
    final = "i" if syllable[:-1] == "nin" else _front(final)
    initial = _INITIAL_CLASS.get(initial, initial)
    row = _INITIALS.index(initial) + 1 if initial else 0
    return row, _FINALS.index(final) if final in _FINALS else 0
