"""Speaking rate. Pure functions of the dialogue.

The rate is characters a minute of *voiced* time. A character is one Han character, digit or letter as
recognised. Voiced time is the role's speech with pauses of 0.3 s and more taken out, and only where words
were recognised, so that neither thinking pauses nor stretches the recogniser missed make the speech seem
slow. Digit strings (a number read out) are left out with their time: they are read slowly on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autoqa.dialogue.spans import Covered
from autoqa.text.kept import kept
from autoqa.types import Dialogue, Role, Span, Turn, Word

PAUSE = 0.3
"""Seconds without words from which time is not voiced."""

_SPOKEN = re.compile(r"\w")
_NUMBER = re.compile(r"[\d零〇一二两三四五六七八九幺洞]{4,}")


class Rate(Span):
    """Speaking rate over a stretch of the call: ``characters`` said in ``voiced`` seconds of speech."""

    characters: int
    voiced: float

    @property
    def per_minute(self) -> float:
        """Characters a minute of voiced time."""
        return 60.0 * self.characters / self.voiced if self.voiced > 0 else 0.0


def speaking_rate(dialogue: Dialogue, role: Role = Role.AGENT) -> Rate | None:
    """Rate over the whole call; None when the role says nothing countable."""
    runs = _runs(dialogue, role)
    return _sum(runs) if runs else None


def rate_windows(dialogue: Dialogue, role: Role = Role.AGENT, window: float = 10.0) -> tuple[Rate, ...]:
    """Rates over a window that slides run by run.

    A run is a stretch of words without a pause of 0.3 s. Each window starts with a run and takes in the
    following ones until it holds ``window`` seconds of voiced time; what is left at the end of the call and
    is shorter than that gives no window, so that a few short turns never decide.
    """
    runs = _runs(dialogue, role)
    found: list[Rate] = []
    stop, voiced = 0, 0.0
    for start, first in enumerate(runs):
        while stop < len(runs) and voiced < window:
            voiced += runs[stop].voiced
            stop += 1
        if voiced < window:
            break
        found.append(_sum(runs[start:stop]))
        voiced -= first.voiced
    return tuple(found)


@kept
def _runs_known(dialogue: Dialogue) -> dict[Role, tuple[Rate, ...]]:
    return {}


def _runs(dialogue: Dialogue, role: Role) -> tuple[Rate, ...]:
    """Stretches of words without pauses, by start time."""
    known = _runs_known(dialogue)
    if role not in known:
        known[role] = tuple(_read_runs(dialogue, role))
    return known[role]


def _read_runs(dialogue: Dialogue, role: Role) -> list[Rate]:
    speech = dialogue.agent_speech if role is Role.AGENT else dialogue.customer_speech
    voice = Covered(speech, PAUSE)
    runs = [_run(words, voice) for turn in dialogue.turns if turn.role is role for words in _stretches(turn)]
    return sorted((run for run in runs if run.characters and run.voiced > 0), key=lambda run: run.start)


def _stretches(turn: Turn) -> list[list[Word]]:
    """Words of a turn, cut at pauses and at numbers read out (which are left out)."""
    numeral = set[int]()
    for match in _NUMBER.finditer(turn.text):
        numeral.update(range(*match.span()))
    out: list[list[Word]] = [[]]
    place = 0
    for word in turn.words:
        if numeral:
            inside = range(place, place + len(word.text))
            place += len(word.text)
            if not numeral.isdisjoint(inside):
                out.append([])
                continue
        if out[-1] and word.start - out[-1][-1].end >= PAUSE:
            out.append([])
        out[-1].append(word)
    return [words for words in out if words]


def _run(words: Sequence[Word], voice: Covered) -> Rate:
    start, end = words[0].start, max(word.end for word in words)
    heard = voice.shared(start, end)
    return Rate(
        start=start,
        end=end,
        characters=len(_SPOKEN.findall("".join(word.text for word in words))),
        voiced=round(heard if heard >= (end - start) / 2 else end - start, 3),
    )


def _sum(runs: Sequence[Rate]) -> Rate:
    return Rate(
        start=runs[0].start,
        end=runs[-1].end,
        characters=sum(run.characters for run in runs),
        voiced=round(sum(run.voiced for run in runs), 3),
    )
