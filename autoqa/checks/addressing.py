"""Whether the agent addresses the customer, at the start, in the middle and at the end."""

from __future__ import annotations

import re
from typing import ClassVar, Literal

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope, Truth, trust_absence
from autoqa.types import Role, Turn

Part = Literal["start", "middle", "end"]
PART_NAMES: dict[Part, str] = {"start": "开始", "middle": "过程中", "end": "结束"}

_TITLES = "先生|女士|小姐|老师|师傅|经理|阿姨|叔叔|大哥|大姐|太太|老板|同学"
_TITLED = re.compile(rf"[一-鿿]{{0,2}}(?:{_TITLES})|[一-鿿]总(?=您|你|好|$)")
_POLITE = re.compile("您|贵姓|贵公司")


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
        it.

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
            found = next(filter(None, (self._first(view, turn) for turn in members)), None)
            if found is None:
                bare.append((part, members))
            else:
                hits.append(found)
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

    def _first(self, view: CallView, turn: Turn) -> Hit | None:
        """The first form of address in a turn."""
        text = view.texts[turn.index]
        wanted = {"title": _TITLED, "nin": _POLITE}
        places = [match.span() for form in self.forms if (match := wanted[form].search(text.text))]
        if not places:
            return None
        start, end, words = text.span(*min(places))
        return Hit(start=start, end=end, role=turn.role, turn=turn.index, text=words)
