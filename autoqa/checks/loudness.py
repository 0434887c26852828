"""How loud somebody speaks."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import ClassVar, Literal

from pydantic import Field

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope
from autoqa.dialogue.gaps import QuietKind, silences
from autoqa.dialogue.spans import joined, shared
from autoqa.types import CallAudio, Cause, ChannelFacts, Role, Span

VOICED = 0.5
"""Share of a second that must be the party's own speech for its level to count."""

ALONE = 0.1
"""Share of a second that the other party may speak meanwhile on a shared channel."""

OVER_NOISE_DB = 4.0
"""Level over the noise of the line from which speech is told from it, dB: what a voice that drops may not
fall below if the drop is to be seen. Of 17 drops by 16 dB in calls of the benchmark's fit half rendered anew
with 13 dB of noise, 12 were not."""


class LoudnessCheck(Check):
    """Level of a party's voice: too low over the call, or jumping. Levels are those of the party's own
    channel, compared with itself, so that the gain of a channel does not matter for jumps.

    Fields:
        lowest: dBFS below which the voice is too low; left out: not judged.
        jump: dB by which the level of ``seconds`` may differ from the party's usual level; left out: not
        judged.
        seconds: length of the stretch that is compared.

    ``role`` says whose voice; default the agent's. Yes: too low (one hit over the call) or a jump (a hit
    each). Figure ``level``: the usual level. Unknown: there is no recording, or too little of the voice in it
    (``no_audio``), or nobody was heard for ``seconds`` on a line so noisy that a voice that drops by ``jump``
    is lost (``low_confidence``).

        loud: {kind: loudness, role: agent, lowest: -38, jump: 12}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.AUDIO, Need.ROLES})

    title: ClassVar[str] = "音量"

    kind: Literal["loudness"] = "loudness"
    lowest: float | None = None
    jump: float | None = Field(default=None, gt=0)
    seconds: int = Field(default=3, ge=1)

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        assert view.audio is not None
        role = scope.role or Role.AGENT
        levels = [pair for pair in _levels(view, view.audio, role) if scope.admits(pair[0])]
        if len(levels) < 2 * self.seconds:
            return Outcome.unknown(Cause.NO_AUDIO, note="可测的话音太少")
        usual = median(level for _, level in levels)
        level = round(usual, 1)
        if self.lowest is not None and usual < self.lowest:
            span = Span(start=levels[0][0], end=levels[-1][0] + 1)
            hit = _hit(role, span, usual, f"音量过低（{usual:.0f} 分贝）")
            return Outcome.found([hit], level=level)
        if self.jump is None:
            return Outcome.absent(0.9, level=level)
        hits = [
            _hit(role, span, there, _jumped(there - usual))
            for span, there in self._jumps(levels, usual, self.jump)
        ]
        if hits:
            return Outcome.found(hits, level=level)
        if lost := self._lost(view, view.audio, role, usual, scope):
            note = "线路噪声大，这里没有听到话音，也可能是声音变小了"
            return Outcome.unknown(Cause.LOW_CONFIDENCE, hits=lost, note=note, level=level)
        return Outcome.absent(0.9, level=level)

    def _jumps(
        self, levels: list[tuple[float, float]], usual: float, jump: float
    ) -> Iterator[tuple[Span, float]]:
        """Stretches of ``seconds`` voiced seconds whose median is off, those that touch joined."""
        off = []
        for place in range(len(levels) - self.seconds + 1):
            stretch = levels[place : place + self.seconds]
            middle = median(level for _, level in stretch)
            if abs(middle - usual) > jump:
                off.append((Span(start=stretch[0][0], end=stretch[-1][0] + 1), middle))
        for whole in joined(span for span, _ in off):
            inside = [level for span, level in off if whole.start <= span.start < whole.end]
            yield whole, max(inside, key=lambda level: abs(level - usual))

    def _lost(self, view: CallView, audio: CallAudio, role: Role, usual: float, scope: Scope) -> list[Hit]:
        """Where a voice that dropped by ``jump`` may go on under the noise: silences, when the noise is so
        near."""
        channel = _channel(view, audio, role)
        if self.jump is None or channel is None or channel.noise_level is None:
            return []
        if usual - channel.noise_level >= self.jump + OVER_NOISE_DB:
            return []
        return [
            _hit(role, Span(start=quiet.start, end=quiet.end), channel.noise_level, "没有听到话音")
            for quiet in silences(view.dialogue, audio, self.seconds)
            if quiet.kind is QuietKind.SILENCE and scope.admits(quiet.start)
        ]


def _levels(view: CallView, audio: CallAudio, role: Role) -> Iterator[tuple[float, float]]:
    """Second and level of each second that the party's own voice fills."""
    dialogue = view.dialogue
    mine, others = dialogue.agent_speech, dialogue.customer_speech
    if role is Role.CUSTOMER:
        mine, others = others, mine
    channel = _channel(view, audio, role)
    if channel is None:
        return
    shares_channel = len(audio.channels) == 1 or audio.fake_stereo
    for second, level in enumerate(channel.levels):
        span = Span(start=float(second), end=second + 1.0)
        if shared(span, mine) >= VOICED and not (shares_channel and shared(span, others) > ALONE):
            yield span.start, level


def _channel(view: CallView, audio: CallAudio, role: Role) -> ChannelFacts | None:
    """The channel on which most of the party's turns are."""
    used = [turn.channel for turn in view.dialogue.turns if turn.role is role and turn.channel is not None]
    index = max(set(used), key=used.count, default=0 if len(audio.channels) == 1 else None)
    return next((channel for channel in audio.channels if channel.index == index), None)


def _jumped(decibels: float) -> str:
    return f"音量突然{'变大' if decibels > 0 else '变小'} {abs(decibels):.0f} 分贝"


def _hit(role: Role, span: Span, level: float, note: str) -> Hit:
    value = f"{level:.0f}"
    return Hit(
        start=span.start, end=span.end, role=role, how="signal", confidence=0.85, value=value, note=note
    )
