"""Whether the agent addresses the customer, at the start, in the middle and at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Literal

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope, Truth, trust_absence
from autoqa.types import Cause, Role, Turn

Part = Literal["start", "middle", "end"]
PART_NAMES: dict[Part, str] = {"start": "开始", "middle": "过程中", "end": "结束"}

_TITLES = "先生|女士|小姐|老师|师傅|经理|阿姨|叔叔|大哥|大姐|太太|老板|同学"
_FORMS = {
    "title": re.compile(rf"[一-鿿]{{0,2}}(?:{_TITLES})|[一-鿿]总(?=您|你|好|$)"),
    "nin": re.compile("您|贵姓|贵公司"),
}

HEARD_SURELY = 0.9
"""Confidence under which a 您 may have been 你. In parts of calls without 您 (benchmark, "fit" half) the
surest of those written had 0.75 and 0.89, in others 0.9 and more but for one part in thirty."""


class AddressingCheck(Check):
    """Forms of address in the agent's words, by part of the call.

    The start is the agent's first ``edge_turns`` turns, the end the last ones, the middle all but the very
    first and the very last; a middle of fewer than ``middle_turns`` turns asks for nothing.

    Fields:
        forms: what counts: ``title`` (a title such as 先生 or 女士, with or without a name), ``nin`` (您).
            Default both.
        parts: parts that must have one: ``start``, ``middle``, ``end``. Default all.
        edge_turns: turns of the agent that make up the start, and the end.
        middle_turns: turns that a middle must have before it is asked for.

    Yes: every part has one. No: a part has none; its turns are the evidence and the figure ``parts`` names
        it. Unknown (``low_confidence``): a part has only a 您 that was not heard well.

        addressed: {kind: addressing, role: agent, forms: [title, nin]}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORDS, Need.ROLES})

    title: ClassVar[str] = "称呼客户"

    kind: Literal["addressing"] = "addressing"
    forms: tuple[Literal["title", "nin"], ...] = ("title", "nin")
    parts: tuple[Part, ...] = ("start", "middle", "end")
    edge_turns: int = 3
    middle_turns: int = 4

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        turns = Scope(scope.spans, Role.AGENT, scope.turns).turns_of(view)
        absent = trust_absence(view, Scope(scope.spans, Role.AGENT, scope.turns), min_turns=1)
        if not turns:
            return absent
        hits: list[Hit] = []
        bare: list[tuple[Part, list[Turn]]] = []
        for part in self.parts:
            members = self._members(part, turns)
            if part == "middle" and len(members) < self.middle_turns:
                continue
            found = max(
                (hit for turn in members for hit in self._addressed(view, turn)),
                key=lambda hit: (hit.confidence >= HEARD_SURELY, -hit.start),
                default=None,
            )
            if found is None:
                bare.append((part, members))
            else:
                hits.append(found)
        doubtful = [hit for hit in hits if hit.confidence < HEARD_SURELY]
        if not bare and doubtful:
            note = f"“{doubtful[0].text}”处没有听清，不能确定是不是称呼"
            return Outcome.unknown(Cause.LOW_CONFIDENCE, hits=doubtful, note=note)
        if not bare:
            return Outcome.found(hits) if hits else Outcome.holds(absent.confidence)
        if absent.truth is not Truth.NO:
            return absent
        missing = [Hit(start=p[0].start, end=p[-1].end, role=Role.AGENT, value=name) for name, p in bare]
        names = "、".join(PART_NAMES[name] for name, _ in bare)
        return Outcome.absent(absent.confidence, hits=missing, note=f"{names}没有称呼客户", parts=names)

    def _members(self, part: Part, turns: list[Turn]) -> list[Turn]:
        if part == "start":
            return turns[: self.edge_turns]
        if part == "end":
            return turns[-self.edge_turns :]
        return turns[1:-1]

    def _addressed(self, view: CallView, turn: Turn) -> Iterator[Hit]:
        """Forms of address in a turn; 您 is as sure as it was heard."""
        text = view.texts[turn.index]
        for form in self.forms:
            for match in _FORMS[form].finditer(text.text):
                start, end, words = text.span(*match.span())
                heard = text.confidence(*match.span()) if form == "nin" else None
                yield Hit(
                    start=start,
                    end=end,
                    role=turn.role,
                    turn=turn.index,
                    text=words,
                    confidence=1.0 if heard is None else round(heard, 3),
                )
