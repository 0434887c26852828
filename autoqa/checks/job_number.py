"""The agent's job number, in any spoken form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Literal

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope, trust_absence
from autoqa.checks.heard import hit_at
from autoqa.text.identifiers import labels
from autoqa.text.kept import kept
from autoqa.text.nearly import doubted
from autoqa.text.numbers import Entity
from autoqa.text.turntext import TurnText
from autoqa.types import Cause, Role, Turn

_BETWEEN = re.compile("码?(?:是|为|呢|就是|嗯|啊|那个)*")
_ASKING = re.compile("(?:是|呢)?(?:多少|几|什么|吗)")
_OTHER_NUMBER = re.compile("尾号|单号|卡号|账号|身份证|手机|电话|热线|拨打|房间|车牌|订单")

LABEL_REACH = 8
"""Characters before a number in which its label may stand; a pause may lie between."""

ANSWERED = 0.85
"""Certainty that digits are the job number when they follow a question for it."""


KNOWN = 0.9
"""Certainty that digits are the job number which the agent gives elsewhere in the call, or which is in the
metadata, when 工号 was not heard before them."""


class JobNumberCheck(Check):
    """The agent says a job number: 工号三零六二, 工号是幺零零八六, 8199号为您服务, 我的工号 … 10086;
    also 三零六二 alone where that is the number known from elsewhere in the call or from the metadata.
    Telephone numbers, amounts and a number read by a machine before the agent do not count.

    Fields:
        min_digits, max_digits: length of a job number; letters before the digits are allowed.
        matches_agent: true: only the number in the call's metadata (``agent_id``) counts.

    Yes: it is said (figure ``number``). With ``matches_agent``: no, when another number is said (figures
    ``number`` and ``expected``). Unknown: the metadata does not name the agent (``no_metadata``); or 工号
    is heard but no number with it, digits are heard behind what may have been 工号 (客户部号二七零六), or the
    number differs only in how often a digit is repeated or in one that is left out
    (``low_confidence``).

        number: {kind: job_number, window: {from: connect, until: connect + 15}}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORDS, Need.ROLES})

    title: ClassVar[str] = "工号"

    kind: Literal["job_number"] = "job_number"
    min_digits: int = 3
    max_digits: int = 8
    matches_agent: bool = False

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        spoken = Scope(scope.spans, Role.AGENT, scope.turns)
        hits = [
            hit
            for turn in spoken.turns_of(view)
            for hit in self._in_turn(view, turn)
            if scope.admits(hit.start)
        ]
        if not hits:
            return self._unheard(view, scope, spoken)
        best = max(hits, key=lambda hit: hit.confidence)
        expected = view.call.agent_id
        if not self.matches_agent:
            return Outcome.found(hits, number=best.value)
        if not expected:
            return Outcome.unknown(
                Cause.NO_METADATA, hits=hits, note="通话信息里没有坐席工号", number=best.value
            )
        same = [hit for hit in hits if _same(hit.value or "", expected)]
        if same:
            return Outcome.found(same, number=same[0].value, expected=expected)
        note = f"报的工号是 {best.value}，登记的是 {expected}"
        if any(_lost(hit.value or "", expected) for hit in hits):
            note += "，只差重复或漏掉的数字，可能没有听清"
            return Outcome.unknown(
                Cause.LOW_CONFIDENCE, hits=hits, note=note, number=best.value, expected=expected
            )
        return Outcome.absent(best.confidence, hits=hits, note=note, number=best.value, expected=expected)

    def _unheard(self, view: CallView, scope: Scope, spoken: Scope) -> Outcome:
        """No number: surely, or because 工号 was heard and its number was not."""
        named = [
            hit_at(turn, view.texts[turn.index], max(0, end - 2), end, how="pinyin")
            for turn in spoken.turns_of(view)
            for end in (*labels(view.texts[turn.index]), *_broken_off(view.texts[turn.index]))
            if not _ASKING.match(view.texts[turn.index].text, end)
        ]
        named = [hit for hit in named if scope.admits(hit.start)]
        if named:
            note = "听到“工号”，但没有听清号码"
            return Outcome.unknown(Cause.LOW_CONFIDENCE, hits=named, note=note)
        maybe = [
            hit
            for turn in spoken.turns_of(view)
            for hit in self._maybe(view, turn)
            if scope.admits(hit.start)
        ]
        if maybe:
            note = f"“{maybe[0].text}”可能是工号，前面的话没有听清"
            return Outcome.unknown(Cause.LOW_CONFIDENCE, hits=maybe, note=note)
        return trust_absence(view, spoken)

    def _maybe(self, view: CallView, turn: Turn) -> Iterator[Hit]:
        """Digits of the right length behind 号, or behind words in doubt, that are no other number."""
        text = view.texts[turn.index]
        for found in view.numbers[turn.index]:
            start, digits = found.start_char, sum(character.isdigit() for character in found.value)
            if found.kind != "digits" or not self.min_digits <= digits <= self.max_digits:
                continue
            near = range(max(0, start - LABEL_REACH // 2), start)
            called = any(text.pinyin[place][:-1] == "hao" for place in near)
            if not _other_number(text, found) and (called or not set(near).isdisjoint(doubted(text))):
                yield hit_at(turn, text, start, found.end_char, score=0.5, literal=True, value=found.value)

    def _in_turn(self, view: CallView, turn: Turn) -> Iterator[Hit]:
        text = view.texts[turn.index]
        for found in view.numbers[turn.index]:
            certainty = self._certainty(view, turn, found)
            if certainty:
                place = (found.start_char, found.end_char)
                yield hit_at(turn, text, *place, score=certainty, literal=True, value=found.value)

    def _certainty(self, view: CallView, turn: Turn, found: Entity) -> float:
        """How surely ``found`` is a job number, 0 when it is none."""
        digits = sum(character.isdigit() for character in found.value)
        if not self.min_digits <= digits <= self.max_digits:
            return 0.0
        text = view.texts[turn.index]
        named = _labelled(text, found.start_char)
        if found.kind == "job_number":
            return 0.0 if _other_number(text, found) and not named else found.certainty
        if found.kind not in ("digits", "hotline"):
            return 0.0
        if named:
            return 0.9
        if not _other_number(text, found) and any(_same(found.value, number) for number in _known(view)):
            return KNOWN
        if found.start_char > LABEL_REACH or turn.index == 0:
            return 0.0
        earlier = view.dialogue.turns[turn.index - 1]
        said = view.texts[earlier.index]
        asked = earlier.role is Role.CUSTOMER and bool(labels(said))
        broken_off = earlier.role is Role.AGENT and found.start_char == 0 and _labelled(said, len(said))
        return ANSWERED if asked or broken_off else 0.0


@kept
def _known(view: CallView) -> frozenset[str]:
    """The agent's number from the metadata, and what the agent calls it."""
    told = {view.call.agent_id} if view.call.agent_id else set()
    for turn in view.dialogue.turns:
        if turn.role is Role.AGENT:
            text = view.texts[turn.index]
            numbers = (found for found in view.numbers[turn.index] if _labelled(text, found.start_char))
            told.update(found.value for found in numbers)
    return frozenset(told)


def _other_number(text: TurnText, found: Entity) -> bool:
    """Whether the words before it call ``found`` something else."""
    before = text.text[max(0, found.start_char - LABEL_REACH) : found.start_char]
    return _OTHER_NUMBER.search(before) is not None


def _labelled(text: TurnText, position: int) -> bool:
    """Whether 工号, or 工号 and words like 是, stand right before ``position``."""
    return any(
        0 <= position - end <= LABEL_REACH and _BETWEEN.fullmatch(text.text, end, position) is not None
        for end in labels(text)
    )


def _broken_off(text: TurnText) -> tuple[int, ...]:
    """The end of a text that breaks off within 工号 (再报一遍我的工)."""
    return (len(text),) if text.text.endswith(("我的工", "我的公", "我工")) else ()


def _lost(said: str, expected: str) -> bool:
    """Whether ``said`` is ``expected`` with digits repeated more or less often, or with one left out."""
    if _same(_told_once(said), _told_once(expected)):
        return True
    digits = expected.strip()
    return any(_same(said, digits[:place] + digits[place + 1 :]) for place in range(len(digits)))


def _told_once(number: str) -> str:
    """Each run of the same digit as one: how often a digit is repeated is what recognisers lose first."""
    return re.sub(r"(.)\1+", r"\1", number)


def _same(said: str, expected: str) -> bool:
    """Equal, letters apart when only one of them has any."""
    said, expected = said.upper(), expected.strip().upper()
    if said.isdigit() != expected.isdigit():
        said, expected = (re.sub(r"\D", "", number) for number in (said, expected))
    return said == expected
