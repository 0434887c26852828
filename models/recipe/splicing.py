"""Decoder training on text alone: encoder outputs spliced from real syllables heard earlier.

While real audio is trained on, the encoder's output over each syllable is kept, less the mean output at its
place in
the window. For any new text such pieces are joined, with the mean of their new places added. The decoder
then learns
wordings that were never spoken, at a tenth of the cost of speaking and encoding them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from models.recipe.batches import IGNORE, Batch
from models.recipe.network import MAX_FRAMES
from models.recipe.text.sentences import Sentences
from models.recipe.tokens import Tokens, frame_classes
from synth.pinyin import clauses

Piece = npt.NDArray[np.float16]  # (frames, d), less the mean of the place
MIXTURE = {
    "grammar": 0.36, "chains": 0.18, "phrases": 0.18, "words": 0.12, "mixed": 0.04, "reply": 0.01,
    "reply_more": 0.03, "digits": 0.08,
}  # fmt: skip
_KEPT = 20
_ENOUGH = 4
_LENGTHS = ((110, 0.25), (200, 0.4), (320, 0.25), (520, 0.1))  # encoder frames of a batch's rows
_MEMORY = 0.995  # of the mean by place, a step


@dataclass(frozen=True)
class Spliced:
    """memory (B, F, d) with its tokens, targets and spans (see Batch)."""

    memory: Tensor
    tokens: Tensor
    targets: Tensor
    spans: Tensor


class Splicer:
    """Collects syllables of the encoder's output and makes batches of new text from them."""

    def __init__(self, tokens: Tokens, width: int, seed: int) -> None:
        self._tokens, self._width = tokens, width
        self._rng = np.random.default_rng(seed)
        self._sentences = Sentences(MIXTURE)
        self._bank: dict[tuple[int, int], list[Piece]] = defaultdict(list)
        self._quiet: list[Piece] = []
        self._ends: list[Piece] = []
        self._sum = np.zeros((MAX_FRAMES, width), np.float32)
        self._count = np.full((MAX_FRAMES, 1), 1e-3, np.float32)
        self._waiting: list[str] = []
        self.collected = 0

    @property
    def ready(self) -> bool:
        """Whether most syllables have been heard several times."""
        return self.collected > 8000 and len(self._ends) >= _KEPT

    def _mean(self) -> npt.NDArray[np.float32]:
        mean: npt.NDArray[np.float32] = self._sum / self._count
        return mean

    def collect(self, memory: Tensor, batch: Batch) -> None:
        """Keep the syllables of a training batch; memory is the encoder's output (B, F, d)."""
        values = memory.detach().numpy()
        labels = np.stack([batch.initials.numpy(), batch.finals.numpy()], -1)
        frames = values.shape[1]
        speech = labels[..., 1] > 0
        self._sum *= _MEMORY
        self._count *= _MEMORY
        self._sum[:frames] += (values * speech[..., None]).sum(0)
        self._count[:frames] += speech.sum(0)[:, None]
        mean = self._mean()
        for row in range(len(values)):
            change = np.flatnonzero((labels[row, 1:] != labels[row, :-1]).any(-1)) + 1
            edges = [0, *change.tolist(), frames]
            for start, end in pairwise(edges):
                residue = (values[row, start:end] - mean[start:end]).astype(np.float16)
                initial, final = labels[row, start]
                if final == 0:
                    self._keep(self._ends if end == frames else self._quiet, residue[:150], 200)
                elif final > 0 and 3 <= end - start <= 30:
                    self._keep(self._bank[int(initial), int(final)], residue, _KEPT)
                    self.collected += 1

    def _keep(self, pieces: list[Piece], piece: Piece, most: int) -> None:
        if len(pieces) < most:
            pieces.append(piece)
        else:
            pieces[int(self._rng.integers(0, most))] = piece

    def _any(self, pieces: list[Piece]) -> Piece:
        return pieces[int(self._rng.integers(0, len(pieces)))]

    def _row(self, text: str, frames: int) -> tuple[list[Piece], list[int], list[tuple[int, int]]] | None:
        """Pieces, token ids and spans of one text; None when it does not fit or a syllable is not in the
        bank."""
        pieces = [self._any(self._quiet)[:20]]
        at = len(pieces[0])
        chars = ""
        spans: list[tuple[int, int]] = []
        for number, clause in enumerate(clauses(text)):
            if number and self._rng.random() < 0.8:
                pieces.append(self._any(self._quiet)[:25])
                at += len(pieces[-1])
            for read in clause:
                start = at
                for syllable in read.syllables:
                    known = self._bank.get(frame_classes(syllable))
                    if not known or len(known) < _ENOUGH:
                        return None
                    pieces.append(self._any(known))
                    at += len(pieces[-1])
                chars += read.char.upper()
                spans.append((start, at))
        if at > frames - 2:
            return None
        try:
            return pieces, self._tokens.encode(chars), spans
        except KeyError:
            return None

    def _text(self) -> str:
        return self._waiting.pop() if self._waiting else self._sentences.draw(self._rng)[1]

    def draw(self, seconds: float) -> Spliced:
        """A batch of about `seconds` of speech."""
        lengths, shares = zip(*_LENGTHS, strict=True)
        frames = int(self._rng.choice(lengths, p=shares))
        count = max(2, round(seconds * 50 / frames))
        rows: list[tuple[list[Piece], list[int], list[tuple[int, int]]]] = []
        later: list[str] = []
        while len(rows) < count:
            text = self._text()
            row = self._row(text, frames)
            if row is None or row[2][-1][1] < 0.35 * frames:
                # Texts for rows of another length are kept for a later batch.
                if row is not None or len(text) > frames // 12:
                    later.append(text)
                continue
            rows.append(row)
        self._waiting = (self._waiting + later)[-400:]
        return self._assembled(rows, frames)

    def _assembled(
        self, rows: list[tuple[list[Piece], list[int], list[tuple[int, int]]]], frames: int
    ) -> Spliced:
        memory = np.tile(self._mean()[:frames], (len(rows), 1, 1))
        prompt, end = self._tokens.prompt, self._tokens.end
        width = len(prompt) + max(len(ids) for _, ids, _ in rows)
        tokens = torch.full((len(rows), width), end)
        targets = torch.full((len(rows), width), IGNORE)
        spans = torch.full((len(rows), width, 2), -1.0)
        first = len(prompt) - 1
        for number, (pieces, ids, places) in enumerate(rows):
            joined = np.concatenate(pieces)
            missing = frames - len(joined)
            tail: list[Piece] = []
            while missing > 0:
                tail.append(self._any(self._ends)[:missing])
                missing -= len(tail[-1])
            memory[number] += np.concatenate([joined, *tail])
            tokens[number, : len(prompt) + len(ids)] = torch.tensor([*prompt, *ids])
            targets[number, first : first + len(ids) + 1] = torch.tensor([*ids, end])
            spans[number, first : first + len(ids)] = torch.tensor(places, dtype=torch.float32)
            spans[number, first + len(ids)] = torch.tensor([places[-1][1], frames], dtype=torch.float32)
        return Spliced(torch.from_numpy(memory), tokens, targets, spans)
