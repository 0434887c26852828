"""Stretches in which nobody speaks, or the agent leaves the customer alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Literal

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope
from autoqa.dialogue.gaps import Quiet, QuietKind, silences
from autoqa.dialogue.spans import without
from autoqa.text.kept import kept
from autoqa.types import Cause, Role, Span

_WAIT = re.compile(
    "(?:请|麻烦)?您?(?:稍等|稍候|稍后|等一下|等一等|等待一下|等一会|等我|不要挂机|不要挂断|别挂)|查一下|查询一下|帮您查|核实一下"
)
ANNOUNCED_WITHIN = 8.0
"""Seconds before a silence within which "please wait" explains it; a short 好的 of the customer may lie
between."""


class SilenceCheck(Check):
    """Silences inside the call, longest allowed length in seconds. Hold music and ring-back are no silence;
    after 请稍等 (or when the customer asks to wait) a longer limit holds.

    With ``role: agent`` (or ``customer``) it is that party's silence, whatever the other or the hold music
        does.

    Fields:
        longest: seconds of silence that are allowed.
        announced: seconds allowed after an announcement to wait.
        where: ``inside`` the talk, or at the ``end`` of the call, after the last words.

    Yes: there is a longer one; each is a hit with its seconds as ``value``. Unknown (``no_audio``): the
    words of a transcript leave a gap, but without the recording nobody can say what was heard in it.

        dead_air: {kind: silence, longest: 5, announced: 60}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORD_TIMES})

    title: ClassVar[str] = "静音"

    kind: Literal["silence"] = "silence"
    longest: float = 5.0
    announced: float = 60.0
    where: Literal["inside", "end"] = "inside"

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        found = [gap for gap in self._gaps(view, scope.role) if scope.admits(gap.start)]
        hits = [_hit(view, gap, scope.role) for gap in found if gap.length >= self._allowed(view, gap)]
        if hits and view.audio is None:
            return Outcome.unknown(Cause.NO_AUDIO, hits=hits, note=f"{hits[0].note}，没有录音无法核实")
        if hits:
            return Outcome.found(hits, seconds=round(max(hit.end - hit.start for hit in hits), 1))
        return Outcome.absent(0.95 if view.audio is not None else 0.85)

    def _allowed(self, view: CallView, gap: Span) -> float:
        return self.announced if _announced(view, gap) else self.longest

    def _gaps(self, view: CallView, role: Role | None) -> Iterator[Span]:
        end = view.dialogue.duration
        for gap in self._of_everyone(view) if role is None else _of_one(view, role):
            trailing = gap.end >= end - 1e-3
            if trailing == (self.where == "end"):
                yield gap

    def _of_everyone(self, view: CallView) -> Iterator[Quiet]:
        shortest = min(self.longest, self.announced)
        for quiet in _silences(view):
            if quiet.kind is QuietKind.SILENCE and quiet.length >= shortest:
                yield quiet


@kept
def _silences(view: CallView) -> tuple[Quiet, ...]:
    return silences(view.dialogue, view.audio)


def _of_one(view: CallView, role: Role) -> Iterator[Span]:
    dialogue = view.dialogue
    speech = dialogue.agent_speech if role is Role.AGENT else dialogue.customer_speech
    call = Span(start=dialogue.connected_at, end=max(dialogue.connected_at, dialogue.duration))
    yield from without([call], speech)


def _hit(view: CallView, gap: Span, role: Role | None) -> Hit:
    who = {None: "无人", Role.AGENT: "坐席没有", Role.CUSTOMER: "客户没有"}
    heard = view.audio is not None
    return Hit(
        start=gap.start,
        end=gap.end,
        role=role,
        how="signal" if heard else "timing",
        confidence=0.95 if heard else 0.5,
        value=f"{gap.length:.1f}",
        note=f"{gap.length:.1f} 秒{who[role]}说话",
    )


def _announced(view: CallView, gap: Span) -> bool:
    """Whether somebody asked to wait just before the silence."""
    return any(
        gap.start - ANNOUNCED_WITHIN <= turn.end
        and turn.start < gap.start
        and turn.role is not Role.OTHER
        and _WAIT.search(view.texts[turn.index].text) is not None
        for turn in view.dialogue.turns
    )
