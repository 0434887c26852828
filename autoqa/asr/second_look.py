"""A second, independent look at short replies: what a recogniser is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from autoqa.asr.base import SAMPLE_RATE
from autoqa.asr.clips import Clip
from autoqa.asr.replies import Question, ReplyScores
from autoqa.asr.reply_chances import ReplyScale, chances, figures_of
from autoqa.asr.reply_sound import ECHO_S, ReplySound, sound_of
from autoqa.types import CallAudio, ReplyLook

Samples = npt.NDArray[np.float32]

if TYPE_CHECKING:
    from autoqa.audio import Recording


NEARLY = 2.3
"""Natural logarithm of the ratio (ten) up to which a further text of a decode still counts as found by it."""


@runtime_checkable
class LooksAgain(Protocol):
    """A recogniser that can take a second look."""

    def look_again(
        self, recording: Recording, audio: CallAudio, windows: Sequence[Clip], question: Question
    ) -> tuple[ReplyLook, ...]:
        """One look for each window, in the same order.

        Raises:
            RecognitionError: the model failed on this recording.
        """
        ...


def cut_out(recording: Recording, window: Clip) -> tuple[Samples, ReplySound]:
    """The sounding part of a window (all of it when nothing sounds) at 16 kHz, and what is known of its
    sound. Of two parties on two channels, the other one's echo does not count."""
    samples = recording.channel(window.channel, window.start, window.end, rate=SAMPLE_RATE)
    other = None
    if recording.channels == 2 and not recording.fake_stereo:
        lead = min(ECHO_S, window.start)
        other = recording.channel(1 - window.channel, window.start - lead, window.end, rate=SAMPLE_RATE)
        other = np.pad(other, (round((ECHO_S - lead) * SAMPLE_RATE), 0))
    sound = sound_of(samples, SAMPLE_RATE, other)
    return samples[round(sound.start * SAMPLE_RATE) : round(sound.end * SAMPLE_RATE)], sound


def look_of(
    window: Clip, scores: ReplyScores, sound: ReplySound, scale: ReplyScale, question: Question
) -> ReplyLook:
    """Scores and sound of one window as a look."""
    figures = figures_of(scores, question, sound.sounding)
    heard = bool(scores.texts) and sound.sounding > 0
    used = {"decode": True, "forced": bool(scores.forced), "frames": bool(scores.frames)}
    return ReplyLook(
        start=round(window.start, 3),
        end=round(window.end, 3),
        channel=window.channel,
        text=scores.texts[0][0] if heard else "",
        others=_runners_up(scores) if heard else (),
        chances=chances(figures, scale),
        sounding=sound.sounding,
        snr=sound.snr,
        ears=tuple(name for name, there in used.items() if there),
    )


def _runners_up(scores: ReplyScores) -> tuple[str, ...]:
    """Texts that the unprompted decode found nearly as likely as its first."""
    (first, best), *rest = scores.texts
    near = [text for text, logprob in rest if text and text != first and best - logprob <= NEARLY]
    return tuple(dict.fromkeys(near))
