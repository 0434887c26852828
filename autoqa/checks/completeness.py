"""Whether the recording holds enough of the call to judge it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope
from autoqa.types import Cause, Role, Span


class CompletenessCheck(Check):
    """Defects that make a recording unfit to be judged: it is cut off, one side is silent, or it is too
    short.

    Fields:
        min_seconds: from connect to the end; anything shorter is too short.
        min_speech: seconds of speech that each side must have; less counts as a silent side.
        defects: which ones to look for: ``truncated``, ``silent_side``, ``too_short``; default all.

    Yes: there is a defect; one hit for each, over the seconds it is about, with its Chinese name as
    ``note`` and in the figure ``defect``. Whether a recording is cut off and whether a side is silent can
    only be told from the sound.

        broken: {kind: completeness, min_seconds: 10}
    """

    needs: ClassVar[frozenset[Need]] = frozenset()

    title: ClassVar[str] = "录音完整性"

    kind: Literal["completeness"] = "completeness"
    min_seconds: float = 10.0
    min_speech: float = 0.5
    defects: tuple[Literal["truncated", "silent_side", "too_short"], ...] = (
        "truncated",
        "silent_side",
        "too_short",
    )

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        hits = list(self._found(view))
        if hits:
            return Outcome.found(hits, defect="、".join(hit.note or "" for hit in hits))
        if view.audio is None and set(self.defects) & {"truncated", "silent_side"}:
            return Outcome.unknown(Cause.NO_AUDIO, note="没有录音，无法知道录音是否完整")
        return Outcome.absent(seconds=round(view.dialogue.duration, 1))

    def _found(self, view: CallView) -> Iterator[Hit]:
        dialogue, audio = view.dialogue, view.audio
        connect, end = min(dialogue.connected_at, dialogue.duration), dialogue.duration
        if "too_short" in self.defects and end - connect < self.min_seconds:
            yield _defect(connect, end, f"通话只有 {end - connect:.1f} 秒")
        if audio is None:
            return
        if "truncated" in self.defects and audio.truncated:
            yield _defect(max(connect, end - 1.0), end, "录音被截断")
        if "silent_side" in self.defects:
            for channel in audio.channels:
                if channel.dead and len(audio.channels) > 1:
                    yield _defect(connect, end, f"第 {channel.index + 1} 声道没有声音")
            sides = (
                (Role.AGENT, dialogue.agent_speech, "坐席"),
                (Role.CUSTOMER, dialogue.customer_speech, "客户"),
            )
            for role, speech, name in sides:
                if sum(_length(span, connect) for span in speech) < self.min_speech:
                    yield _defect(connect, end, f"{name}一方没有声音", role)


def _length(span: Span, connect: float) -> float:
    return max(0.0, span.end - max(span.start, connect))


def _defect(start: float, end: float, name: str, role: Role | None = None) -> Hit:
    return Hit(start=start, end=end, role=role, how="signal", confidence=0.95, note=name)
