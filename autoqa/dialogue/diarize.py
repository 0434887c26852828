"""Mono recordings: which of two voices speaks when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from autoqa.dialogue.acoustics import HOP, RATE, Floats, frames_of
from autoqa.dialogue.mixture import fit
from autoqa.dialogue.spans import without
from autoqa.dialogue.speakers import SpeakerGuess, SpeakerSpan
from autoqa.dialogue.utterance import single_channel
from autoqa.dialogue.voices import pieces_of, split_voices
from autoqa.types import CallAudio, Span

if TYPE_CHECKING:
    from autoqa.audio import Recording

_SOUNDS = 32
"""Mixture components over all speech: about the number of Mandarin sounds that differ on a telephone."""

_QUIET = 25.0
"""dB below the loud speech of the call (90th percentile) under which a frame tells nothing about the
voice."""


def guess_speakers(recording: Recording, audio: CallAudio) -> SpeakerGuess | None:
    """Tell the two voices of a single-channel recording apart; None when each party has a channel of its
    own."""
    channel = single_channel(audio)
    if channel is None:
        return None
    facts = next(facts for facts in audio.channels if facts.index == channel)
    speech = without(facts.speech, [event for event in audio.events if event.channel == channel])
    return tell_apart(recording.channel(channel, rate=RATE), speech, channel)


def tell_apart(samples: Floats, speech: Sequence[Span], channel: int = 0) -> SpeakerGuess:
    """Two voices in mono ``samples`` (at ``RATE`` Hz), of which ``speech`` are the speech spans."""
    frames = frames_of(samples)
    bounds = [(round(s.start / HOP), min(len(frames), round(s.end / HOP))) for s in speech]
    bounds = [(start, end) for start, end in bounds if end - start >= 3]
    inside = np.zeros(len(frames), dtype=bool)
    for start, end in bounds:
        inside[start:end] = True
    if inside.sum() < 100:
        return SpeakerGuess(channel=channel, spans=(), voices=0, confidence=0.0)
    audible = inside & (frames.level > np.percentile(frames.level[inside], 90) - _QUIET)
    sounds = fit(frames.cepstra[audible].astype(np.float64), _SOUNDS)
    pieces = pieces_of(bounds)
    split = split_voices(frames, audible, pieces, sounds)
    speakers = (split.first < 0.5).astype(int)
    swap = int(speakers[0])
    spans = [
        SpeakerSpan(
            start=piece.start * HOP,
            end=piece.end * HOP,
            speaker=int(speaker) ^ swap,
            confidence=float(max(chance, 1 - chance)),
        )
        for piece, speaker, chance in zip(pieces, speakers, split.first, strict=True)
    ]
    return SpeakerGuess(channel=channel, spans=tuple(spans), voices=2, confidence=0.7)
