"""Call-progress tones: ring-back and other steady beeps, found by a single spectral line that stands
still."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from autoqa.audio.floor import Mask, runs
from autoqa.audio.frames import CELL_S, Cells
from autoqa.types import SoundEvent, SoundKind

# One line holds this share of the band's power (about 6 dB above the noise). A voice may do so for a moment,
# but its pitch and level move.
_LINE_SHARE = 0.8
_LEAST_LEVEL_DB = -55.0
_STILL_HZ = 6.0
_STILL_DB = 2.5
_SHORTEST_BEEP_S = 0.2
# Ring-back in mainland China is 450 Hz, 1 s on, 4 s off; busy and congestion tones are shorter (YD/T 1117,
# GB 3380).
_RINGBACK_HZ = (425.0, 475.0)
_RINGBACK_ON_S = (0.6, 1.4)
_RINGBACK_OFF_S = 5.0
# A lone beep must last this long to be told from a held vowel; shorter ones must come in threes.
_LONE_TONE_S = 0.6
_TONE_OFF_S = 1.0
_CHAIN = 3
_SAME_HZ = 15.0


@dataclass(frozen=True, slots=True)
class Beep:
    """One steady tone, seconds and Hz."""

    start: float
    end: float
    hertz: float


def beeps(cells: Cells) -> list[Beep]:
    """Stretches of at least 0.2 s in which one spectral line stands still in pitch and level."""
    line = (cells.peak_share > _LINE_SHARE) & (cells.level > _LEAST_LEVEL_DB)
    moved = np.abs(np.diff(cells.peak_hz, prepend=cells.peak_hz[:1])) > _STILL_HZ
    out = []
    for start, end in runs(line & ~moved):
        # The first and last cell hold the ramps.
        inner = slice(start + 1, max(start + 2, end - 1))
        hertz, level = cells.peak_hz[inner], cells.level[inner]
        long_enough = (end - start) * CELL_S >= _SHORTEST_BEEP_S
        if long_enough and np.ptp(hertz) < 2 * _STILL_HZ and float(level.std()) < _STILL_DB:
            # The first cell of the tone differs from the noise before it, so it counted as moved.
            out.append(Beep(max(0, start - 1) * CELL_S, end * CELL_S, float(np.median(hertz))))
    return out


def tone_mask(found: list[Beep], count: int) -> Mask:
    """The cells of the beeps themselves, for a channel of `count` cells."""
    mask = np.zeros(count, np.bool_)
    for beep in found:
        mask[round(beep.start / CELL_S) : round(beep.end / CELL_S)] = True
    return mask


def tone_events(found: list[Beep], channel: int, speech: Mask) -> list[SoundEvent]:
    """Ring-back and other tones. Beeps that follow each other become one event, unless there is speech
    between."""
    events: list[SoundEvent] = []
    for chain in _chains([beep for beep in found if _is_ring(beep)], _RINGBACK_OFF_S, speech):
        # A single beep of the right pitch and length is ring-back more often than not.
        confidence = 0.7 if len(chain) == 1 else 0.97
        events.append(_event(chain, SoundKind.RINGBACK, channel, confidence))
    for chain in _chains([beep for beep in found if not _is_ring(beep)], _TONE_OFF_S, speech):
        longest = max(beep.end - beep.start for beep in chain)
        if len(chain) >= _CHAIN or longest >= _LONE_TONE_S:
            events.append(_event(chain, SoundKind.TONE, channel, 0.9 if len(chain) >= _CHAIN else 0.75))
    return events


def _is_ring(beep: Beep) -> bool:
    length = beep.end - beep.start
    in_pitch = _RINGBACK_HZ[0] <= beep.hertz <= _RINGBACK_HZ[1]
    return in_pitch and _RINGBACK_ON_S[0] <= length <= _RINGBACK_ON_S[1]


def _chains(found: list[Beep], longest_gap: float, speech: Mask) -> list[list[Beep]]:
    chains: list[list[Beep]] = []
    for beep in found:
        last = chains[-1][-1] if chains else None
        follows = last is not None and beep.start - last.end <= longest_gap
        if last and follows and abs(beep.hertz - last.hertz) <= _SAME_HZ and not _spoken(last, beep, speech):
            chains[-1].append(beep)
        else:
            chains.append([beep])
    return chains


def _spoken(last: Beep, beep: Beep, speech: Mask) -> bool:
    return bool(speech[round(last.end / CELL_S) : round(beep.start / CELL_S)].any())


def _event(chain: list[Beep], kind: SoundKind, channel: int, confidence: float) -> SoundEvent:
    return SoundEvent(
        start=round(chain[0].start, 3),
        end=round(chain[-1].end, 3),
        kind=kind,
        channel=channel,
        confidence=confidence,
    )
