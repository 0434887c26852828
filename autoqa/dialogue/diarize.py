"""Recordings with both parties on one channel: which of two voices speaks when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from autoqa.dialogue.acoustics import HOP, RATE, Floats
from autoqa.dialogue.apart import apartness
from autoqa.dialogue.chain import smoothed
from autoqa.dialogue.evidence import evidence_of
from autoqa.dialogue.lead import lead_of
from autoqa.dialogue.mixture import Reals
from autoqa.dialogue.naming import frame_chances, name_syllables
from autoqa.dialogue.pieces import even_pieces
from autoqa.dialogue.sherpa import SpeakerModels, sherpa_diarize
from autoqa.dialogue.sound import Sound, listen
from autoqa.dialogue.spans import without
from autoqa.dialogue.speakers import SpeakerGuess, SpeakerSpan
from autoqa.dialogue.together import second_speakers, would_be_heard
from autoqa.dialogue.utterance import single_channel
from autoqa.dialogue.voices import split_voices, stays
from autoqa.types import CallAudio, Span

if TYPE_CHECKING:
    from autoqa.audio import Recording

_SPECTRUM, _PITCH = 0.08, 0.1
"""Weights of a frame's evidence while the voices are being found, far below 1 as frames that follow each
other say nearly the same; values from 70 calls of two synthetic voices, of which half the pairs were alike
in pitch."""

_ROUNDS = 6

_TWO = 0.2
"""Probability of two voices below which all speech is left to one."""

_SURE = 0.9
"""Probability of two voices from which speech of both at once counts as looked for."""


def guess_speakers(
    recording: Recording, audio: CallAudio, models: SpeakerModels | None = None
) -> SpeakerGuess | None:
    """Tell the two voices of a single-channel recording apart; None when each party has a channel of its own.

    With ``models`` sherpa-onnx finds the voices, and its names stand wherever it gives one for long enough;
    syllables that it leaves out or names on too little sound are named by what the voices sound like.

    Raises:
        ModelError, RecognitionError: sherpa-onnx cannot use ``models``, see :func:`sherpa_diarize`.
    """
    channel = single_channel(audio)
    if channel is None:
        return None
    facts = next(facts for facts in audio.channels if facts.index == channel)
    speech = without(facts.speech, [event for event in audio.events if event.channel == channel])
    named = sherpa_diarize(recording, channel, models) if models else ()
    return tell_apart(recording.channel(channel, rate=RATE), speech, channel, named)


def tell_apart(
    samples: Floats, speech: Sequence[Span], channel: int = 0, named: Sequence[SpeakerSpan] = ()
) -> SpeakerGuess:
    """Two voices in mono ``samples`` (at ``RATE`` Hz), of which ``speech`` are the speech spans.

    The voices are found on pieces of about a second (or learnt from the spans ``named`` already), then every
    syllable is named by the voices without its own span's help, so that a short reply keeps its own speaker,
    and by a network that has learnt to tell voices (see :mod:`autoqa.dialogue.active`). Where both sound at
    once the second one is given too (by sherpa-onnx where it finds the voices).
    """
    method = "sherpa-onnx" if named else "voice"
    sound = listen(samples, speech)
    if sound is None:
        return SpeakerGuess(channel=channel, spans=(), voices=0, confidence=0.0, method=method)
    voices, apart = _find_voices(sound, named)
    if named and apart < _TWO:
        return tell_apart(samples, speech, channel)
    lead = None if named else lead_of(samples, sound, voices)
    if lead is not None:
        apart = lead.apart(apart)
    if apart < _TWO:
        spans = tuple(
            SpeakerSpan(start=round(start * HOP, 3), end=round(end * HOP, 3), speaker=0, confidence=1.0)
            for start, end in sound.bounds
        )
        return SpeakerGuess(
            channel=channel, spans=spans, voices=1, confidence=round(1 - apart, 4), method=method
        )
    spans = name_syllables(sound, voices, named, lead)
    told = False
    if not named:
        told = apart >= _SURE and would_be_heard(sound, spans)
        both = second_speakers(samples, sound, spans)
        spans = tuple(sorted((*spans, *both), key=lambda span: (span.start, span.end, span.speaker)))
    return SpeakerGuess(
        channel=channel,
        spans=spans,
        voices=2,
        confidence=round(apart, 4),
        method=method,
        both_told=told,
    )


def _find_voices(sound: Sound, named: Sequence[SpeakerSpan]) -> tuple[Reals, float]:
    """(frames,) probability of voice 0, one half where nobody speaks, and that there are two voices at
    all."""
    pieces = even_pieces(sound.bounds)
    evidence = evidence_of(sound.frames, sound.audible, pieces, sound.mixture)
    voices = frame_chances(named, len(sound.frames))
    if named:
        first = np.array([voices[piece.start : piece.end].mean() for piece in pieces])
        return voices, apartness(pieces, evidence, evidence.likelihoods(first, _SPECTRUM, _PITCH))
    first = split_voices(sound.frames, sound.audible, pieces, evidence)
    for _ in range(_ROUNDS):
        likelihoods = evidence.likelihoods(first, _SPECTRUM, _PITCH)
        first, _ = smoothed(likelihoods, stays(pieces))
    for piece, chance in zip(pieces, first, strict=True):
        voices[piece.start : piece.end] = chance
    return voices, apartness(pieces, evidence, likelihoods)
