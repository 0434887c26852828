"""Times of a call from the exact times of its syllables and sounds: what the timing rules should find.

Independent of the product's own measuring; only the definitions are the same (see `rules/`).
"""

from __future__ import annotations

import re
from itertools import pairwise

from pydantic import BaseModel, ConfigDict

from autoqa.types import Role
from samples.make.timeline import PlacedTurn, Timeline

_WAIT = ("稍等", "等待")
_HUMS = frozenset({"嗯", "嗯嗯", "对", "哦", "是", "好", "啊", "哦哦"})
_NUMBER = re.compile("[零一二三四五六七八九幺]{4,}")
_PAUSE_S = 0.3
_BURST_S = 12.0


class Stretch(BaseModel):
    """Seconds from `start` to `end`; `length` may be less where sounds fill it."""

    model_config = ConfigDict(frozen=True)

    start: float
    end: float
    length: float


class Measured(BaseModel):
    """Seconds from the start of the recording, except the two rates (characters a minute of voiced time).

    `company`, `number`: begin of these words, None when never said before the offer is over. `silences`:
    nobody speaks, 1 s and more, no ring-back, music or announced wait. `responses`: after each thing said by
    the customer that asks for an answer. `overlaps`: the agent starts while
    the customer speaks and both go on. `slowing`: the agent's rate before the first request to repeat and
    after the second.
    """

    model_config = ConfigDict(frozen=True)

    connected_at: float
    company: float | None
    number: float | None
    agent_first: float | None
    silences: tuple[Stretch, ...]
    responses: tuple[Stretch, ...]
    overlaps: tuple[Stretch, ...]
    rate: float | None
    burst: float | None
    slowing: tuple[float, float] | None


def measure(timeline: Timeline, company: str, number: str, pardon: frozenset[str]) -> Measured:
    """All of it. `pardon`: what the customer says to have something repeated."""
    agent = [t for t in timeline.turns if t.role is Role.AGENT]
    return Measured(
        connected_at=timeline.connected_at,
        company=_said(agent, company),
        number=_said(agent, number),
        agent_first=agent[0].start if agent else None,
        silences=tuple(_silences(timeline)),
        responses=tuple(_responses(timeline)),
        overlaps=tuple(_overlaps(timeline)),
        rate=_rate(_runs(agent)),
        burst=_burst(_runs(agent)),
        slowing=_slowing(timeline, agent, pardon),
    )


def _said(turns: list[PlacedTurn], phrase: str) -> float | None:
    for turn in turns:
        if turn.spoken is not None and phrase in turn.spoken.text:
            return turn.span_of(phrase)[0]
    return None


def _silences(timeline: Timeline) -> list[Stretch]:
    found, now, announced = [], timeline.connected_at, False
    for turn in sorted(timeline.turns, key=lambda t: t.start):
        if turn.start - now >= 1.0 and not announced:
            found.append(Stretch(start=now, end=turn.start, length=turn.start - now))
        now = max(now, turn.end)
        if turn.spoken is not None and (turn.role is Role.AGENT or len(turn.turn.text) > 2):
            announced = any(word in turn.turn.text for word in _WAIT)
    return found


def _responses(timeline: Timeline) -> list[Stretch]:
    """A wait ends when the agent or the customer speaks; music in it does not count."""
    turns = sorted(timeline.turns, key=lambda t: t.start)
    found = []
    for place, turn in enumerate(turns):
        if turn.role is not Role.CUSTOMER or turn.turn.text in _HUMS:
            continue
        later = [t for t in turns[place + 1 :] if t.spoken is not None and t.end > turn.end]
        if not later:
            continue
        until = max(turn.end, later[0].start)
        filled = sum(max(0.0, min(t.end, until) - max(t.start, turn.end)) for t in turns if t.spoken is None)
        found.append(Stretch(start=turn.end, end=until, length=until - turn.end - filled))
    return found


def _overlaps(timeline: Timeline) -> list[Stretch]:
    spoken = [t for t in timeline.turns if t.spoken is not None]
    found = []
    for first, second in pairwise(spoken):
        if first.role is Role.CUSTOMER and second.role is Role.AGENT and second.start < first.end:
            end = min(first.end, second.end)
            found.append(Stretch(start=second.start, end=end, length=end - second.start))
    return found


def _runs(turns: list[PlacedTurn]) -> list[tuple[int, float]]:
    """(characters, seconds) of stretches without a pause; numbers read out are left out."""
    runs: list[tuple[int, float]] = []
    for turn in turns:
        if turn.spoken is None:
            continue
        digits = {i for m in _NUMBER.finditer(turn.spoken.text) for i in range(*m.span())}
        stretch: list[tuple[float, float]] = []
        for place, (_, start, end) in enumerate(turn.spoken.syllables):
            if stretch and (place in digits or start - stretch[-1][1] >= _PAUSE_S):
                runs.append((len(stretch), stretch[-1][1] - stretch[0][0]))
                stretch = []
            if place not in digits:
                stretch.append((start, end))
        if stretch:
            runs.append((len(stretch), stretch[-1][1] - stretch[0][0]))
    return [run for run in runs if run[1] > 0]


def _slowing(
    timeline: Timeline, agent: list[PlacedTurn], pardon: frozenset[str]
) -> tuple[float, float] | None:
    asked = [t for t in timeline.turns if t.role is Role.CUSTOMER and t.turn.text in pardon]
    if len(asked) < 2:
        return None
    before = _rate(_runs([t for t in agent if t.end <= asked[0].start]))
    after = _rate(_runs([t for t in agent if t.start >= asked[1].end]))
    return (before, after) if before is not None and after is not None else None


def _rate(runs: list[tuple[int, float]]) -> float | None:
    return 60 * sum(n for n, _ in runs) / sum(s for _, s in runs) if runs else None


def _burst(runs: list[tuple[int, float]]) -> float | None:
    """Highest rate over runs in a row that hold at least `_BURST_S` of voiced time."""
    best: float | None = None
    for first in range(len(runs)):
        characters, seconds = 0, 0.0
        for count, length in runs[first:]:
            characters, seconds = characters + count, seconds + length
            if seconds >= _BURST_S:
                best = max(best or 0.0, 60 * characters / seconds)
                break
    return best
