"""What is done to a call's sound, and how the conditions are crossed."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

Noise = Literal["clean", "20 dB", "10 dB", "babble"]
Codec = Literal["alaw", "gsm", "mp3"]
Pace = Literal["usual", "slow", "fast"]
Gain = Literal["equal", "quiet customer", "quiet agent"]

SNR_DB: dict[Noise, float] = {"clean": 38.0, "20 dB": 20.0, "10 dB": 10.0, "babble": 14.0}
"""Noise below the speech of its channel. Babble is three voices in the room."""
RATES: dict[Pace, float] = {"usual": 225.0, "slow": 180.0, "fast": 258.0}
"""Characters a minute of both parties, pauses at commas counted and breaths between sentences not."""
GAIN_DB: dict[Gain, tuple[float, float]] = {
    "equal": (0.0, -2.0),
    "quiet customer": (0.0, -14.0),
    "quiet agent": (-10.0, 0.0),
}
"""Of the agent and of the customer, against the usual level."""


class Condition(BaseModel):
    """One cell. `echo`: the agent is heard softly in the customer's channel; `overlap`: the parties talk
    into each other's ends and the customer back-channels; `ring_back` comes before the call, `hold_music`
    after 请稍等."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channels: Literal[1, 2]
    noise: Noise
    codec: Codec
    pace: Pace
    gain: Gain
    echo: bool
    overlap: bool
    ring_back: bool
    hold_music: bool


_LEVELS: dict[str, tuple[object, ...]] = {
    "channels": (2, 1, 2, 1, 2),
    "noise": ("clean", "20 dB", "clean", "20 dB", "10 dB", "clean", "20 dB", "babble"),
    "codec": ("alaw", "mp3", "gsm"),
    "pace": ("usual", "slow", "usual", "fast"),
    "gain": ("equal", "equal", "quiet customer", "equal", "quiet agent"),
    "echo": (False, False, True),
    "overlap": (False, True),
    "ring_back": (False, False, True),
    "hold_music": (False, False, False, False, True),
}


def crossed(count: int, rng: np.random.Generator) -> list[Condition]:
    """`count` conditions in which every level of every factor comes as often as it is listed, joined at
    random; channels with noise are crossed exactly. Echo needs two channels: on one it is none."""
    columns: dict[str, list[object]] = {}
    pairs = [(c, n) for n in _LEVELS["noise"] for c in _LEVELS["channels"]]
    drawn = [pairs[i % len(pairs)] for i in range(count)]
    columns["channels"], columns["noise"] = [c for c, _ in drawn], [n for _, n in drawn]
    for name, levels in _LEVELS.items():
        if name not in columns:
            column = [levels[i % len(levels)] for i in range(count)]
            columns[name] = [column[int(i)] for i in rng.permutation(count)]
    columns["echo"] = [e and c == 2 for e, c in zip(columns["echo"], columns["channels"], strict=True)]
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return [Condition.model_validate(rows[int(i)]) for i in rng.permutation(count)]
