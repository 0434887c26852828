"""From a timeline to the bytes a recorder would leave."""

from __future__ import annotations

import zlib

import numpy as np

from autoqa.types import Role
from samples.make.script import Script
from samples.make.timeline import PlacedTurn, Timeline
from synth import codecs, telephone
from synth.telephone import LINE_RATE, Samples

AGENT_DBFS = -22.0
CUSTOMER_DBFS = -24.0


def _sound(placed: PlacedTurn, rng: np.random.Generator) -> Samples:
    """One turn as it is on the telephone line."""
    if placed.turn.ring_back is not None:
        return telephone.ring_back(placed.turn.ring_back)
    if placed.turn.music is not None:
        return telephone.hold_music(placed.turn.music, LINE_RATE, rng)
    if placed.spoken is None:
        raise ValueError("a turn of speech was not spoken")
    line = telephone.line_band(placed.spoken.samples, placed.spoken.sample_rate)
    dbfs = AGENT_DBFS if placed.role is Role.AGENT else CUSTOMER_DBFS
    return telephone.level(line, dbfs + placed.turn.gain)


def _on_agent_side(placed: PlacedTurn) -> bool:
    """Hold music is played from the agent's desk; ring-back comes from the far end."""
    return placed.role is Role.AGENT or placed.turn.music is not None


def record(script: Script, timeline: Timeline) -> bytes:
    """The encoded recording. Noise is drawn from the script's id: the same script gives the same bytes."""
    rng = np.random.default_rng(zlib.crc32(script.id.encode()))
    length = round(timeline.duration * LINE_RATE)
    agent, customer = telephone.silence(timeline.duration), telephone.silence(timeline.duration)
    for placed in timeline.turns:
        sound, at = _sound(placed, rng), round(placed.start * LINE_RATE)
        if _on_agent_side(placed):
            agent = telephone.mix(agent, sound, at=at)[:length]
        else:
            customer = telephone.mix(customer, sound, at=at)[:length]
    told = script.recording
    agent = telephone.add_noise(agent, told.snr, rng)
    customer = telephone.add_noise(customer, told.customer_snr or told.snr, rng)
    signal = np.stack([agent, customer]) if told.channels == 2 else telephone.mix(agent, customer)
    return codecs.encode(np.clip(signal, -1, 1), LINE_RATE, told.codec)
