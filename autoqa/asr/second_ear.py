"""What the frame head of a model says to the text that its decoder wrote.

Decoder and frame head read the same encoder output by unlike means: the decoder knows what calls usually
say, the frame head knows nothing but the sound of 20 ms. On voices they know they agree; on others the
decoder goes on writing fluent sentences that the frames do not bear out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pypinyin import Style, lazy_pinyin

from autoqa.asr.frames import FILE_NAME, FRAME_S, Floats, FrameHead, toneless_error

_DIGITS = dict(zip("0123456789幺", "零一二三四五六七八九一", strict=True))
_NOT_HAN = re.compile(r"[^\u3400-\u9fff]+")
_LEAST_FRAMES = 3


@dataclass(frozen=True)
class FrameSigns:
    """One clip as the frame head hears it.

    Attributes:
        heard: seconds of frames on which it hears speech.
        sharpness: mean probability of its best class on those frames, of initials and finals together (0 to
            1).
        agreement: 1 less the share of syllables, tones aside, that differ between its reading and the text.
    """

    heard: float
    sharpness: float
    agreement: float


class SecondEar:
    """The frame head beside a model."""

    def __init__(self, head: FrameHead) -> None:
        self._head = head

    @classmethod
    def beside(cls, directory: Path) -> SecondEar | None:
        """The ear of the model in ``directory``; None for models without one.

        Raises:
            ModelError: the frame head is damaged.
        """
        path = directory / FILE_NAME
        return cls(FrameHead(path)) if path.is_file() else None

    def hear(self, hidden: Floats, text: str) -> FrameSigns:
        """Compare ``text`` with the encoder's output (F, d) of its clip, padding cut off."""
        posteriors = self._head.posteriors(hidden)
        speech = posteriors.speech
        frames = int(speech.sum())
        if frames < _LEAST_FRAMES:
            return FrameSigns(heard=0.0, sharpness=0.0, agreement=0.0)
        best = [np.exp(part[speech].max(-1)).mean() for part in (posteriors.initials, posteriors.finals)]
        read = [heard.syllable for heard in self._head.greedy(posteriors)]
        return FrameSigns(
            heard=frames * FRAME_S,
            sharpness=float(np.mean(best)),
            agreement=1.0 - toneless_error(read, syllables(text)),
        )


def syllables(text: str) -> list[str]:
    """Toned pinyin of the Chinese characters and digits of ``text``; Latin letters are left out."""
    han = _NOT_HAN.sub("", "".join(_DIGITS.get(character, character) for character in text))
    return lazy_pinyin(han, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True)
