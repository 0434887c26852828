"""The Whisper architecture in plain torch, with frame heads on the encoder, and its unusual initialisation.

Shapes: B clips, T mel frames (100 a second), F = T / 2 encoder frames (50 a second), L tokens, d model width.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

MELS = 80
MAX_FRAMES = 1500
MAX_TOKENS = 448


@dataclass(frozen=True, slots=True)
class Shape:
    """Size of the network. The two `guided` heads of the last decoder layer are the alignment heads."""

    vocabulary: int
    initials: int
    finals: int
    width: int = 256
    heads: int = 4
    encoder_layers: int = 4
    decoder_layers: int = 2
    encoder_ffn: int = 768
    decoder_ffn: int = 1024
    guided: int = 2


def sinusoids(length: int, width: int) -> Tensor:
    """(length, width) position table of Whisper: sines in the first half, cosines in the second."""
    half = width // 2
    frequency = torch.exp(-math.log(10000) / (half - 1) * torch.arange(half))
    angle = torch.arange(length)[:, None] * frequency[None, :]
    return torch.cat([angle.sin(), angle.cos()], dim=1)


class Attention(nn.Module):
    """Multi-head attention with Whisper's parameters (no bias on the keys)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width, bias=False)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def split(self, x: Tensor) -> Tensor:
        batch, length, width = x.shape
        return x.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

    def join(self, x: Tensor) -> Tensor:
        return self.out(x.transpose(1, 2).flatten(2))

    def forward(self, x: Tensor, *, causal: bool = False) -> Tensor:
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if causal:
            return self.join(functional.scaled_dot_product_attention(q, k, v, is_causal=True))
        # Written out: at these lengths this is two to four times as fast on a CPU as the fused kernel.
        weights = ((q * q.shape[-1] ** -0.5) @ k.transpose(2, 3)).softmax(-1)
        return self.join(weights.to(v.dtype) @ v)

    def across(self, x: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Attend from x to the encoder's output; also the weights (B, heads, L, F)."""
        q, k, v = self.split(self.query(x)), self.split(self.key(memory)), self.split(self.value(memory))
        weights = (q @ k.transpose(2, 3) * (q.shape[-1] ** -0.5)).softmax(-1)
        return self.join(weights @ v), weights


def _ffn(width: int, inner: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, inner), nn.GELU(), nn.Linear(inner, width))


class EncoderLayer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(shape.width)
        self.attention = Attention(shape.width, shape.heads)
        self.ffn_norm = nn.LayerNorm(shape.width)
        self.ffn = _ffn(shape.width, shape.encoder_ffn)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.attention_norm(x))
        return x + self.ffn(self.ffn_norm(x))


class DecoderLayer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(shape.width)
        self.attention = Attention(shape.width, shape.heads)
        self.cross_norm = nn.LayerNorm(shape.width)
        self.cross = Attention(shape.width, shape.heads)
        self.ffn_norm = nn.LayerNorm(shape.width)
        self.ffn = _ffn(shape.width, shape.decoder_ffn)

    def forward(self, x: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        x = x + self.attention(self.attention_norm(x), causal=True)
        seen, weights = self.cross.across(self.cross_norm(x), memory)
        x = x + seen
        return x + self.ffn(self.ffn_norm(x)), weights


class Network(nn.Module):
    """Encoder, decoder and frame heads."""

    positions: Tensor
    token_positions: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.conv1 = nn.Conv1d(MELS, shape.width, 3, padding=1)
        self.conv2 = nn.Conv1d(shape.width, shape.width, 3, stride=2, padding=1)
        self.register_buffer("positions", sinusoids(MAX_FRAMES, shape.width))
        self.encoder = nn.ModuleList(EncoderLayer(shape) for _ in range(shape.encoder_layers))
        self.encoder_norm = nn.LayerNorm(shape.width)
        self.initial_head = nn.Linear(shape.width, shape.initials)
        self.final_head = nn.Linear(shape.width, shape.finals)
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.register_buffer("token_positions", 0.3 * sinusoids(MAX_TOKENS, shape.width))
        self.decoder = nn.ModuleList(DecoderLayer(shape) for _ in range(shape.decoder_layers))
        self.decoder_norm = nn.LayerNorm(shape.width)
        self._initialise()

    def encode(self, features: Tensor) -> Tensor:
        """(B, 80, T) normalised log mels to (B, F, d)."""
        x = functional.gelu(self.conv1(features))
        x = functional.gelu(self.conv2(x)).transpose(1, 2)
        x = x + self.positions[: x.shape[1]]
        for layer in self.encoder:
            x = layer(x)
        return self.encoder_norm(x)

    def decode(self, tokens: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """(B, L) token ids to the hidden (B, L, d) before the output layer, and the guided heads' mean
        weights."""
        x = self.embedding(tokens) + self.token_positions[: tokens.shape[1]]
        weights = x
        for layer in self.decoder:
            x, weights = layer(x, memory)
        return self.decoder_norm(x), weights[:, : self.shape.guided]

    def logits(self, hidden: Tensor) -> Tensor:
        return functional.linear(hidden, self.embedding.weight)

    def _initialise(self) -> None:
        with torch.no_grad():
            self.conv1.weight.mul_(3.0)
            self.conv2.weight.mul_(5.0)
            for module in self.modules():
                if isinstance(module, nn.Linear):
                    nn.init.normal_(module.weight, std=module.in_features**-0.5)
                    if module.bias is not None:
                        nn.init.zeros_(module.bias)
            depth = 2 * self.shape.encoder_layers
            for layer in self.encoder:
                layer.attention.out.weight.mul_(depth**-0.5)
                layer.ffn[2].weight.mul_(depth**-0.5)
            for layer in self.decoder:
                for part in (layer.attention.out, layer.cross.out, layer.ffn[2]):
                    part.weight.mul_((3 * self.shape.decoder_layers) ** -0.5)
            for number, layer in enumerate(self.encoder):
                self._start_local(layer.attention, (-1, 2, -4, 7) if number % 2 == 0 else (1, -2, 4, -9))

    def _start_local(self, attention: Attention, shifts: tuple[int, ...], gain: float = 2.2) -> None:
        """Let each head look `shift` frames aside: the query is the position turned by the shift, the key
        itself.

        q.k is then a sum of cosines of (distance - shift), greatest at the wished frame, on 3/4 of a head's
        size.
        """
        width, heads = self.shape.width, self.shape.heads
        size, half = width // heads, width // 2
        pairs = size * 3 // 8
        # Periods from 6 to about 250 frames: sharp enough to point, slow enough not to alias.
        index = torch.linspace(0, half * 0.4, pairs).round().long()
        frequency = torch.exp(-math.log(10000) / (half - 1) * index)
        for head in range(heads):
            turn = frequency * shifts[head % len(shifts)]
            for pair in range(pairs):
                row = head * size + 2 * pair
                sine, cosine = int(index[pair]), half + int(index[pair])
                for weight in (attention.query.weight, attention.key.weight):
                    weight[row : row + 2] = 0.0
                attention.key.weight[row, sine] = gain
                attention.key.weight[row + 1, cosine] = gain
                c, s = math.cos(float(turn[pair])), math.sin(float(turn[pair]))
                attention.query.weight[row, sine], attention.query.weight[row, cosine] = gain * c, gain * s
                attention.query.weight[row + 1, cosine], attention.query.weight[row + 1, sine] = (
                    gain * c,
                    -gain * s,
                )
