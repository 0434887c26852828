"""Trains the network on made calls."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from models.recipe.who.network import Who

BATCH = 8
RATE, WARM = 3e-3, 60
SHORT = 40
"""Frames (0.8 s) of a turn that counts `HEAVY` times: there are few of them, and they decide most."""
HEAVY = 3.0
Shares = npt.NDArray[np.float32]
Turns = list[dict[str, Any]]
"""Of one call, as `made_calls.Turn` is stored."""


class Calls:
    """Shards of a folder; new ones are taken in when asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bands: list[npt.NDArray[np.float16]] = []
        self._turns: list[list[Turns]] = []
        self._known: set[str] = set()
        self.refresh()

    def refresh(self) -> None:
        for path in sorted(self._folder.glob("*.npy")):
            if "partial" not in path.name and path.stem not in self._known:
                self._known.add(path.stem)
                self._bands.append(np.load(path, mmap_mode="r"))
                self._turns.append(json.loads(path.with_suffix(".json").read_text("utf-8")))

    def __len__(self) -> int:
        return sum(map(len, self._bands))

    def draw(self, rng: np.random.Generator, count: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """bands, shares, activity and weights of `count` calls."""
        rows = []
        for _ in range(count):
            shard = int(rng.integers(0, len(self._bands)))
            call = int(rng.integers(0, len(self._bands[shard])))
            turns = self._turns[shard][call]
            bands = self._bands[shard][call].astype(np.float32)
            rows.append((bands, known_by(turns, len(bands), rng), *truth(turns, len(bands))))
        bands, shares, active, weight = (
            torch.from_numpy(np.stack(column)) for column in zip(*rows, strict=True)
        )
        return bands, shares, active, weight


def truth(turns: Turns, frames: int) -> tuple[Shares, Shares]:
    """(2, frames) who speaks, and the weight of each frame."""
    active, weight = np.zeros((2, frames), np.float32), np.ones((2, frames), np.float32)
    for turn in turns:
        for start, end in turn["stretches"]:
            active[turn["speaker"], start:end] = 1
        if turn["end"] - turn["start"] <= SHORT:
            weight[:, turn["start"] - 5 : turn["end"] + 5] = HEAVY
    both = active.all(0)
    weight[:, both] = HEAVY
    return active, weight


def known_by(turns: Turns, frames: int, rng: np.random.Generator) -> Shares:
    """(2, frames) by which the voices are known: some turns, some of them under the wrong name, as a first
    guess gives them; in a turn that is talked into only one name is right."""
    shares = np.zeros((2, frames), np.float32)
    kept, wrong = rng.uniform(0.25, 1.0), rng.choice((0.0, 0.05, 0.15, 0.25))
    # The longest last: they keep their frames where a hum lies in them, and most of them are named rightly.
    order = sorted(turns, key=lambda turn: turn["end"] - turn["start"])
    for place, turn in enumerate(order):
        longer = len(turns) - 1 - place
        short = turn["end"] - turn["start"] <= SHORT
        if rng.random() > kept and longer > 3:
            continue
        speaker = turn["speaker"]
        if rng.random() < (2 * wrong if short else 0.6 * wrong) and longer > 1:
            speaker = 1 - speaker
        for start, end in turn["stretches"]:
            shares[:, start:end] = 0
            shares[speaker, start:end] = 1
    return shares


def train(folder: Path, out: Path, minutes: float, seed: int = 1) -> None:
    """Train for so long; the weights go to `out`."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    torch.set_flush_denormal(True)
    calls = Calls(folder)
    net = Who()
    mean = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99), use_buffers=True
    )
    mover = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.01)
    began, step = time.monotonic(), 0
    losses: list[float] = []
    while (done := (time.monotonic() - began) / (60 * minutes)) < 1:
        rate = RATE * min(1, (step + 1) / WARM) * 0.5 * (1 + math.cos(math.pi * done))
        for group in mover.param_groups:
            group["lr"] = rate
        bands, shares, active, weight = calls.draw(rng, BATCH)
        loss = binary_cross_entropy_with_logits(net(bands, shares), active, weight)
        mover.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        mover.step()
        mean.update_parameters(net)
        losses.append(float(loss))
        step += 1
        if step % 50 == 0:
            print(
                f"{step} {60 * minutes * done:.0f} s: {np.mean(losses[-50:]):.4f}, {len(calls)} calls",
                flush=True,
            )
            calls.refresh()
        if step % 200 == 0:
            torch.save(mean.module.state_dict(), out)
    torch.save(mean.module.state_dict(), out)
