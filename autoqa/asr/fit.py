"""Does this model know these voices? A model that does not must not decide anything by its words.

Three signs are pooled over the speech of a channel: how sure the decoder was, how sharp the frame head hears,
and how far the two agree (the last two for models with a frame head). Each alone fails somewhere: a decoder
writes fluent nonsense with confidence, short replies are sharp by chance. Pooled over the clips of a late
training state of the embedded model, espeak voices came to 0.84 (the sample calls: 0.74 with noise to 0.96),
real human speech to 0.31-0.42, English and German of the same synthesizer to 0.43, noise-vocoded voices to
0.56. Heard as it is heard best (see :mod:`autoqa.asr.voice_norm`) all speech comes out a little more
familiar: voices a third higher or lower are known then, three recordings of human speech are still not (fit
0.03 and 0).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from autoqa.asr.beside import read_beside
from autoqa.asr.clips import Clip
from autoqa.asr.second_ear import FrameSigns
from autoqa.types import CallAudio, Frozen

FILE_NAME = "fit.json"
THRESHOLD = 0.45
"""Fit below which a channel's words decide nothing. On the benchmark's "fit" half three in ten characters are
wrong in channels of 0.4 to 0.5, half and more below 0.4, one in four from 0.5 to 0.6. Noise with the rhythm
of speech (4 bands) comes to 0.41, music to 0.40 at most, speech played backwards and other languages to
0.1."""

_PRIOR_S = 3.0  # a channel of few words is judged with the whole call: as much as this many seconds of it
_LEAST_S = 0.3  # less speech than one word tells nothing about a voice
_MUTE_S = 10.0  # seconds of speech from which missing text is a sign
_MUTE_RATE = 0.6  # characters a second of speech; calls have 3 to 5
_DEAF_S = 5.0
_DEAF_SHARE = 0.2


class FitScale(Frozen):
    """Familiarity (see :func:`familiarity`) at which fit is 1 and 0. ``fit.json`` of a model directory
    overrides it; the defaults of models without a frame head are Whisper's own bounds of a good and a
    failed decode: mean log-probabilities of -0.4 and -1.2."""

    known: float = Field(default=math.exp(-0.4), gt=0, le=1)
    unknown: float = Field(default=math.exp(-1.2), ge=0, lt=1)


EAR_SCALE = FitScale(known=0.8, unknown=0.44)
"""For models with a frame head and no ``fit.json``."""


@dataclass(frozen=True)
class ClipSigns:
    """What speaks for or against the model on one clip.

    Attributes:
        letters: characters of its text.
        voiced: seconds of speech in it, by sound.
        logprob: mean log-probability a token, None when the recogniser tells none.
        frames: what the frame head says, None without one.
    """

    clip: Clip
    letters: int
    voiced: float
    logprob: float | None = None
    frames: FrameSigns | None = None

    @property
    def weight(self) -> float:
        """Seconds of speech that this clip's familiarity was measured on."""
        if self.frames is not None:
            return self.frames.heard
        return self.voiced if self.logprob is not None and self.letters else 0.0


@dataclass(frozen=True)
class Fit:
    """``ok`` is false when no verdict may rest on any words, ``unfit`` are the channels on whose words none
    may; ``note`` then says why, in Chinese for the reviewer. ``of_clips``: 0 to 1."""

    ok: bool
    note: str | None = None
    of_clips: Mapping[Clip, float] = field(default_factory=dict)
    unfit: tuple[int, ...] = ()


def read_scale(directory: Path, *, ear: bool) -> FitScale:
    """The scale of the model in ``directory``.

    Raises:
        ModelError: its ``fit.json`` is damaged.
    """
    scale = read_beside(directory / FILE_NAME, FitScale)
    return scale or (EAR_SCALE if ear else FitScale())


def familiarity(signs: ClipSigns) -> float:
    """Mean of the signs there are, each 0 (strange) to 1 (known)."""
    sure = math.exp(min(0.0, signs.logprob)) if signs.logprob is not None and signs.letters else 0.0
    if signs.frames is None:
        return sure
    return (sure + signs.frames.sharpness + signs.frames.agreement) / 3


def judge(signs: Sequence[ClipSigns], scale: FitScale) -> Fit:
    """Fit of the model to each clip, to the channels, and to the call: unfit when no channel with speech is
    fit."""
    of_clips = {one.clip: round(_fit(familiarity(one), scale), 4) for one in signs if one.weight > 0}
    call = _pooled(signs)
    notes: dict[int, str] = {}
    heard: set[int] = set()
    for channel in sorted({one.clip.channel for one in signs}):
        own = [one for one in signs if one.clip.channel == channel]
        note = _silent(own) or _strange(own, call, scale)
        if note:
            notes[channel] = f"声道 {channel}：{note}"
        if note or _pooled(own)[1] >= _LEAST_S:
            heard.add(channel)
    ok = not notes or bool(heard - set(notes))
    return Fit(ok, "；".join(notes.values()) or None, of_clips, tuple(notes))


def voiced_seconds(clip: Clip, audio: CallAudio) -> float:
    """Seconds of speech in the clip, ring-back and music left out."""
    speech = audio.channels[clip.channel].speech
    others = [event for event in audio.events if event.channel == clip.channel]
    inside = sum(max(0.0, min(clip.end, span.end) - max(clip.start, span.start)) for span in speech)
    covered = sum(max(0.0, min(clip.end, event.end) - max(clip.start, event.start)) for event in others)
    return max(0.0, inside - covered)


def _fit(familiar: float, scale: FitScale) -> float:
    return min(1.0, max(0.0, (familiar - scale.unknown) / (scale.known - scale.unknown)))


def _pooled(signs: Iterable[ClipSigns]) -> tuple[float, float]:
    """Mean familiarity weighted by seconds, and those seconds."""
    total = weight = 0.0
    for one in signs:
        total += one.weight * familiarity(one)
        weight += one.weight
    return (total / weight if weight else 0.0), weight


def _strange(own: Sequence[ClipSigns], call: tuple[float, float], scale: FitScale) -> str | None:
    familiar, seconds = _pooled(own)
    if seconds < _LEAST_S:
        return None
    shrunk = (familiar * seconds + call[0] * _PRIOR_S) / (seconds + _PRIOR_S)
    fit = _fit(shrunk, scale)
    if fit >= THRESHOLD:
        return None
    return f"识别模型不认识这个声音或语言（匹配度 {fit:.2f}）"


def _silent(own: Sequence[ClipSigns]) -> str | None:
    """Speech that left no text, or that the frame head does not take for speech."""
    voiced = sum(one.voiced for one in own)
    letters = sum(one.letters for one in own)
    if voiced >= _MUTE_S and letters < _MUTE_RATE * voiced:
        return f"{voiced:.0f} 秒话音只识别出 {letters} 个字"
    heard = [one.frames.heard for one in own if one.frames is not None]
    if heard and voiced >= _DEAF_S and sum(heard) < _DEAF_SHARE * voiced:
        return f"{voiced:.0f} 秒话音中模型只听出 {sum(heard):.0f} 秒"
    return None
