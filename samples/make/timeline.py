"""When everything of a call happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autoqa.types import Role
from samples.make.script import USUAL_PAUSE_S, Script, ScriptTurn
from samples.make.speech import Speakers
from synth.voice import VOICES, Spoken, Voice

LEAD_S = 0.6
TAIL_S = 1.0


@dataclass(frozen=True, slots=True)
class PlacedTurn:
    """A turn with its seconds in the recording; `spoken` is None for a sound."""

    turn: ScriptTurn
    role: Role
    start: float
    end: float
    spoken: Spoken | None

    def span_of(self, phrase: str) -> tuple[float, float]:
        """Seconds in which `phrase` (punctuation ignored) is said. ValueError when it is not."""
        if self.spoken is None:
            raise ValueError(f"{phrase!r} cannot be said by a sound")
        wanted = "".join(c for c in phrase if c.isalnum())
        first = self.spoken.text.find(wanted)
        if first < 0:
            raise ValueError(f"{phrase!r} is not said in {self.spoken.text!r}")
        syllables = self.spoken.syllables[first : first + len(wanted)]
        return self.start + syllables[0][1], self.start + syllables[-1][2]


@dataclass(frozen=True, slots=True)
class Timeline:
    """`connected_at`: seconds at which the customer picks up; `duration` of the whole recording."""

    turns: tuple[PlacedTurn, ...]
    connected_at: float
    duration: float

    def named(self, name: str) -> PlacedTurn:
        """The turn with this id. KeyError when there is none."""
        for placed in self.turns:
            if placed.turn.id == name:
                return placed
        raise KeyError(f"no turn is called {name!r}")

    def moment(self, expression: str) -> float:
        """Seconds of `connect`, `end`, TURN.start or TURN.end, with optional `+ seconds`."""
        anchor, _, plus = (part.strip() for part in expression.partition("+"))
        if anchor == "connect":
            seconds = self.connected_at
        elif anchor == "end":
            seconds = self.duration
        else:
            name, _, edge = anchor.rpartition(".")
            placed = self.named(name)
            seconds = {"start": placed.start, "end": placed.end}[edge]
        return seconds + (float(plus) if plus else 0.0)


def lay_out(script: Script, voices: Mapping[str, Voice] = VOICES) -> Timeline:
    """Speak every turn and set it after (or, with `overlap`, into) the one before. `voices` by the names that
    the script uses."""
    speakers = Speakers(script, voices)
    placed: list[PlacedTurn] = []
    connected_at = 0.0
    now = 0.0
    for turn in script.turns:
        if turn.ring_back is not None:
            placed.append(PlacedTurn(turn, Role.OTHER, now, now + turn.ring_back, None))
            connected_at = now = now + turn.ring_back
            continue
        pause = turn.pause if turn.pause is not None else USUAL_PAUSE_S if placed else LEAD_S
        start = now - turn.overlap if turn.overlap else now + pause
        if turn.music is not None:
            placed.append(PlacedTurn(turn, Role.OTHER, start, start + turn.music, None))
        else:
            spoken = speakers.say(turn)
            role = Role.AGENT if turn.agent else Role.CUSTOMER
            placed.append(PlacedTurn(turn, role, start, start + spoken.syllables[-1][2], spoken))
        now = max(now, placed[-1].end)
    return Timeline(tuple(placed), connected_at, now + TAIL_S)
