"""Who says which syllable, once the voices are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise

import numpy as np

from autoqa.dialogue.acoustics import HOP
from autoqa.dialogue.apart import honest
from autoqa.dialogue.chain import smoothed
from autoqa.dialogue.evidence import evidence_of
from autoqa.dialogue.lead import Lead
from autoqa.dialogue.mixture import Reals
from autoqa.dialogue.pieces import Piece, syllables
from autoqa.dialogue.sound import Sound
from autoqa.dialogue.speakers import SpeakerSpan
from autoqa.dialogue.voices import stays

_SPECTRUM, _PITCH = 0.1, 0.3
"""Weights of a frame's evidence: frames that follow each other are alike, so one counts for a tenth of its
likelihood (pitch for a third); values from 70 calls of two synthetic voices."""

_STAY_INSIDE, _STAY_DIP, _DEEP = 0.97, 0.9, 12.0
"""Chance that the speaker stays the same from syllable to syllable, and at a dip of 12 dB (a latched
reply)."""

_BREATH, _BREATH_STAY = 25, 0.75
"""Frames of a pause in which one mostly draws breath, and the chance that the same speaker goes on. In the
true times of the fit half of `benchmarks/calls` 99 % of such pauses have one speaker on both sides; taken for
less, as people answer faster than its scripts do."""

_REPLY, _WAIT, _REPLY_STAY = 80, 200, 0.25
"""Frames of a stretch of speech that is mostly a reply, of the longest pause beside one, and the chance that
its neighbour is the same speaker's. In the fit half 20 % of such pauses have one speaker on both sides, and
of 276 such stretches between two of one party 266 are the other's."""

_TRUSTED = 0.7
"""Seconds a span that sherpa-onnx names must last for the name to stand: its clustering relabels shorter
ones."""


def name_syllables(
    sound: Sound, voices: Reals, named: Sequence[SpeakerSpan] = (), lead: Lead | None = None
) -> tuple[SpeakerSpan, ...]:
    """Spans by start time: syllables of the same speech span and speaker joined, speakers numbered by
    appearance.

    Args:
        voices: (frames,) probability of voice 0, from which the voices are learnt.
        named: spans named by sherpa-onnx. Long ones stand; where two of them overlap both speakers are given.
        lead: what the network says besides.
    """
    pieces = syllables(sound.bounds, sound.frames.level)
    evidence = evidence_of(sound.frames, sound.audible, pieces, sound.mixture)
    before = _means(voices, pieces)
    standing = _means(frame_chances([s for s in named if s.length >= _TRUSTED], len(voices)), pieces)
    likelihoods = evidence.likelihoods(before, _SPECTRUM, _PITCH)
    likelihoods = likelihoods + np.log(np.stack([standing, 1 - standing], axis=1))
    if lead is not None:
        likelihoods = likelihoods + lead.likelihoods(pieces)
    posteriors, _ = smoothed(likelihoods, stays_at_pauses(pieces))
    spans = [*_joined(pieces, honest(posteriors)), *_second_speakers(named, posteriors, pieces)]
    first = min(spans, key=lambda span: span.start).speaker
    spans = [span.model_copy(update={"speaker": int(span.speaker != first)}) for span in spans]
    return tuple(sorted(spans, key=lambda span: (span.start, span.end, span.speaker)))


def stays_at_pauses(pieces: Sequence[Piece]) -> Reals:
    """(n - 1,) chance that the speaker stays from one syllable to the next; at a pause by its length, and by
    how long the shorter of the two stretches beside it is."""
    chances = stays(pieces, _STAY_INSIDE, _STAY_DIP, _DEEP)
    lengths: Counter[int] = Counter()
    for piece in pieces:
        lengths[piece.span] += piece.end - piece.start
    for place, (a, b) in enumerate(pairwise(pieces)):
        if a.span == b.span:
            continue
        pause = b.start - a.end
        if pause < _BREATH:
            chances[place] = _BREATH_STAY
        elif pause <= _WAIT and min(lengths[a.span], lengths[b.span]) <= _REPLY:
            chances[place] = _REPLY_STAY
    return chances


def _means(chances: Reals, pieces: Sequence[Piece]) -> Reals:
    return np.array([chances[piece.start : piece.end].mean() for piece in pieces])


def _joined(pieces: Sequence[Piece], chances: Reals) -> list[SpeakerSpan]:
    """Syllables of the same span and speaker as one; as sure as they are on average."""
    named = [
        (piece, int(chance < 0.5), max(chance, 1 - chance))
        for piece, chance in zip(pieces, chances, strict=True)
    ]
    spans = []
    for (_, speaker), run in groupby(named, key=lambda item: (item[0].span, item[1])):
        parts = list(run)
        lengths = [piece.end - piece.start for piece, _, _ in parts]
        sure = sum(chance * length for (_, _, chance), length in zip(parts, lengths, strict=True)) / sum(
            lengths
        )
        spans.append(_span(parts[0][0].start, parts[-1][0].end, speaker, float(sure)))
    return spans


def _second_speakers(
    named: Sequence[SpeakerSpan], posteriors: Reals, pieces: Sequence[Piece]
) -> list[SpeakerSpan]:
    """The speaker that a syllable is not named after, where sherpa-onnx hears both."""
    both = [
        (max(a.start, b.start), min(a.end, b.end), min(a.confidence, b.confidence))
        for a in named
        for b in named
        if a.speaker == 0 and b.speaker == 1 and min(a.end, b.end) > max(a.start, b.start)
    ]
    spans = []
    for piece, chance in zip(pieces, posteriors, strict=True):
        for start, end, sure in both:
            first, last = max(piece.start, round(start / HOP)), min(piece.end, round(end / HOP))
            if last > first:
                span = _span(first, last, int(chance >= 0.5), sure)
                spans.append(span.model_copy(update={"overlapped": True}))
    return spans


def _span(first: int, last: int, speaker: int, confidence: float) -> SpeakerSpan:
    return SpeakerSpan(
        start=round(first * HOP, 3),
        end=round(last * HOP, 3),
        speaker=speaker,
        confidence=round(confidence, 4),
    )


def frame_chances(named: Sequence[SpeakerSpan], count: int) -> Reals:
    """(count,) probability of voice 0 in each frame; one half where nobody or both are named."""
    odds = np.zeros(count)
    for span in named:
        sign = 1.0 if span.speaker == 0 else -1.0
        odds[round(span.start / HOP) : round(span.end / HOP)] += sign * np.log(
            span.confidence / (1 - span.confidence)
        )
    return np.asarray(1 / (1 + np.exp(-odds)))
