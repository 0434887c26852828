"""What the frame head of a model says to the text that its decoder wrote.

Decoder and frame head read the same encoder output by unlike means: the decoder knows what calls usually
say, the frame head knows nothing but the sound of 20 ms. On voices they know they agree; on others the
decoder goes on writing fluent sentences that the frames do not bear out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from pypinyin import Style, lazy_pinyin

from autoqa.asr.frames import FILE_NAME, FRAME_S, Floats, FrameHead, Posteriors, toneless_error
from autoqa.asr.word_chances import WordScale, read_word_scale

_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
# Interjections that the dictionary spells with syllables outside of the frame head's, or in a tone nobody
# uses.
_INTERJECTIONS = {
    "嗯": "en4",
    "呃": "e4",
    "啊": "a5",
    "哦": "o5",
    "噢": "o5",
    "喔": "o5",
    "诶": "ei2",
    "欸": "ei2",
}
_HAN = re.compile(r"[\u3400-\u9fff]")
_RUNS = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")
_LEAST_FRAMES = 3


@dataclass(frozen=True)
class FrameSigns:
    """One clip as the frame head hears it.

    Attributes:
        heard: seconds of frames on which it hears speech.
        sharpness: mean probability of its best class on those frames, of initials and finals together (0 to
            1).
        agreement: 1 less the share of syllables, tones aside, that differ between its reading and the text.
        times: (start, end) of each character of the text in seconds of the clip, None for one without a
            syllable (a mark, a Latin letter).
        sounds: mean probability of each character's initial and of its final, tone aside, on its frames.
    """

    heard: float
    sharpness: float
    agreement: float
    times: tuple[tuple[float, float] | None, ...] = ()
    sounds: tuple[tuple[float, float] | None, ...] = ()

    def slowed(self, pace: float) -> FrameSigns:
        """The same in seconds of the recording, of a clip that was played ``pace`` times as fast."""
        times = tuple(time and (time[0] * pace, time[1] * pace) for time in self.times)
        return replace(self, heard=self.heard * pace, times=times)


class SecondEar:
    """The frame head beside a model, and how what it hears is weighed with the decoder (``words``)."""

    def __init__(self, head: FrameHead, words: WordScale | None = None) -> None:
        self._head = head
        self.words = words

    @classmethod
    def beside(cls, directory: Path) -> SecondEar | None:
        """The ear of the model in ``directory``; None for models without one.

        Raises:
            ModelError: the frame head or the scale of words is damaged.
        """
        path = directory / FILE_NAME
        return cls(FrameHead(path), read_word_scale(directory)) if path.is_file() else None

    def hear(self, hidden: Floats, text: str) -> FrameSigns:
        """Compare ``text`` with the encoder's output (F, d) of its clip, padding cut off."""
        posteriors = self._head.posteriors(hidden)
        heard_s, sharpness = _clear(posteriors)
        if not heard_s:
            return FrameSigns(heard=0.0, sharpness=0.0, agreement=0.0)
        read = [heard.syllable for heard in self._head.greedy(posteriors)]
        readings = _readings(text)
        times = self._times(posteriors, readings)
        return FrameSigns(
            heard=heard_s,
            sharpness=sharpness,
            agreement=1.0 - toneless_error(read, [reading for reading in readings if reading]),
            times=times,
            sounds=tuple(
                self._head.chances(posteriors, reading, time) if reading and time else None
                for reading, time in zip(readings, times, strict=False)
            ),
        )

    def clearness(self, hidden: Floats) -> tuple[float, float]:
        """``heard`` and ``sharpness`` (see :class:`FrameSigns`) of the encoder's output (F, d) of a clip."""
        return _clear(self._head.posteriors(hidden))

    def compare(self, hidden: Floats, candidates: Sequence[str]) -> tuple[dict[str, float], float]:
        """How well each candidate fits the encoder's output (F, d), and how well silence does: the total
        log-probability of its best path less that of the best class of every frame, 0 at best. Candidates
        with syllables that the head does not know are left out."""
        posteriors = self._head.posteriors(hidden)
        free = float((posteriors.initials.max(-1) + posteriors.finals.max(-1)).sum())
        silence = float((posteriors.initials[:, 0] + posteriors.finals[:, 0]).sum())
        fits = {}
        for text in candidates:
            syllables = [reading for reading in _readings(text) if reading]
            if 0 < len(syllables) <= len(posteriors.finals) and all(map(self._head.knows, syllables)):
                fits[text] = self._head.forced(posteriors, syllables).total - free
        return fits, silence - free

    def _times(
        self, posteriors: Posteriors, readings: list[str | None]
    ) -> tuple[tuple[float, float] | None, ...]:
        """When each syllable was said: the text laid over the frames in order, as it fits best.

        On the sample calls this puts characters within 7 ms (median) of where they begin, where the decoder's
        cross-attention is 100 to 140 ms off and gives every fourth character no length at all.
        """
        known = [reading for reading in readings if reading and self._head.knows(reading)]
        if not 0 < len(known) <= len(posteriors.finals):
            return ()
        spans = iter(self._head.forced(posteriors, known).spans)
        return tuple(next(spans) if reading and self._head.knows(reading) else None for reading in readings)


def _clear(posteriors: Posteriors) -> tuple[float, float]:
    speech = posteriors.speech
    frames = int(speech.sum())
    if frames < _LEAST_FRAMES:
        return 0.0, 0.0
    best = [np.exp(part[speech].max(-1)).mean() for part in (posteriors.initials, posteriors.finals)]
    return frames * FRAME_S, float(np.mean(best))


def _readings(text: str) -> list[str | None]:
    """Toned pinyin of each character of ``text`` that is Chinese or a digit, None for the others."""
    readings: list[str | None] = []
    for run in _RUNS.findall("".join(_DIGITS.get(character, character) for character in text)):
        if _HAN.match(run):
            spelled = lazy_pinyin(run, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True)
            readings += [_INTERJECTIONS.get(c, reading) for c, reading in zip(run, spelled, strict=True)]
        else:
            readings += [None] * len(run)
    return readings
