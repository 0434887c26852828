"""The network: frames to a description of the sound, a profile of each voice, and who is active when.

A personal voice activity detector for both voices at once (target-speaker voice activity detection:
Medennikov et al. 2020; personal VAD: Ding et al. 2020), small enough to run in numpy.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from autoqa.dialogue.active import PRIOR
from autoqa.dialogue.bands import WIDTH

CHANNELS, PROFILE, NARROW = 96, 48, 64
DILATIONS = (1, 2, 4, 8, 16)
LATE_DILATIONS = (1, 4, 12)


class Layer(nn.Module):
    """A convolution over time with its normalisation; added to what came in where the widths allow."""

    def __init__(self, wide: int, out: int, taps: int, dilation: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv1d(wide, out, taps, padding="same", dilation=dilation)
        self.norm = nn.BatchNorm1d(out)
        self.adds = wide == out

    def forward(self, x: Tensor) -> Tensor:
        y = torch.relu(self.norm(self.conv(x)))
        return x + y if self.adds else y


class Who(nn.Module):
    """bands (B, T, WIDTH) and shares (B, 2, T) of frames by which each voice is known → logits (B, 2, T)."""

    def __init__(self) -> None:
        super().__init__()
        self.early = nn.Sequential(
            Layer(WIDTH, CHANNELS, 5), *(Layer(CHANNELS, CHANNELS, 3, d) for d in DILATIONS)
        )
        self.voice = nn.Conv1d(CHANNELS, PROFILE, 1)
        self.late = nn.Sequential(
            Layer(CHANNELS + 4 * PROFILE, NARROW, 1), *(Layer(NARROW, NARROW, 5, d) for d in LATE_DILATIONS)
        )
        self.out = nn.Conv1d(NARROW, 1, 1)

    def forward(self, bands: Tensor, shares: Tensor) -> Tensor:
        sound = self.early(bands.transpose(1, 2))
        voice = torch.tanh(self.voice(sound))
        weight = shares / (shares.sum(2, keepdim=True) + PRIOR)
        profiles = torch.einsum("bkt,bpt->bkp", weight, voice)
        logits = [self._active(sound, voice, profiles[:, k], profiles[:, 1 - k]) for k in range(2)]
        return torch.stack(logits, 1)

    def _active(self, sound: Tensor, voice: Tensor, own: Tensor, other: Tensor) -> Tensor:
        own, other = own[:, :, None], other[:, :, None]
        spread = [part.expand(-1, -1, sound.shape[2]) for part in (own, other)]
        late = self.late(torch.cat([sound, voice * own, voice * other, *spread], 1))
        active: Tensor = self.out(late)[:, 0]
        return active
