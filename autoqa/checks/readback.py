"""Numbers and names that the customer gives and the agent must read back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from pydantic import Field
from rapidfuzz import fuzz

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope
from autoqa.checks.heard import hit_at
from autoqa.checks.reply import Answer, read_reply
from autoqa.types import Cause, Role, Turn

Given = Literal["number", "name"]
GIVEN_NAMES: dict[Given, str] = {"number": "号码", "name": "姓名"}

_NAME = re.compile(
    "(?:我叫|我的名字(?:是|叫)|名字(?:是|叫)|姓名(?:是|叫)?)(?P<name>[一-鿿]{2,3})(?=$|的|啊|吧|呀)"
)
_NOT_A_NAME = re.compile("^(?:本人|机主|他的|她的|你的|谁|老|这|那|不|在|说|来|要|想|没|先|客|用户|刚)")
_NAME_ASKED = re.compile("您的?(?:姓名|名字|全名|大名)|怎么称呼|叫什么名字|姓名(?:是|呢|$)")

HEARD = 0.6
"""Word confidence under which the digits heard on either side may be wrong, so that a difference proves
nothing."""


NEARLY, NEARLY_HEARD = 60, 0.9
"""Likeness (0 to 100) from which the agent read the number back in part or with a slip: as many digits, of
which one differs, are a slip only where they were heard as well as this; digits that are missing, or too
many, are what recognisers lose or repeat."""


class ReadbackCheck(Check):
    """The customer gives a number (identity card, account, telephone: ``min_digits`` and more) or a name,
    and the agent does not read it back.

    Fields:
        of: what must be read back: ``number``, ``name``.
        min_digits: digits from which a number counts.
        turns: turns of the agent within which it must be read back.
        gives: true: asks only whether the customer gives something.

    Yes: something was not read back, or differently; each is a hit from the customer's words on. No: all of
    it was; figure ``given`` is how many there were. Unknown (``low_confidence``): the digits do not agree,
    but were not recognised well enough to say so.

        unread: {kind: readback, of: [number, name], min_digits: 6}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORDS, Need.ROLES})

    title: ClassVar[str] = "复述核对"

    kind: Literal["readback"] = "readback"
    of: tuple[Given, ...] = ("number", "name")
    min_digits: int = Field(default=6, ge=3)
    turns: int = Field(default=3, ge=1)
    gives: bool = False

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        given = [
            (turn, hit, what)
            for turn in Scope(scope.spans, Role.CUSTOMER, scope.turns).turns_of(view)
            for hit, what in self._given(view, turn)
            if scope.admits(hit.start)
        ]
        if self.gives:
            hits = [hit for _, hit, _ in given]
            return Outcome.found(hits, given=len(hits)) if hits else Outcome.absent(0.9)
        unread = [
            hit.model_copy(update={"note": f"客户报的{GIVEN_NAMES[what]}没有逐字复述"})
            for turn, hit, what in given
            if not self._repeated(view, turn, hit.value or "", what)
        ]
        sure = [hit for hit in unread if hit.confidence >= self._needed(view, hit)]
        if sure:
            return Outcome.found(sure, given=len(given))
        if unread:
            note = "客户报的号码或姓名识别把握不足，无法核对复述"
            return Outcome.unknown(Cause.LOW_CONFIDENCE, hits=unread, note=note, given=len(given))
        least = min((hit.confidence for _, hit, _ in given), default=0.9)
        return Outcome.absent(least, given=len(given))

    def _given(self, view: CallView, turn: Turn) -> Iterator[tuple[Hit, Given]]:
        text = view.texts[turn.index]
        if "number" in self.of:
            for found in view.numbers[turn.index]:
                digits = re.sub(r"\D", "", found.value)
                if found.kind in ("phone", "digits", "job_number") and len(digits) >= self.min_digits:
                    hit = hit_at(turn, text, found.start_char, found.end_char, literal=True)
                    yield hit.model_copy(update={"value": digits}), "number"
        if "name" in self.of:
            for start, end in _names(view, turn):
                hit = hit_at(turn, text, start, end, literal=True)
                yield hit.model_copy(update={"value": text.text[start:end]}), "name"

    def _repeated(self, view: CallView, turn: Turn, value: str, what: Given) -> bool:
        later = [t for t in view.dialogue.turns[turn.index + 1 :] if t.role is Role.AGENT][: self.turns]
        if what == "name":
            sounds = _sound(view, turn, value)
            return any(_contains(view.texts[t.index].pinyin, sounds) for t in later)
        return value in _digits(view, later)

    def _needed(self, view: CallView, hit: Hit) -> float:
        """Confidence from which the number was surely not read back; more than 1 where nothing tells."""
        turns = view.dialogue.turns
        later = [t for t in turns if t.start > hit.start and t.role is Role.AGENT][: self.turns]
        given = hit.value or ""
        closest = max(
            (_digits(view, [t]) for t in later), key=lambda said: fuzz.ratio(given, said), default=""
        )
        if fuzz.ratio(given, closest) < NEARLY:
            return HEARD
        return NEARLY_HEARD if len(closest) == len(given) else 1.1


def _digits(view: CallView, turns: Sequence[Turn]) -> str:
    """All digits of the numbers in the turns."""
    return "".join(
        re.sub(r"\D", "", found.value)
        for turn in turns
        for found in view.numbers[turn.index]
        if found.kind in ("phone", "digits", "number", "hotline", "job_number")
    )


def _names(view: CallView, turn: Turn) -> Iterator[tuple[int, int]]:
    """Names that the customer says after 我叫, or alone after a question for the name."""
    text = view.texts[turn.index].text
    for match in _NAME.finditer(text):
        if not _NOT_A_NAME.match(match["name"]):
            yield match.span("name")
            return
    before = view.dialogue.turns[turn.index - 1] if turn.index else None
    asked = before is not None and _NAME_ASKED.search(view.texts[before.index].text) is not None
    if asked and 2 <= len(text) <= 4 and read_reply(text).answer is Answer.UNCLEAR:
        yield 0, len(text)


def _sound(view: CallView, turn: Turn, value: str) -> tuple[str, ...]:
    text = view.texts[turn.index]
    start = text.text.index(value)
    return text.pinyin[start : start + len(value)]


def _contains(whole: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(whole[i : i + len(part)] == part for i in range(len(whole) - len(part) + 1))
