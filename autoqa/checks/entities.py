"""Amounts, periods, dates, telephone numbers and ways to cancel, as they are told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from operator import eq
from typing import ClassVar, Literal

from pydantic import Field

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope, trust_absence
from autoqa.checks.heard import apart, hit_at
from autoqa.checks.how_to_cancel import asks_to_cancel, cancelling, ways_to_cancel
from autoqa.text.guards import SURE, GuardKind, guards_at
from autoqa.text.identifiers import labels
from autoqa.text.match import PhraseSet
from autoqa.text.misheard import MisheardSet
from autoqa.text.nearly import doubted, mumbled
from autoqa.text.phonetic import halves, sound_class, syllables
from autoqa.text.turntext import TurnText
from autoqa.types import Cause, Role, Turn

Kind = Literal[
    "amount", "percent", "date", "time", "period", "phone", "hotline", "digits", "number", "how_to_cancel"
]

Told = tuple[int, int, str, float]
"""Start, end, plain form and certainty of something that counts."""

_UNIT = re.compile("(?<![多几什公单美日韩欧港拾状])(?:元|块钱)(?![旦素老宵首])")

_COUNTED = re.compile("(?<![每这那哪下上几多半整个])个(?:月|星期|季度)")

_UNITS: tuple[tuple[Kind, str], ...] = (
    ("amount", "元"),
    ("amount", "块"),
    ("date", "月"),
    ("date", "号"),
    ("period", "月"),
    ("period", "个"),
    ("period", "天"),
)
"""What a numeral of each kind is followed by."""

DOUBT_REACH = 2
"""Characters between a badly heard one and a numeral that may have been misheard along with it."""

PERIOD_LENGTH, HEARD_WELL = 2, 0.9
"""Characters of the shortest period (首月), and the mean confidence under which it may have been one."""

MUMBLED_REACH, WAY_REACH = 6, 10
"""Characters before or after a number, several of them in doubt, that may have been the words it belongs to;
and beside a word for cancelling, that may have been how to do it."""

_RUN_INTO = re.compile("[一二三四五六七八九十](?P<period>[一二两三四五六七八九十](?:个月|年|天))")
"""A period behind a numeral that makes no number with it: what was said before it was heard as one
(免费试用三个月 as 赔十五三个月)."""

_FEE = re.compile("(?<![免消花])费[是为]?(?P<due>[^是为就以已也起吧把用时一二三四五六七八九十两零]).")
"""What stands where an amount is due: heard as 流量, 六元 is no doubt to the recogniser."""

_COMMON = re.compile("其实|其[他它]|期间|而且")
"""Words that begin like a numeral."""

DUE = 1
"""Characters between the words and the numeral that they announce."""

LABEL_REACH = 4
"""Characters between 工号 and its digits, which are no other number."""

ANSWER_REACH = 30
"""Characters at the start of a turn that still answer the question before it."""


class EntitiesCheck(Check):
    """Numbers of certain kinds, near certain words: an amount near 每月, a period near 免费, a hotline near
    客服.

    Fields:
        of: kinds that count: ``amount`` (money), ``percent``, ``date``, ``time``, ``period`` (三个月),
            ``phone``, ``hotline`` (10086, 96308), ``digits`` (three and more read one by one), ``number``,
            ``how_to_cancel``.
        near: phrases of which one must be within ``distance`` characters in the same turn, or in the
            customer's turn just before (一个月多少钱 — 三元); left out: anywhere.
        distance: characters between the phrase and the number.
        except: phrases that make a number within ``except_distance`` characters another one
            (您现在的套餐是, 原价).
        except_distance: characters.
        guards: uses that do not count, as in ``phrases``.

    Yes: one is told; the hit's ``value`` is the number in plain form.

        fee: {kind: entities, role: agent, of: [amount], near: [每月, 功能费, 资费], except: [原价]}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORDS})

    title: ClassVar[str] = "金额、期限、日期、号码"

    kind: Literal["entities"] = "entities"
    of: tuple[Kind, ...] = Field(min_length=1)
    near: tuple[str, ...] = ()
    distance: int = 12
    except_: tuple[str, ...] = Field(default=(), alias="except")
    except_distance: int = 6
    guards: tuple[GuardKind, ...] = ()

    @cached_property
    def _near(self) -> PhraseSet:
        return PhraseSet.parse(self.near, boundary=False)

    @cached_property
    def _other(self) -> PhraseSet:
        return PhraseSet.parse(self.except_, boundary=False)

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        if told := self._all(view, scope, self._told):
            found = apart(told)
            return Outcome.found(found, values=[hit.value for hit in found])
        if garbled := self._all(view, scope, self._garbled):
            note = f"“{garbled[0].text}”处没有听清"
            return Outcome.unknown(Cause.LOW_CONFIDENCE, hits=garbled, note=note)
        if doubted_words := self._doubtful(view, scope):
            note = f"“{doubted_words[0].text}”前后没有听清"
            return Outcome.unknown(Cause.LOW_CONFIDENCE, hits=doubted_words, note=note)
        return trust_absence(view, scope)

    def _doubtful(self, view: CallView, scope: Scope) -> list[Hit]:
        return [
            hit
            for turn in scope.turns_of(view)
            for start, end, value, certainty in self._beside_doubt(view, turn)
            if not self._excepted(view.texts[turn.index], start, end)
            for hit in [hit_at(turn, view.texts[turn.index], start, end, score=certainty, value=value)]
            if scope.admits(hit.start)
        ]

    def _excepted(self, text: TurnText, start: int, end: int) -> bool:
        """Whether the number is another one by the words around it, or does not count by a guard."""
        others = ((m.start_char, m.end_char) for m in self._other.find(text, "pinyin"))
        if any(_gap(start, end, word) <= self.except_distance for word in others):
            return True
        return any(guard.certainty >= SURE for guard in guards_at(text, start, end, self.guards))

    def _all(
        self, view: CallView, scope: Scope, numbers: Callable[[CallView, Turn], Iterator[Told]]
    ) -> list[Hit]:
        """Those of the ``numbers`` of each turn that stand where they must."""
        return [
            hit
            for turn in scope.turns_of(view)
            if (told := list(numbers(view, turn)))
            for hit in self._in_turn(view, turn, told)
            if scope.admits(hit.start)
        ]

    def _in_turn(self, view: CallView, turn: Turn, told: Sequence[Told]) -> Iterator[Hit]:
        text = view.texts[turn.index]
        words = [(m.start_char, m.end_char) for m in self._near.find(text, "pinyin")]
        asked = bool(self.near) and self._asked(view, turn)
        for start, end, value, certainty in told:
            close = any(_gap(start, end, word) <= self.distance for word in words)
            if self.near and not close and not (asked and start <= ANSWER_REACH):
                continue
            if not self._excepted(text, start, end):
                yield hit_at(turn, text, start, end, score=certainty, value=value)

    def _told(self, view: CallView, turn: Turn) -> Iterator[Told]:
        """What counts in a turn."""
        text = view.texts[turn.index]
        for found in view.numbers[turn.index]:
            if found.kind in self.of:
                yield found.start_char, found.end_char, found.value, found.certainty
        if "how_to_cancel" in self.of:
            before = _turn_before(view, turn)
            asked = before is not None and asks_to_cancel(view.texts[before.index].text)
            for start, end in ways_to_cancel(text.text, asked):
                yield start, end, text.text[start:end], 0.9

    def _garbled(self, view: CallView, turn: Turn) -> Iterator[Told]:
        """Where a number may be that was not recognised: 元, 块 and 个月 without one before them; badly heard
        syllables that sound like a numeral and, at least by half, like its unit (二月以后 for 二月一号); and
        for a period badly heard characters just before the words it belongs to (首页免费)."""
        text = view.texts[turn.index]
        words = [(word.start_char, word.end_char) for word in self._near.find(text, "pinyin")]
        read = [(found.start_char, found.end_char) for found in view.numbers[turn.index]]
        if "amount" in self.of:
            for match in _UNIT.finditer(text.text):
                if not any(start <= match.start() < end for start, end in read):
                    yield match.start(), match.end(), "", 0.4
        for place in self._misheard(text):
            if not any(start <= place < end for start, end in read):
                yield place, place + 2, "", 0.4
        if "period" in self.of:
            for match in _COUNTED.finditer(text.text):
                if not any(start <= match.start() < end for start, end in read):
                    yield match.start(), match.end(), "", 0.4
            for begin, _ in words:
                first = max(0, begin - PERIOD_LENGTH)
                heard = text.confidence(first, begin)
                if heard is not None and heard < HEARD_WELL:
                    yield first, begin, "", 0.4

    def _beside_doubt(self, view: CallView, turn: Turn) -> Iterator[Told]:
        """What counts but for its words, where these may be there and were not heard well (五年费试用一个月):
        words that sound like them within reach, or several in doubt beside it, also heard as a numeral. And
        ways to cancel that were not heard well beside the word for it."""
        text = view.texts[turn.index]
        if self.near:
            alike = [(place.start_char, place.end_char) for place in self._near_by_sound.find(text)]
            named = labels(text)
            for found in view.numbers[turn.index]:
                start, end = found.start_char, found.end_char
                if found.kind not in self.of or any(0 <= start - label <= LABEL_REACH for label in named):
                    continue
                if any(_gap(start, end, place) <= self.distance for place in alike) or (
                    mumbled(text, start - MUMBLED_REACH, start) or mumbled(text, end, end + MUMBLED_REACH)
                ):
                    yield start, end, found.value, 0.4
        if self.near and "period" in self.of:
            read = [one for one in view.numbers[turn.index] if one.kind in ("period", "date")]
            for match in _RUN_INTO.finditer(text.text):
                start, end = match.span("period")
                if any(one.start_char < end and start < one.end_char for one in read):
                    continue
                if mumbled(text, start - MUMBLED_REACH, start + 1):
                    yield start, end, "", 0.4
        if "how_to_cancel" in self.of:
            for start, end in cancelling(text.text):
                if mumbled(text, start - WAY_REACH, start) or mumbled(text, end, end + WAY_REACH):
                    yield start, end, "", 0.4

    @cached_property
    def _near_by_sound(self) -> MisheardSet:
        return MisheardSet(self._near.phrases)

    def _misheard(self, text: TurnText) -> Iterator[int]:
        """Characters that may be the numeral of an amount, a date or a period, by their sound and that of
        what follows, where something was not heard well; of an amount also right behind 费, heard well or
        not."""
        units = [unit for kind, unit in _UNITS if kind in self.of]
        if not units:
            return
        if "amount" in self.of:
            yield from (
                match.start("due")
                for match in _FEE.finditer(text.text)
                if sound_class(text.pinyin[match.start("due")]) in _numerals()
            )
        around = range(-DOUBT_REACH, DOUBT_REACH + 1)
        for place in sorted({position + offset for position in doubted(text) for offset in around}):
            if 0 <= place < len(text) - 1 and sound_class(text.pinyin[place]) in _numerals():
                following = halves(text.pinyin[place + 1])
                shared = max(sum(map(eq, following, halves(syllables(unit)[0]))) for unit in units)
                if shared == 2 or (self.near and (shared or self._follows_words(text, place))):
                    yield place

    def _follows_words(self, text: TurnText, place: int) -> bool:
        """Whether the character stands where the number is due (只要流量 for 只要六元)."""
        if _COMMON.match(text.text, place):
            return False
        return any(0 <= place - word.end_char <= DUE for word in self._near.find(text, "pinyin"))

    def _asked(self, view: CallView, turn: Turn) -> bool:
        """Whether the customer's turn before asks for it, without a number of its own."""
        before = _turn_before(view, turn)
        if before is None or any(found.kind in self.of for found in view.numbers[before.index]):
            return False
        return bool(self._near.find(view.texts[before.index], "pinyin"))


@cache
def _numerals() -> frozenset[str]:
    """How numerals sound."""
    return frozenset(sound_class(syllables(numeral)[0]) for numeral in "一二三四五六七八九十两")


def _turn_before(view: CallView, turn: Turn) -> Turn | None:
    """The customer's turn just before an agent's turn."""
    if turn.role is not Role.AGENT or turn.index == 0:
        return None
    before = view.dialogue.turns[turn.index - 1]
    return before if before.role is Role.CUSTOMER else None


def _gap(start: int, end: int, word: tuple[int, int]) -> int:
    """Characters between two spans, negative where they overlap."""
    return max(word[0] - end, start - word[1])
