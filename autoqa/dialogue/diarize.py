"""Recordings with both parties on one channel: which of two voices speaks when."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from autoqa.dialogue.acoustics import HOP, RATE, Floats, frames_of
from autoqa.dialogue.chain import smoothed
from autoqa.dialogue.evidence import evidence_of
from autoqa.dialogue.mixture import Reals, fit
from autoqa.dialogue.pieces import Piece, even_pieces, syllables
from autoqa.dialogue.spans import without
from autoqa.dialogue.speakers import SpeakerGuess, SpeakerSpan
from autoqa.dialogue.utterance import single_channel
from autoqa.dialogue.voices import split_voices, stays
from autoqa.types import CallAudio, Span

if TYPE_CHECKING:
    from autoqa.audio import Recording

_SOUNDS = 32
"""Mixture components over all speech: about the number of Mandarin sounds that differ on a telephone."""

_QUIET = 25.0
"""dB below the loud speech of the call (90th percentile) under which a frame tells nothing about the
voice."""

_LEAST = 100
"""Frames of speech (1 s) below which there is nothing to tell apart."""

_FINDING = {"spectrum": 0.08, "pitch": 0.1}
_NAMING = {"spectrum": 0.15, "pitch": 0.3}
"""Weights of a frame's evidence while the voices are being found and when syllables are named. Frames that
follow each other are alike, so a frame counts for a tenth or so of its likelihood; values from two-voice
calls of synthetic voices, of which half were chosen to be alike in pitch."""

_FINDING_ROUNDS, _NAMING_ROUNDS = 6, 3
_STAY_INSIDE, _STAY_DIP, _DEEP = 0.97, 0.9, 12.0
"""Chance that the speaker stays the same from syllable to syllable, and at a dip of 12 dB (a latched
reply)."""


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
    """Two voices in mono ``samples`` (at ``RATE`` Hz), of which ``speech`` are the speech spans.

    The voices are found on pieces of about a second, then every syllable is named by the voices without its
    own span's help; a span that one voice says as a whole is named as a whole, however short it is.
    """
    frames = frames_of(samples)
    bounds = [(round(s.start / HOP), min(len(frames), round(s.end / HOP))) for s in speech]
    bounds = [(start, end) for start, end in bounds if end - start >= 3]
    inside = np.zeros(len(frames), dtype=bool)
    for start, end in bounds:
        inside[start:end] = True
    if inside.sum() < _LEAST:
        return SpeakerGuess(channel=channel, spans=(), voices=0, confidence=0.0)
    audible = inside & (frames.level > np.percentile(frames.level[inside], 90) - _QUIET)
    sounds = fit(frames.cepstra[audible].astype(np.float64), _SOUNDS)

    pieces = even_pieces(bounds)
    evidence = evidence_of(frames, audible, pieces, sounds)
    first = split_voices(frames, audible, pieces, evidence)
    for _ in range(_FINDING_ROUNDS):
        first, _ = smoothed(evidence.likelihoods(first, **_FINDING), stays(pieces))
    everywhere = np.full(len(frames), 0.5)
    for piece, chance in zip(pieces, first, strict=True):
        everywhere[piece.start : piece.end] = chance

    pieces = syllables(bounds, frames.level)
    evidence = evidence_of(frames, audible, pieces, sounds)
    stay = stays(pieces, _STAY_INSIDE, _STAY_DIP, _DEEP)
    first = np.array([everywhere[piece.start : piece.end].mean() for piece in pieces])
    for _ in range(_NAMING_ROUNDS):
        first, _ = smoothed(evidence.likelihoods(first, **_NAMING), stay)
    return SpeakerGuess(channel=channel, spans=_spans(pieces, first), voices=2, confidence=0.8)


def _spans(pieces: Sequence[Piece], first: Reals) -> tuple[SpeakerSpan, ...]:
    """Pieces of a span with the same speaker joined; speakers numbered by appearance."""
    swap = first[0] < 0.5
    named = [
        (piece, int((chance < 0.5) != swap), max(chance, 1 - chance))
        for piece, chance in zip(pieces, first, strict=True)
    ]
    spans = []
    for (_, speaker), run in groupby(named, key=lambda item: (item[0].span, item[1])):
        parts = list(run)
        lengths = [piece.end - piece.start for piece, _, _ in parts]
        sure = sum(chance * length for (_, _, chance), length in zip(parts, lengths, strict=True)) / sum(
            lengths
        )
        spans.append(
            SpeakerSpan(
                start=round(parts[0][0].start * HOP, 3),
                end=round(parts[-1][0].end * HOP, 3),
                speaker=speaker,
                confidence=round(float(sure), 4),
            )
        )
    return tuple(spans)
