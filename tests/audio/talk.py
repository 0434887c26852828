"""Telephone talk with known times: synthetic voices on a simulated line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from synth.espeak import library_name
from synth.telephone import a_law, level, line_band, noise
from synth.voice import SAMPLE_VOICES, speak
from tests.audio.media import Signal

RATE = 8000
LEVEL_DB = -22.0
REPLIES = ("好的", "可以", "不用", "是的", "好", "行", "嗯", "喂", "没有", "谢谢")
SENTENCES = (
    "您好，我是客服代表，工号八零零一，请问您是王先生吗",
    "这个业务每个月只收五元，前三个月免费试用，您看可以帮您开通吗",
    "请您稍等一下，我帮您查询",
)
needs_voices = pytest.mark.skipif(
    library_name() is None, reason="espeak-ng is not installed (Debian: libespeak-ng1)"
)


@dataclass(frozen=True)
class Talk:
    """One channel at 8 kHz, and where each utterance is audible (start, end) in seconds."""

    samples: Signal
    spoken: tuple[tuple[float, float], ...]


@cache
def say(text: str, voice: str) -> Signal:
    """At 8 kHz in the telephone band, -22 dBFS."""
    spoken = speak(text, SAMPLE_VOICES[voice])
    return level(line_band(spoken.samples, spoken.sample_rate), LEVEL_DB)


def talk(
    texts: Sequence[str],
    *,
    snr_db: float | None = None,
    gap_s: float = 1.0,
    voices: Sequence[str] = (),
    seed: int = 0,
) -> Talk:
    """Utterances by `voices` in turn (default: all), A-law coded: quiet for 1 s first, `gap_s` after each."""
    names = voices or tuple(SAMPLE_VOICES)
    parts: list[Signal] = [np.zeros(RATE, np.float32)]
    spoken = []
    at = RATE
    for number, text in enumerate(texts):
        samples = say(text, names[number % len(names)])
        start, end = audible(samples)
        spoken.append((at / RATE + start, at / RATE + end))
        parts += [samples, np.zeros(int(gap_s * RATE), np.float32)]
        at += len(samples) + int(gap_s * RATE)
    line = np.concatenate(parts)
    if snr_db is not None:
        line = line + hiss(len(line), LEVEL_DB - snr_db, seed)
    return Talk(a_law(line), tuple(spoken))


def hiss(count: int, dbfs: float, seed: int = 0) -> Signal:
    """Pink noise at `dbfs` dB RMS of full scale."""
    sound = noise(count, np.random.default_rng(seed))
    return (sound * (10 ** (dbfs / 20) / 0.1)).astype(np.float32)


def audible(samples: Signal) -> tuple[float, float]:
    """First and last moment within 30 dB of the loudest 5 ms."""
    window = RATE // 200
    power = np.convolve(samples**2, np.ones(window) / window, mode="same")
    loud = np.flatnonzero(power > power.max() / 1000)
    return float(loud[0] / RATE), float((loud[-1] + 1) / RATE)
