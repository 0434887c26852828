"""The mean of two checkpoints of one training: it lies lower in the valley than both of its ends (model
soups, Wortsman et al., 2022)."""

from __future__ import annotations

from pathlib import Path

import torch


def blend(latest: Path, earlier: Path, share: float) -> None:
    """Replace the averaged weights of `latest` by `share` of those of `earlier` and the rest of its own.

    Raises:
        KeyError: the two are not of the same network.
    """
    state = torch.load(latest, weights_only=True)
    before = torch.load(earlier, weights_only=True)["average"]
    for name, value in state["average"].items():
        if value.is_floating_point():
            state["average"][name] = torch.lerp(value, before[name], share)
    torch.save(state, latest)
