"""Speech of a script's two parties at the rate the script asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from samples.make.script import Script, ScriptTurn
from synth.voice import VOICES, Spoken, Voice, speak

BREATH_S = 0.5
"""Pause after a sentence within a turn."""

_SENTENCE = re.compile("[^。？！]+[。？！]?")
_ROUNDS = 3
_TOLERANCE = 0.02


@cache
def voice_at_rate(voice: Voice, texts: tuple[str, ...], rate: float) -> Voice:
    """The voice at the speed at which it says `texts` at `rate` characters a minute, without breaths.

    espeak's own scale is words a minute of English and not linear, so the rate is measured and corrected.
    """
    for _ in range(_ROUNDS):
        measured = _rate([speak(text, voice) for text in texts])
        if abs(measured / rate - 1) < _TOLERANCE:
            break
        voice = voice.altered(speed=rate / measured)
    return voice


def _rate(spoken: Sequence[Spoken]) -> float:
    return 60 * sum(len(s.syllables) for s in spoken) / sum(s.syllables[-1][2] for s in spoken)


class Speakers:
    """Both parties of a script, whose voices are looked up by name in `voices`."""

    def __init__(self, script: Script, voices: Mapping[str, Voice] = VOICES) -> None:
        agent = tuple(t.agent for t in script.turns if t.agent)
        customer = tuple(t.customer for t in script.turns if t.customer)
        self._agent = voice_at_rate(voices[script.voices.agent], agent, script.rate.agent)
        self._customer = voice_at_rate(voices[script.voices.customer], customer, script.rate.customer)

    def say(self, turn: ScriptTurn) -> Spoken:
        """The speech of one turn, with a breath after each sentence."""
        voice = (self._agent if turn.agent else self._customer).altered(speed=turn.speed)
        return _joined([speak(sentence, voice) for sentence in _SENTENCE.findall(turn.text)])


def _joined(sentences: Sequence[Spoken]) -> Spoken:
    rate = sentences[0].sample_rate
    breath = np.zeros(round(BREATH_S * rate), np.float32)
    pieces: list[np.ndarray] = []
    syllables: list[tuple[str, float, float]] = []
    at = 0
    for spoken in sentences:
        sound = spoken.samples[: round(spoken.syllables[-1][2] * rate)]
        syllables += [(char, start + at / rate, end + at / rate) for char, start, end in spoken.syllables]
        pieces += [sound, breath]
        at += len(sound) + len(breath)
    return Spoken(np.concatenate(pieces[:-1]), rate, tuple(syllables))
