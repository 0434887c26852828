"""Training batches, put together in the feature domain: joining, gain, noise, silence, padding, labels."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from models.recipe.colours import Colours
from models.recipe.noises import MelPower, Noises
from models.recipe.speech_data import LOWEST, STEP
from models.recipe.text.exclude import allowed, forbidden
from models.recipe.tokens import Tokens, frame_classes

_POWER = np.where(np.arange(256) > 0, 10 ** (LOWEST + STEP * np.arange(256)), 0.0).astype(np.float32)
IGNORE = -100
UNCLEAR = 255
"""Label of frames in which two speak."""


@dataclass(frozen=True)
class Mix:
    """How batches are made up.

    Attributes:
        lengths: row lengths in mel frames with their share of the audio time.
        snr_db: range of a noise below the speech; `clean`, `babble`: rows without any, and with a room, too.
        speechless: rows without speech.
        overlaps: joints at which the next one speaks into the end of the last, as replies on one channel do.
        softer: rows in which some speak up to 12 dB more softly: the other party on one channel.
    """

    seconds: float = 100.0
    lengths: tuple[tuple[int, float], ...] = (
        (100, 0.06),
        (160, 0.09),
        (260, 0.17),
        (400, 0.27),
        (600, 0.21),
        (900, 0.09),
        (1500, 0.06),
        (3000, 0.05),
    )
    snr_db: tuple[float, float] = (5.0, 36.0)
    clean: float = 0.12
    speechless: float = 0.04
    babble: float = 0.45
    overlaps: float = 0.25
    softer: float = 0.2


@dataclass(frozen=True)
class Batch:
    """features (B, 80, T); initials and finals (B, T / 2); tokens and targets (B, L), spans (B, L, 2) in
    encoder frames."""

    features: Tensor
    initials: Tensor
    finals: Tensor
    tokens: Tensor
    targets: Tensor
    spans: Tensor


class Corpus:
    """All shards of a folder, mapped into memory, with frame labels."""

    def __init__(self, folder: Path, tokens: Tokens) -> None:
        self.tokens = tokens
        self._folder = folder
        self._loaded: set[str] = set()
        self._banned = forbidden()
        self._mels: list[npt.NDArray[np.uint8]] = []
        self._labels: list[npt.NDArray[np.uint8]] = []
        self._places: list[tuple[int, int, int]] = []  # shard, offset, frames
        self._texts: list[npt.NDArray[np.int32]] = []
        self._spans: list[npt.NDArray[np.int32]] = []
        self.frames = np.zeros(0, np.int64)
        self.order = np.zeros(0, np.int64)
        self.refresh()

    @property
    def hours(self) -> float:
        return float(self.frames.sum()) / 360000

    def refresh(self) -> int:
        """Take in shards written since the last call; returns how many."""
        fresh = [
            p
            for p in sorted(self._folder.glob("*.npy"))
            if "partial" not in p.name and p.stem not in self._loaded
        ]
        for path in fresh:
            self._load(path)
        if fresh:
            self.frames = np.array([n for _, _, n in self._places])
            self.order = np.argsort(self.frames, kind="stable")
            self._sorted = self.frames[self.order]
        return len(fresh)

    def _load(self, path: Path) -> None:
        self._loaded.add(path.stem)
        mels = np.load(path, mmap_mode="r")
        labels = np.zeros((len(mels), 2), np.uint8)
        shard = len(self._mels)
        for item in json.loads(path.with_suffix(".json").read_text("utf-8")):
            offset = item["offset"]
            for syllable, (start, end) in zip(item["syllables"], item["spans"], strict=True):
                labels[offset + start : offset + end] = frame_classes(syllable)
            try:
                ids = self.tokens.encode(item["text"])
            except KeyError:
                continue
            if not allowed(item["text"], self._banned) or item["frames"] > 2900:
                continue
            spans = np.zeros((len(ids), 2), np.int32)
            spans[:, 0] = 1 << 30
            for owner, (start, end) in zip(item["owners"], item["spans"], strict=True):
                spans[owner] = min(spans[owner, 0], start), max(spans[owner, 1], end)
            self._places.append((shard, offset, item["frames"]))
            self._texts.append(np.array(ids, np.int32))
            self._spans.append(spans)
        self._mels.append(mels)
        self._labels.append(labels)

    def pick(self, rng: np.random.Generator, shortest: float, longest: float) -> int | None:
        """A random utterance whose frames lie in the range, or None."""
        low, high = np.searchsorted(self._sorted, (shortest, longest + 1))
        return int(self.order[rng.integers(low, high)]) if high > low else None

    def piece(
        self, index: int
    ) -> tuple[MelPower, npt.NDArray[np.uint8], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Mel power, frame labels, character ids and their spans of one utterance."""
        shard, offset, frames = self._places[index]
        part = slice(offset, offset + frames)
        return (
            _POWER[self._mels[shard][part]],
            self._labels[shard][part],
            self._texts[index],
            self._spans[index],
        )


class BatchMaker:
    """Draws batches from a corpus."""

    def __init__(self, corpus: Corpus, noises: Noises, mix: Mix, seed: int) -> None:
        self._corpus, self._noises, self.mix = corpus, noises, mix
        self._colours = Colours()
        self._rng = np.random.default_rng(seed)

    def draw(self) -> Batch:
        lengths, shares = zip(*self.mix.lengths, strict=True)
        length = int(self._rng.choice(lengths, p=np.array(shares) / sum(shares)))
        count = max(2, round(self.mix.seconds * 100 / length))
        power = np.zeros((count, length, 80), np.float32)
        labels = np.zeros((count, length, 2), np.uint8)
        valid = np.zeros(count, np.int64)
        texts: list[list[int]] = []
        spans: list[list[tuple[float, float]]] = []
        for row in range(count):
            ids, places, valid[row] = self._fill(power[row], labels[row])
            texts.append(ids)
            spans.append(places)
        return self._tensors(power, labels, valid, texts, spans)

    def _fill(
        self, power: MelPower, labels: npt.NDArray[np.uint8]
    ) -> tuple[list[int], list[tuple[float, float]], int]:
        """One row: utterances with gaps, or a speechless sound; returns ids, spans (mel frames) and the
        audio's length."""
        rng, length = self._rng, len(power)
        if rng.random() < self.mix.speechless:
            return [], [], self._speechless(power)
        gain = 10 ** (float(rng.uniform(-16, 8)) / 10)
        soft = float(rng.uniform(3, 12)) if rng.random() < self.mix.softer else 3.0
        ids: list[int] = []
        spans: list[tuple[float, float]] = []
        at = filled = int(rng.choice((0, 4, 12, 25, 40))) if length > 160 else int(rng.integers(0, 12))
        whole = length >= 900 and rng.random() < 0.8
        first = True
        while True:
            room = length - at
            single = first and not whole and rng.random() < 0.8
            index = self._corpus.pick(rng, 0.55 * room if single else 15, room)
            if index is None:
                index = self._corpus.pick(rng, 15, room)
            if index is None:
                break
            mel, label, text, span = self._corpus.piece(index)
            end = at + len(mel)
            change = 10 ** (float(rng.uniform(-soft, 3)) / 10)
            power[at:end] += self._colours.change(mel, rng) * (gain * change)
            both = (labels[at:end] > 0) & (label > 0)
            labels[at:end] = np.where(both, UNCLEAR, np.maximum(labels[at:end], label))
            ids += text.tolist()
            spans += [(at + s, at + e) for s, e in span]
            first, last = False, len(mel)
            filled = max(filled, end)
            if rng.random() > (0.92 if whole else 0.25) or length - filled < 60:
                break
            at = filled + self._joint(last)
        valid = min(length, max(filled, 1) + int(rng.choice((0, 4, 12, 25, 40))))
        self._add_noise(power[:valid], gain, soft - 3.0)
        return ids, spans, valid

    def _joint(self, last: int) -> int:
        """Frames from the end of an utterance of `last` frames to the next; below 0 where both speak."""
        if self._rng.random() < self.mix.overlaps:
            return -int(self._rng.integers(4, max(5, min(45, last // 2))))
        return int(self._rng.integers(2, 50))

    def _slice(self, bank: list[MelPower], length: int) -> MelPower:
        noise = bank[int(self._rng.integers(0, len(bank)))]
        start = int(self._rng.integers(0, len(noise) - length + 1))
        return noise[start : start + length]

    def _add_noise(self, power: MelPower, gain: float, softer: float) -> None:
        """Noise below the speech at `gain`, and below that of those who speak `softer` (dB)."""
        rng = self._rng
        if rng.random() < self.mix.clean:
            return
        low, high = self.mix.snr_db
        low += softer
        power += self._slice(self._noises.steady, len(power)) * (
            gain * 10 ** (-float(rng.uniform(low, high)) / 10)
        )
        if rng.random() < self.mix.babble:
            power += self._slice(self._noises.babble, len(power)) * (
                gain * 10 ** (-float(rng.uniform(low, high)) / 10)
            )

    def _speechless(self, power: MelPower) -> int:
        rng = self._rng
        length = int(rng.integers(30, len(power) + 1)) if len(power) > 30 else len(power)
        loud = 10 ** (float(rng.uniform(-40, 8)) / 10)
        style = rng.random()
        if style < 0.6:
            power[:length] += self._slice(self._noises.speechless, length) * loud
        elif style < 0.7:
            power[:length] += self._slice(self._noises.babble, length) * (0.3 * loud)
        if style > 0.5 and rng.random() < 0.9:
            power[:length] += self._slice(self._noises.steady, length) * 10 ** (
                float(rng.uniform(-60, 0)) / 10
            )
        return length

    def _tensors(
        self,
        power: MelPower,
        labels: npt.NDArray[np.uint8],
        valid: npt.NDArray[np.int64],
        texts: list[list[int]],
        spans: list[list[tuple[float, float]]],
    ) -> Batch:
        tokens = self._corpus.tokens
        mel = torch.from_numpy(power).clamp_(min=1e-10).log10_()
        top = mel.amax(dim=(1, 2), keepdim=True)
        mel = (torch.maximum(mel, top - 8.0) + 4.0) / 4.0
        beyond = torch.arange(mel.shape[1])[None, :] >= torch.from_numpy(valid)[:, None]
        mel[beyond] = 0.0
        width = len(tokens.prompt) + max(map(len, texts))
        ids = torch.full((len(texts), width), tokens.end)
        targets = torch.full((len(texts), width), IGNORE)
        places = torch.full((len(texts), width, 2), -1.0)
        speechless, zh = tokens.ids["<|nospeech|>"], tokens.prompt[1]
        for row, text in enumerate(texts):
            sequence = torch.tensor([*tokens.prompt, *text])
            ids[row, : len(sequence)] = sequence
            start = len(tokens.prompt) - 1
            targets[row, 0] = zh if text else speechless
            targets[row, start : start + len(text) + 1] = torch.tensor([*text, tokens.end])
            if text:
                places[row, start : start + len(text)] = torch.tensor(spans[row]) / 2
                places[row, start + len(text)] = torch.tensor([spans[row][-1][1] / 2, mel.shape[1] / 2])
        half = torch.from_numpy(labels[:, ::2].astype(np.int64))
        half[half == UNCLEAR] = IGNORE
        return Batch(mel.transpose(1, 2).contiguous(), half[..., 0], half[..., 1], ids, targets, places)
