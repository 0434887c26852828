"""Words said to fill time: 这个, 那个, 啊, 呢, 嘛, 嗯, 呃, told apart from the same words with a meaning."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from autoqa.text.turntext import TurnText

FILLERS = (
    "这个",
    "那个",
    "啊",
    "呢",
    "嘛",
    "嗯",
    "呃",
    "额",
    "哦",
    "就是说",
    "怎么说呢",
)
"""What the scoring standards name (这个 那个 啊 呢 嘛), and the usual hesitations."""

_DEMONSTRATIVES = frozenset({"这个", "那个"})
_GOES_ON_WITH_FILLER = re.compile(
    "[我您你他她咱]|嗯|呃|额|啊|这个|那个|就是|然后|因为|所以|如果|要是|首先|现在|今天|怎么说|反正|其实|可能|先生|女士"
)
_TAKES_OBJECT = re.compile("[是有把被对办开用要看说给跟和为在到打听问选做换退买了的就]$")
_QUESTION_WORD = re.compile("怎么|什么|哪|谁|多少|几|为何")
_MEANT_BEFORE = {"嘛": "干$", "啊": "^[是好对行]$", "呢": "才$"}


@dataclass(frozen=True)
class Filler:
    """A filler at characters ``start_char`` to ``end_char`` of ``TurnText.text``."""

    word: str
    start_char: int
    end_char: int


def fillers(text: TurnText, words: Collection[str] = FILLERS) -> list[Filler]:
    """The fillers among ``words``, in order.

    这个 and 那个 are fillers when repeated, when a pronoun, conjunction or another filler follows
    (那个我们…), or when they stand alone before a pause; before a noun, a measure word or a verb (那个业务,
    这个是) and as an object (办这个) they are pronouns. 呢 in a question (怎么办呢) and 啊 that makes an
    answer (是啊) are no fillers. In doubt a word is not counted.
    """
    if not words:
        return []
    found = (Filler(match[0], *match.span()) for match in _any_of(tuple(words)).finditer(text.text))
    return [filler for filler in found if _is_filler(text, filler)]


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _is_filler(text: TurnText, filler: Filler) -> bool:
    start, end = filler.start_char, filler.end_char
    first, last = text.clause(start)[0], text.clause(end - 1)[1]
    before, after = text.text[first:start], text.text[end:last]
    if filler.word in _DEMONSTRATIVES:
        if before.endswith(filler.word) or after.startswith(filler.word):
            return True
        if _TAKES_OBJECT.search(before):
            return False
        return not after or _GOES_ON_WITH_FILLER.match(after) is not None
    if len(filler.word) == 1 and not (start in text.bounds and end in text.bounds):
        return False
    if filler.word == "呢" and _QUESTION_WORD.search(before):
        return False
    meant = _MEANT_BEFORE.get(filler.word)
    return not (meant and re.search(meant, before))
