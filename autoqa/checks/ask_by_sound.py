"""Consent questions that a recogniser wrote with other words: 您确认开通达 for 您确认开通对吗.

What is asked is a small language (do you want to, this act, yes or no), spoken at the end of what the agent
says. Every sentence of it is compared with the last syllables of a turn by the edit distance over initials
and finals (:func:`autoqa.text.phonetic.halves`), so that a syllable that is half right counts half. On the
"fit" half of the benchmark's calls (``benchmarks/calls``), recognised with two characters in ten wrong, 38 of
54 questions that :mod:`autoqa.checks.ask` misses are found so, and two of 1384 other ends of
turns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from autoqa.checks.ask import Question
from autoqa.text.kept import kept
from autoqa.text.phonetic import halves, syllables
from autoqa.text.turntext import TurnText

ALIKE = 0.65
"""Least similarity (0 to 1) of a question that asks what the customer wants, and of one that offers to
serve: the latter is a word away from telling what was done (给您办理好了)."""
ALIKE_SERVED = 0.68

SURE = 0.9
"""Confidence that what was found so is a question: 38 of 40 were."""

_ACT_ALIKE = 0.5
_HEARD_WELL = 0.95
"""Confidence from which a word that is not the act is another word (您确认号码对吗) and no mishearing."""

_TRAILING = 3
"""Characters after the question that may be the next breath's, and what each costs."""
_TRAILING_COST = 0.03
_SPARE = 2
"""Syllables that may be dropped or invented."""
_ROUNDING = 1e-4
"""Of scores in single precision."""

_WOULD = "同意 愿意 确认 确定 是否同意 是否愿意 需要 要不要"
_ACTS = "开通 办理 订购 登记"
_ENDS = "吗 对吗 是吗 这项业务吗 这个业务吗 这项服务吗"
_FOR = "给您 帮您 为您"
_SERVED = "开通 办理 登记 开上 开一个 办一个"
_AGREED = "可以吗 好吗 行吗 好不好 行不行 可不可以 您看可以吗 您看行吗 您看好吗 您看怎么样"
_CHOICES = ("您是同意还是不同意", "您是同意开通还是不同意", "可以还是不可以")

_LEFT_HANGING = re.compile(
    "(?:您|你)(?:是否)?(?:同意|愿意|确认|确定|需要|要不要)(?:开通|办理|订购|登记|参加|定制)(?!之?后|了).{0,8}?(?=(?<![好行对是能要同可愿])不$|$)"
)
"""Would you have this, with the name of the product or the end of the question heard as something else; a 不
that asks nothing (开通提醒不 | 要) begins the reply."""

_TAG_HEARD = re.compile("(?:开通|办理|订购|登记|参加|[办开订]一个).{0,8}(?:可以|好|行)[啊呀嘛妈骂马]$")
"""The offer praised (先办一个试试，开通很快的), and a tag whose last sound was lost."""

_DONE = re.compile("了|成功|好的")
_NO_QUESTION = re.compile(
    "如果|要是|只要|的话|已经|之前|以前|过吗|什么|哪|多少|几|取消|退订|注销|关闭|停机|解除|本人|机主|核对|地址"
)


class _Sentence(NamedTuple):
    sounds: str
    act: str
    served: bool


@kept
def question_by_sound(text: TurnText) -> Question | None:
    """The consent question that ``text`` ends in, None when nothing is like one."""
    best, most = None, ALIKE
    for sentence, start, end, alike in _alike(text):
        score = alike - _TRAILING_COST * (len(text) - end)
        if score >= most and _may_ask(text, sentence, start, end, score):
            best, most = Question(start, end, not sentence.act, SURE), score
    if best is not None:
        return best
    hanging = _LEFT_HANGING.search(text.text) or _TAG_HEARD.search(text.text)
    if hanging and not _NO_QUESTION.search(text.text, max(0, hanging.start() - 4)):
        return Question(hanging.start(), hanging.end(), False, SURE)
    return None


def _alike(text: TurnText) -> Iterator[tuple[_Sentence, int, int, float]]:
    """Every sentence that the last syllables are alike enough to, with its first syllable, its end and the
    likeness; the latest ends first. Most turns are done with after the first looks: no act can be in them,
    and, whatever the order, at most as many sounds agree as both have in common."""
    first = max(0, len(text) - _longest() - _SPARE - _TRAILING)
    chosen = _counted(_acts_in(text, first))
    sounds = "".join(map(halves, text.pinyin[first:]))
    places = np.array([chosen.used.get(sound, -1) for sound in reversed(sounds)])
    heard = (places[:, None] == np.arange(len(chosen.used))).cumsum(axis=0, dtype=np.uint8)
    reach = np.minimum(2 * (chosen.lengths + _SPARE + _TRAILING), len(sounds)) - 1
    common = np.minimum(chosen.counts, heard[reach]).sum(axis=1, dtype=np.uint8)
    possible = np.flatnonzero(common >= chosen.needed)
    if not len(possible):
        return
    lengths = chosen.lengths[possible]
    longest, shortest = int(lengths.max()) + _SPARE, max(2, int(lengths.min()) - _SPARE)
    windows = [
        (start, end)
        for end in range(len(text), max(0, len(text) - _TRAILING - 1), -1)
        for start in range(max(0, end - longest), end - shortest + 1)
    ]
    heard_there = [sounds[2 * (start - first) : 2 * (end - first)] for start, end in windows]
    scores = cdist(
        [chosen.sentences[number].sounds for number in possible],
        heard_there,
        scorer=Levenshtein.normalized_similarity,
        score_cutoff=ALIKE - _ROUNDING,
    )
    found = [(-windows[place][1], possible[row], place) for row, place in np.argwhere(scores > 0)]
    for _, number, place in sorted(found):
        sentence, (start, end) = chosen.sentences[number], windows[place]
        if abs(end - start - chosen.lengths[number]) <= _SPARE:
            alike = Levenshtein.normalized_similarity(sentence.sounds, heard_there[place])
            yield sentence, start, end, alike


def _acts_in(text: TurnText, first: int) -> frozenset[str]:
    """The acts that may be said from ``first`` on: those that are written there; where a word was not heard
    well, all."""
    if _doubted(text, first, len(text)):
        return _acts()
    return frozenset(act for act in _acts() if act in text.text[first:])


class _Counted(NamedTuple):
    """Sentences; syllables of each; the place of each sound in what follows; how often each sound stands in
    each sentence, (sentences, sounds); and how many sounds must agree for the sentence to be alike."""

    sentences: tuple[_Sentence, ...]
    lengths: npt.NDArray[np.int64]
    used: dict[str, int]
    counts: npt.NDArray[np.uint8]
    needed: npt.NDArray[np.float64]


@cache
def _counted(acts: frozenset[str]) -> _Counted:
    """The sentences that name one of ``acts`` or none."""
    sentences = tuple(sentence for sentence in _language() if sentence.act in acts or not sentence.act)
    written = [sentence.sounds for sentence in sentences]
    used = {sound: place for place, sound in enumerate(sorted(set("".join(written))))}
    counts = np.array([[sounds.count(sound) for sound in used] for sounds in written], np.uint8)
    lengths = np.array([len(sounds) // 2 for sounds in written])
    return _Counted(sentences, lengths, used, counts, 2 * ALIKE * lengths - _ROUNDING)


def _may_ask(text: TurnText, sentence: _Sentence, start: int, end: int, score: float) -> bool:
    words = text.text[start:end]
    if _NO_QUESTION.search(text.text[max(0, start - 4) : end]):
        return False
    if sentence.served and (score < ALIKE_SERVED or _DONE.search(text.text[start:])):
        return False
    return not sentence.act or sentence.act in words or _misheard(text, sentence.act, start, end)


def _misheard(text: TurnText, act: str, start: int, end: int) -> bool:
    """Whether something there may be the act: half of its sounds, where a syllable was not heard well."""
    wanted = _sounds(act)
    size = len(act)
    for first in range(start, end - size + 1):
        heard = "".join(halves(syllable) for syllable in text.pinyin[first : first + size])
        if (
            _doubted(text, first, first + size)
            and Levenshtein.normalized_similarity(wanted, heard) >= _ACT_ALIKE
        ):
            return True
    return False


def _doubted(text: TurnText, start: int, end: int) -> bool:
    places = text.places[start:end]
    return any(one.confidence is not None and one.confidence < _HEARD_WELL for one in places)


@cache
def _acts() -> frozenset[str]:
    return frozenset(sentence.act for sentence in _language() if sentence.act)


@cache
def _longest() -> int:
    """Syllables of the longest sentence."""
    return max(len(sentence.sounds) // 2 for sentence in _language())


@cache
def _language() -> tuple[_Sentence, ...]:
    asked = [
        _Sentence(_sounds(f"您{would}{act}{end}"), act, False)
        for would in _WOULD.split()
        for act in _ACTS.split()
        for end in _ENDS.split()
    ]
    offered = [
        _Sentence(_sounds(f"{whom}{act}{end}"), act, True)
        for whom in _FOR.split()
        for act in _SERVED.split()
        for end in _AGREED.split()
    ]
    return (*asked, *offered, *(_Sentence(_sounds(choice), "", False) for choice in _CHOICES))


def _sounds(text: str) -> str:
    return "".join(map(halves, syllables(text)))
