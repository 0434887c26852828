"""From a timeline to the recording: levels, echo, noise, codec."""

from __future__ import annotations

import numpy as np

from autoqa.types import Role
from benchmarks.calls.conditions import GAIN_DB, SNR_DB, Condition
from benchmarks.calls.voices import CALL_VOICES
from benchmarks.calls.wording import SPLITS
from samples.make.timeline import PlacedTurn, Timeline
from synth import codecs, telephone
from synth.telephone import LINE_RATE, Samples
from synth.voice import speak

_LEVEL_DBFS = -22.0
_BABBLE = ("明天下午三点在会议室见面", "这份材料你先放在桌子上", "昨天晚上吃了什么东西")


def _sound(placed: PlacedTurn, gain_db: float, rng: np.random.Generator) -> Samples:
    if placed.turn.ring_back is not None:
        return telephone.ring_back(placed.turn.ring_back)
    if placed.turn.music is not None:
        return telephone.hold_music(placed.turn.music, LINE_RATE, rng)
    assert placed.spoken is not None
    line = telephone.line_band(placed.spoken.samples, placed.spoken.sample_rate)
    return telephone.level(line, _LEVEL_DBFS + gain_db + placed.turn.gain)


def _channels(timeline: Timeline, condition: Condition, rng: np.random.Generator) -> list[Samples]:
    """The agent's side (with the music) and the far side (with the ring-back)."""
    length = round(timeline.duration * LINE_RATE)
    sides = [telephone.silence(timeline.duration)[:length] for _ in range(2)]
    for placed in timeline.turns:
        near = placed.role is Role.AGENT or placed.turn.music is not None
        gain = GAIN_DB[condition.gain][0 if placed.role is Role.AGENT else 1]
        sound = _sound(placed, gain, rng)
        side = 0 if near else 1
        sides[side] = telephone.mix(sides[side], sound, at=round(placed.start * LINE_RATE))[:length]
    return sides


def _murmur(count: int, rng: np.random.Generator) -> Samples:
    """Three people talk in the room."""
    voices = [voice for split in SPLITS for voice in CALL_VOICES[split].values()]
    clips = []
    for text in _BABBLE:
        spoken = speak(text, voices[int(rng.integers(0, len(voices)))])
        clips.append(telephone.line_band(spoken.samples, spoken.sample_rate))
    return telephone.babble(count, LINE_RATE, rng, clips)


def _with_noise(side: Samples, condition: Condition, rng: np.random.Generator) -> Samples:
    snr = SNR_DB[condition.noise]
    even = np.pad(side, (0, -len(side) % LINE_RATE))  # whole seconds: other lengths take minutes to transform
    if condition.noise != "babble":
        return telephone.add_noise(even, snr, rng)[: len(side)]
    murmur = _murmur(len(side), rng)
    quiet = telephone.add_noise(even, SNR_DB["clean"], rng)[: len(side)]
    return telephone.mix(quiet, murmur * (telephone.rms(side) / 0.1 * 10 ** (-snr / 20)))


def record(timeline: Timeline, condition: Condition, seed: int, defect: str | None) -> bytes:
    """The file of the recorder. The same arguments give the same bytes."""
    rng = np.random.default_rng(seed)
    agent, customer = _channels(timeline, condition, rng)
    if condition.echo:
        gain = np.float32(10 ** (float(rng.uniform(-24, -16)) / 20))
        delay = round(float(rng.uniform(0.06, 0.18)) * LINE_RATE)
        customer = telephone.mix(customer, agent * gain, at=delay)[: len(customer)]
    agent, customer = _with_noise(agent, condition, rng), _with_noise(customer, condition, rng)
    if defect == "one side dead":
        customer = np.zeros_like(customer)
    sides = [agent, customer] if condition.channels == 2 else [telephone.mix(agent, customer)]
    data = _encoded([np.clip(side, -1, 1).astype(np.float32) for side in sides], condition, defect)
    return data[: int(len(data) * rng.uniform(0.4, 0.7))] if defect == "cut off" else data


def _encoded(sides: list[Samples], condition: Condition, defect: str | None) -> bytes:
    """GSM is mono by nature: with two channels each goes through it and the pair is kept as A-law."""
    signal = np.stack(sides) if len(sides) == 2 else sides[0]
    if condition.codec == "gsm" and len(sides) == 2:
        through = [codecs.round_trip(side, LINE_RATE, "gsm") for side in sides]
        size = min(map(len, through))
        return codecs.encode(np.stack([side[:size] for side in through]), LINE_RATE, "alaw")
    return codecs.encode(signal, LINE_RATE, "alaw" if defect == "cut off" else condition.codec)


def file_suffix(condition: Condition, defect: str | None) -> str:
    """Ending of the recording's name."""
    return ".mp3" if condition.codec == "mp3" and defect != "cut off" else ".wav"
