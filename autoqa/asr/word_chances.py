"""How sure it is that a word sounds as it is written, by decoder and second ear together.

The decoder's probability of a character falls when it hesitates between two that sound alike, and stays high
where it writes what calls usually say instead of what was said. The frame head knows the sound alone. On
characters of known clips a logistic model weighs both (as in the estimation of word confidences from
several predictors: Wessel et al. 2001; calibration: Guo et al. 2017); its weights lie beside the model in
``words.json``. Without that file, and for what has no syllable, the decoder's probability stands.
"""

from __future__ import annotations

import math
from pathlib import Path

from autoqa.asr.beside import read_beside
from autoqa.types import Frozen

FILE_NAME = "words.json"
_LEAST = 1e-3
"""Probability under which, and distance from 1 in which, a figure says no more."""


class WordScale(Frozen):
    """Weights of the log-odds of three probabilities, and the bias: that of the decoder, and those that the
    frame head gives the initial and the final, tones aside."""

    decoder: float
    initial: float
    final: float
    bias: float

    def chance(self, decoder: float, initial: float, final: float) -> float:
        """Probability that the character's sound, tone aside, was said."""
        odds = (
            self.bias
            + self.decoder * log_odds(decoder)
            + self.initial * log_odds(initial)
            + self.final * log_odds(final)
        )
        return 1 / (1 + math.exp(-odds))


def log_odds(probability: float) -> float:
    """Of a probability held off 0 and 1."""
    held = min(1 - _LEAST, max(_LEAST, probability))
    return math.log(held / (1 - held))


def read_word_scale(directory: Path) -> WordScale | None:
    """The scale of the model in ``directory``, None where it has none.

    Raises:
        ModelError: its file is damaged.
    """
    return read_beside(directory / FILE_NAME, WordScale)
