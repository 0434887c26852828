"""Where both voices sound at once on a single channel: the hum of the customer while the agent explains, or
the agent who cuts in.

Each voice is a mixture over the spectra (with their level) of the speech that is named after it. Both at
once are a mixture as well, of every pair of components: in each band the louder voice is heard. Where that
explains a fifth of a second far better than either voice alone, in the measure of the call's own speech, both
are taken to sound (Roweis 2003, factorial models for speech separation).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autoqa.audio.floor import runs
from autoqa.dialogue.acoustics import HOP, Floats, Indices, log_bands
from autoqa.dialogue.mixture import Mixture, Reals, fit
from autoqa.dialogue.sound import Sound
from autoqa.dialogue.speakers import SpeakerSpan

_COMPONENTS = 32
"""Mixture components of each voice; with 16 a fifth more was taken for both that was not."""

_LEAST = 200
"""Frames (2 s) of either voice below which it is not known well enough."""

_STRIDE = 2
"""Every second frame is judged: the pairs of components cost more than all else."""

_SMOOTH = 7
"""Judged frames (0.14 s) over which the lead is averaged."""

_AT_ONCE = 2000
"""Judged frames handled at once (8 MB)."""

_LOW, _WEIGHT = 1.0, 0.8
"""Lead, in standard deviations of the call's speech above its median, from which frames belong together, and
the product of their excess, summed over seconds, and their highest lead from which they count. Chosen on 50
mono calls of the fit half of `benchmarks/calls` (no babble): 77 of 119 such places were true."""

_RIGHT = 0.65
"""Confidence of such a place: the share that was true."""

_GAP = 8.0
"""dB between the two voices up to which the softer one is heard under the louder."""


def second_speakers(samples: Floats, sound: Sound, named: Sequence[SpeakerSpan]) -> tuple[SpeakerSpan, ...]:
    """Spans of the voice that sounds under the one that speech is named after.

    Args:
        samples: mono, at ``acoustics.RATE`` Hz.
        named: all speech of the channel, each span with one speaker.
    """
    owner = _owner(sound, named)
    rows = np.flatnonzero(owner >= 0)
    if not _known(owner):
        return ()
    lead = _lead(log_bands(samples, rows), rows, owner)
    return tuple(
        SpeakerSpan(start=start, end=end, speaker=1 - span.speaker, confidence=_RIGHT, overlapped=True)
        for first, last in _together(lead)
        for span in named
        if (start := max(span.start, round(first * HOP, 3))) < (end := min(span.end, round(last * HOP, 3)))
    )


def would_be_heard(sound: Sound, named: Sequence[SpeakerSpan]) -> bool:
    """Whether speech of both at once would be found for a second or more: both voices are known well enough
    and about equally loud."""
    owner = _owner(sound, named)
    if not _known(owner):
        return False
    first, second = (np.median(sound.frames.level[(owner == speaker) & sound.audible]) for speaker in (0, 1))
    return bool(abs(first - second) <= _GAP)


def _owner(sound: Sound, named: Sequence[SpeakerSpan]) -> Indices:
    """(frames,) who is named in each frame, -1 for nobody."""
    owner = np.full(len(sound.frames), -1)
    for span in named:
        owner[round(span.start / HOP) : round(span.end / HOP)] = span.speaker
    return owner


def _known(owner: Indices) -> bool:
    return min(int(np.sum(owner == speaker)) for speaker in (0, 1)) >= _LEAST


def _lead(bands: Floats, rows: Indices, owner: Indices) -> Reals:
    """(frames / _STRIDE,) smoothed log-likelihood of both voices less that of the likelier one alone, in
    standard deviations above the median of speech; 0 where nobody speaks."""
    voices = [fit(bands[owner[rows] == speaker].astype(np.float64), _COMPONENTS) for speaker in (0, 1)]
    judged = rows % _STRIDE == 0
    both = voices[0].with_other(voices[1])
    leads = np.zeros((3, -(-len(owner) // _STRIDE)))
    places = rows[judged] // _STRIDE
    for line, mixture in zip(leads, (*voices, both), strict=True):
        line[places] = _likelihoods(mixture, bands[judged])
    alone = np.maximum(_smoothed(leads[0]), _smoothed(leads[1]))
    speech = np.zeros(leads.shape[1], np.bool_)
    speech[places] = True
    lead = _smoothed(np.where(speech, leads[2] - alone, 0.0))
    usual = np.median(lead[speech])
    spread = 1.4826 * np.median(np.abs(lead[speech] - usual)) + 1e-6
    return np.where(speech, (lead - usual) / spread, 0.0)


def _likelihoods(mixture: Mixture, bands: Floats) -> Reals:
    parts = [bands[first : first + _AT_ONCE] for first in range(0, len(bands), _AT_ONCE)]
    return np.concatenate([mixture.log_likelihoods(part) for part in parts])


def _smoothed(values: Reals) -> Reals:
    return np.convolve(values, np.full(_SMOOTH, 1 / _SMOOTH), mode="same")


def _together(lead: Reals) -> list[tuple[int, int]]:
    """(first, one past last) frame of each place that counts."""
    places = []
    for start, end in runs(lead > _LOW):
        inside = lead[start:end]
        if (inside - _LOW).sum() * _STRIDE * HOP * inside.max() >= _WEIGHT:
            places.append((start * _STRIDE, end * _STRIDE))
    return places
