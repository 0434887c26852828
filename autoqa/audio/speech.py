"""Which cells of a channel hold speech."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autoqa.audio.floor import Mask, closed, noise_floor, rise, runs, widened
from autoqa.audio.frames import CELL_S, SILENCE_DB, Cells, cells_of
from autoqa.audio.recording import Recording
from autoqa.audio.resample import Floats
from autoqa.audio.voice import speech_probability

# A sound: a run of cells this far (dB) above the floor, somewhere reaching `_SOUND_PEAK_DB`. Steady noise
# exceeds the first in 4 % of its cells, the second in none.
_SOUND_DB = 5.0
_SOUND_PEAK_DB = 8.0
# The detector hears this much before and after a sound.
_CONTEXT_CELLS = round(0.25 / CELL_S)
# Probability that one sound must reach somewhere to be a voice: 99 % of short replies reach 0.25 (at 10 dB
# signal to noise 0.2), 99 % of noise bursts, clicks, breaths and dialling tones stay below 0.13.
_VOICE = 0.18
# Inside a longer sound, cells are kept up to this far from one that is likely voice.
_NEAR_CELLS = round(0.16 / CELL_S)
# The recurrent detector answers a frame or two late.
_LATE_CELLS = 4
# Dips inside a syllable (closures of plosives) are no edges.
_CLOSURE_CELLS = round(0.08 / CELL_S)
# Edges: weaker cells at either end of a sound, as against its loud part, are reverberation or breath.
_EDGE_DB = 32.0
_SHORTEST_CELLS = 3
# Voices this much softer than the mean power of sure speech are in the room, or the other party's on the
# line. A mono recording holds two parties, and one may be much farther from the microphone.
_ROOM_DB = 24.0
_ROOM_MONO_DB = 30.0
_SURE = 0.5
# A scrap of this length right beside a tone or music belongs to it.
_SCRAP_CELLS = round(0.2 / CELL_S)
_BESIDE_CELLS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What one channel gives to judge by, per cell.

    Attributes:
        level: dBFS.
        sound: stands out of the noise floor.
        probability: of speech, by the neural detector; 0 where there is no sound.
    """

    level: Floats
    sound: Mask
    probability: Floats


def evidence_of(recording: Recording, index: int) -> tuple[Evidence, Cells]:
    """Listen to one channel; the features are given along. What is large (the sub-bands of a two-hour call
    are 11 MB) is let go as soon as it has been used."""
    cells, bands = cells_of(recording, index)
    sound = sounds(bands, noise_floor(cells, bands))
    del bands
    listened = closed(widened(sound, _CONTEXT_CELLS), _CONTEXT_CELLS)
    probability = speech_probability(recording, index, listened, cells.level)
    return Evidence(cells.level, sound, probability), cells


def sounds(bands: Floats, floor: Floats) -> Mask:
    """Cells that stand out of the background, by their sub-bands."""
    above = rise(bands, floor)
    mask = above > _SOUND_DB
    for start, end in runs(mask):
        if end - start < 2 or above[start:end].max() < _SOUND_PEAK_DB:
            mask[start:end] = False
    return mask


def speech_cells(evidence: Evidence, *, other: Mask, mono: bool) -> Mask:
    """Cells of speech; `other` marks cells known to be something else (tones, music), `mono` says that both
    parties are on this channel."""
    near = widened(evidence.probability >= _VOICE, _NEAR_CELLS)
    speech = np.zeros(len(near), np.bool_)
    sound = evidence.sound & ~other & (evidence.level > _softest(evidence, other, mono))
    for start, end in runs(closed(sound, _CLOSURE_CELLS) & ~other):
        if evidence.probability[start : end + _LATE_CELLS].max() >= _VOICE:
            speech[start:end] = near[start:end]
    beside = widened(other, _BESIDE_CELLS)
    for start, end in runs(speech):
        if end - start < _SCRAP_CELLS and beside[start:end].any():
            speech[start:end] = False
    return _trimmed(speech, evidence.level)


def _softest(evidence: Evidence, other: Mask, mono: bool) -> float:
    """Level in dBFS under which a voice is not a party's."""
    sure = evidence.level[evidence.sound & ~other & (evidence.probability > _SURE)]
    if not len(sure):
        return SILENCE_DB
    loud = 10 * float(np.log10(np.mean(np.power(10, sure / 10))))
    return loud - (_ROOM_MONO_DB if mono else _ROOM_DB)


def _trimmed(speech: Mask, level: Floats) -> Mask:
    out = speech.copy()
    for start, end in runs(closed(speech, _CLOSURE_CELLS)):
        loud = np.flatnonzero(level[start:end] > np.quantile(level[start:end], 0.9) - _EDGE_DB)
        out[start : start + loud[0]] = False
        out[start + loud[-1] + 1 : end] = False
        if loud[-1] + 1 - loud[0] < _SHORTEST_CELLS:
            out[start:end] = False
    return out
