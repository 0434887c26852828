"""Writes the trained network as numpy arrays, normalisation folded into the convolutions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from models.recipe.who.network import Layer, Who

Arrays = dict[str, npt.NDArray[np.float16] | npt.NDArray[np.int64]]


def export(weights: Path, out: Path) -> None:
    """`weights` is what training wrote, `out` the file that `autoqa.dialogue.active` reads."""
    net = Who()
    net.load_state_dict(torch.load(weights))
    arrays: Arrays = {}
    stages: dict[str, list[nn.Module]] = {
        "early": list(net.early), "voice": [net.voice], "late": [*net.late, net.out],
    }  # fmt: skip
    for stage, layers in stages.items():
        for place, layer in enumerate(layers):
            name = f"{stage}.{place}"
            weight, bias, dilation = _folded(layer)
            arrays[f"{name}.weight"] = weight.astype(np.float16)
            arrays[f"{name}.bias"] = bias.astype(np.float16)
            arrays[f"{name}.dilation"] = np.array(dilation)
    np.savez_compressed(out, **arrays)  # type: ignore[arg-type]


def _folded(layer: nn.Module) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], int]:
    """(taps, in, out) weight, bias and dilation."""
    conv = layer.conv if isinstance(layer, Layer) else layer
    assert isinstance(conv, nn.Conv1d)
    assert conv.bias is not None
    weight = conv.weight.detach().double().numpy()
    bias = conv.bias.detach().double().numpy()
    if isinstance(layer, Layer):
        norm = layer.norm
        assert norm.running_mean is not None
        assert norm.running_var is not None
        mean, spread = (
            norm.running_mean.double().numpy(),
            np.sqrt(norm.running_var.double().numpy() + norm.eps),
        )
        scale = norm.weight.detach().double().numpy() / spread
        weight = weight * scale[:, None, None]
        bias = (bias - mean) * scale + norm.bias.detach().double().numpy()
    return weight.transpose(2, 1, 0), bias, int(conv.dilation[0])
