"""A second ear on the embedded model's encoder: syllables frame by frame, without decoder, memory or loops.

`frame_head.npz`, beside the model, holds two linear heads that turn the encoder's output (F, d), 50 frames
a second,
into posteriors of initials and of toned finals. From these come a greedy reading, and the forced score of a
given
syllable sequence (Viterbi with optional silence between syllables).

Syllables are toned pinyin such as ``zhong1``; tone 5 is neutral.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from pypinyin.contrib.tone_convert import to_finals, to_initials

from autoqa.errors import ModelError

Floats = npt.NDArray[np.float32]
FRAME_S = 0.02
"""Seconds of one encoder frame."""
FILE_NAME = "frame_head.npz"
_SILENCE = "sil"
_MIN_FRAMES = 3  # 60 ms: no syllable is shorter, single wrong frames at the joints are


@dataclass(frozen=True, slots=True)
class HeardSyllable:
    """A stretch of frames read as one syllable; times in seconds, mean log-probability of its frames."""

    syllable: str
    start: float
    end: float
    log_probability: float


@dataclass(frozen=True, slots=True)
class ForcedScore:
    """How well a given syllable sequence fits the frames.

    log_probability: mean over the frames of syllables of log p(initial) + log p(final); 0 is best.
    gap: the same less the mean of the best class of each frame; near 0 when nothing else fits better.
    spans: (start, end) in seconds of each syllable.
    total: the sum over all frames, those of silence included.
    """

    log_probability: float
    gap: float
    spans: tuple[tuple[float, float], ...]
    total: float


@dataclass(frozen=True, slots=True)
class Posteriors:
    """Log-probabilities of F frames: initials (F, I) and toned finals (F, J); index 0 of both is silence."""

    initials: Floats
    finals: Floats

    @property
    def speech(self) -> npt.NDArray[np.bool_]:
        """(F,) frames on which the finals' head hears no silence."""
        return np.asarray(self.finals.argmax(-1) != 0)

    @property
    def entropy(self) -> float:
        """Mean entropy in nats, both heads together, of the speech frames; 0 without speech."""
        speech = self.speech
        if not speech.any():
            return 0.0
        parts = (-(np.exp(x[speech]) * x[speech]).sum(-1).mean() for x in (self.initials, self.finals))
        return float(sum(parts))


@cache
def split_syllable(syllable: str) -> tuple[str, str]:
    """('zh', 'ong1') of 'zhong1': the initial ('' for none) and the toned final.

    The three sounds written i are told apart: i (yi, ji), ii (zi, ci, si), iii (zhi, chi, shi, ri).
    """
    tone = syllable[-1]
    bare = syllable[:-1].replace("ü", "v")
    initial = to_initials(bare, strict=True)
    final = to_finals(bare, strict=True, v_to_u=False).replace("ü", "v")
    if final == "i" and initial in {"z", "c", "s"}:
        final = "ii"
    elif final == "i" and initial in {"zh", "ch", "sh", "r"}:
        final = "iii"
    return initial, (final or bare) + tone


class FrameHead:
    """The two linear heads. Weights are (classes, d)."""

    def __init__(self, path: Path) -> None:
        """Read `frame_head.npz`. Raises ModelError when it is missing or is not a frame head."""
        try:
            with np.load(path) as stored:
                self.initials = tuple(str(name) for name in stored["initials"])
                self.finals = tuple(str(name) for name in stored["finals"])
                names = ("initial_weight", "initial_bias", "final_weight", "final_bias")
                self._weights = tuple(np.asarray(stored[name], np.float32) for name in names)
        except (OSError, KeyError, ValueError, BadZipFile) as error:
            raise ModelError(
                path, f"is no frame head ({error})", "install the embedded model again"
            ) from error
        self._initial_ids = {name: i for i, name in enumerate(self.initials)}
        self._final_ids = {name: i for i, name in enumerate(self.finals)}

    def posteriors(self, hidden: Floats) -> Posteriors:
        """Log-probabilities of the encoder's output (F, d)."""
        initial_weight, initial_bias, final_weight, final_bias = self._weights
        values = np.asarray(hidden, np.float32)
        return Posteriors(
            _log_softmax(values @ initial_weight.T + initial_bias),
            _log_softmax(values @ final_weight.T + final_bias),
        )

    def knows(self, syllable: str) -> bool:
        """Whether both parts of the syllable are classes of the head."""
        initial, final = split_syllable(syllable)
        return initial in self._initial_ids and final in self._final_ids

    def chances(
        self, posteriors: Posteriors, syllable: str, span: tuple[float, float]
    ) -> tuple[float, float]:
        """Mean probability of the syllable's initial, and of its final in whatever tone, from ``span[0]`` to
        ``span[1]`` seconds. KeyError for a syllable that the head does not know."""
        first = round(span[0] / FRAME_S)
        frames = slice(first, max(first + 1, round(span[1] / FRAME_S)))
        initial, final = split_syllable(syllable)
        tones = [place for name, place in self._final_ids.items() if name[:-1] == final[:-1]]
        return (
            float(np.exp(posteriors.initials[frames, self._initial_ids[initial]]).mean()),
            float(np.exp(posteriors.finals[frames][:, tones]).sum(-1).mean()),
        )

    def greedy(self, posteriors: Posteriors) -> tuple[HeardSyllable, ...]:
        """Best class of every frame, equal neighbours joined. A syllable said twice without a break counts
        once."""
        initial = posteriors.initials[:, 1:].argmax(-1) + 1
        final = posteriors.finals.argmax(-1)
        best = np.where(final == 0, 0, initial * len(self.finals) + final)
        score = posteriors.initials.max(-1) + posteriors.finals.max(-1)
        runs = [r for r in _runs(best) if r[1] - r[0] >= _MIN_FRAMES and best[r[0]] != 0]
        out: list[HeardSyllable] = []
        for start, end in runs:
            first, second = divmod(int(best[start]), len(self.finals))
            name = _spelled(self.initials[first], self.finals[second])
            heard = HeardSyllable(name, start * FRAME_S, end * FRAME_S, float(score[start:end].mean()))
            if out and out[-1].syllable == name and start * FRAME_S - out[-1].end < 2 * FRAME_S:
                heard = HeardSyllable(
                    name, out[-1].start, heard.end, max(out[-1].log_probability, heard.log_probability)
                )
                out.pop()
            out.append(heard)
        return tuple(out)

    def forced(self, posteriors: Posteriors, syllables: Sequence[str]) -> ForcedScore:
        """Viterbi score of the syllables in order; ValueError when there are none, or more than frames."""
        frames, count = len(posteriors.finals), len(syllables)
        if not 0 < count <= frames:
            raise ValueError(f"{count} syllables cannot be aligned with {frames} frames")
        parts = [split_syllable(syllable) for syllable in syllables]
        silence = posteriors.initials[:, 0] + posteriors.finals[:, 0]
        emission = np.empty((frames, 2 * count + 1), np.float32)
        emission[:, 0::2] = silence[:, None]
        for place, (initial, final) in enumerate(parts):
            emission[:, 2 * place + 1] = (
                posteriors.initials[:, self._initial_ids[initial]]
                + posteriors.finals[:, self._final_ids[final]]
            )
        path = _viterbi(emission)
        spans: list[tuple[float, float]] = []
        for place in range(count):
            own = np.flatnonzero(path == 2 * place + 1)
            spans.append((float(own[0]) * FRAME_S, float(own[-1] + 1) * FRAME_S))
        spoken = path % 2 == 1
        forced = float(emission[np.arange(frames), path][spoken].mean())
        free = float((posteriors.initials.max(-1) + posteriors.finals.max(-1))[spoken].mean())
        total = float(emission[np.arange(frames), path].sum())
        return ForcedScore(forced, forced - free, tuple(spans), total)


def _viterbi(emission: Floats) -> npt.NDArray[np.int64]:
    """Best state of every frame; even states (silence) may be left out, odd ones (syllables) may not."""
    frames, states = emission.shape
    score = np.full(states, -np.inf, np.float32)
    score[:2] = emission[0, :2]
    back = np.zeros((frames, states), np.int8)
    syllable = np.arange(states) % 2 == 1
    for frame in range(1, frames):
        one = np.concatenate([[-np.inf], score[:-1]])
        two = np.where(syllable, np.concatenate([[-np.inf, -np.inf], score[:-2]]), -np.inf)
        choices = np.stack([score, one, two])
        back[frame] = choices.argmax(0)
        score = choices.max(0) + emission[frame]
    state = states - 1 if score[-1] >= score[-2] else states - 2
    path = np.empty(frames, np.int64)
    for frame in range(frames - 1, -1, -1):
        path[frame] = state
        state -= int(back[frame, state])
    return path


def toneless_error(first: Sequence[str], second: Sequence[str]) -> float:
    """Edit distance of two syllable sequences without tones, divided by the longer length; 0 for two empty
    ones."""
    a, b = ([syllable.rstrip("12345") for syllable in part] for part in (first, second))
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (left != right))
    return row[-1] / max(len(a), len(b), 1)


def _log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(-1, keepdims=True)), np.float32)


def _runs(values: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """(start, end) of every stretch of equal values."""
    edges = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    return list(pairwise(edges))


_ZERO_INITIAL = {
    "i": "yi", "ia": "ya", "ie": "ye", "iao": "yao", "iou": "you", "ian": "yan", "in": "yin",
    "iang": "yang", "ing": "ying", "iong": "yong", "u": "wu", "ua": "wa", "uo": "wo", "uai": "wai",
    "uei": "wei", "uan": "wan", "uen": "wen", "uang": "wang", "ueng": "weng",
    "v": "yu", "ve": "yue", "van": "yuan", "vn": "yun", "io": "yo",
}  # fmt: skip
_CONTRACTED = {"iou": "iu", "uei": "ui", "uen": "un", "ii": "i", "iii": "i"}


def _spelled(initial: str, final: str) -> str:
    """Pinyin as written ('you3', 'jiu3', 'xu1') of an initial and a toned final as classes ('iou3', 'v1')."""
    bare, tone = final[:-1], final[-1]
    if not initial:
        return _ZERO_INITIAL.get(bare, bare) + tone
    bare = _CONTRACTED.get(bare, bare)
    if initial in {"j", "q", "x"} and bare.startswith("v"):
        bare = "u" + bare[1:]
    return initial + bare + tone
