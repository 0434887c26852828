"""Speech of a script's two parties at the rate the script asks for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from samples.make.script import Script, ScriptTurn
from synth.voice import VOICES, Spoken, Voice, speak

_ROUNDS = 3
_TOLERANCE = 0.02


@cache
def voice_at_rate(name: str, texts: tuple[str, ...], rate: float) -> Voice:
    """The named voice with the speed at which it says `texts` at `rate` characters a minute, turn by turn.

    espeak's own scale is words a minute of English and not linear, so the rate is measured and corrected.
    """
    voice = VOICES[name]
    for _ in range(_ROUNDS):
        measured = _rate([speak(text, voice) for text in texts])
        if abs(measured / rate - 1) < _TOLERANCE:
            break
        voice = voice.altered(speed=rate / measured)
    return voice


def _rate(spoken: Sequence[Spoken]) -> float:
    return 60 * sum(len(s.syllables) for s in spoken) / sum(s.syllables[-1][2] for s in spoken)


class Speakers:
    """Both parties of a script."""

    def __init__(self, script: Script) -> None:
        agent = tuple(t.agent for t in script.turns if t.agent)
        customer = tuple(t.customer for t in script.turns if t.customer)
        self._agent = voice_at_rate(script.voices.agent, agent, script.rate.agent)
        self._customer = voice_at_rate(script.voices.customer, customer, script.rate.customer)

    def say(self, turn: ScriptTurn) -> Spoken:
        """The speech of one turn."""
        voice = self._agent if turn.agent else self._customer
        return speak(turn.text, voice.altered(speed=turn.speed))
