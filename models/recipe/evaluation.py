"""Measures an exported model with the real faster-whisper on int8: error rates, exact shares, stray text,
word times."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim

from models.recipe.clips import Clip, silent_clips, speech_clips, speech_sets

MAX_NEW_TOKENS = 150
_BATCH = 8


@dataclass(frozen=True, slots=True)
class Heard:
    """What came out of one clip: text, mean log-probability of its tokens, no-speech probability."""

    text: str
    log_probability: float
    no_speech: float


def edit_distance(first: str, second: str) -> int:
    """Levenshtein distance in characters."""
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(second, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]


class Ear:
    """A loaded model that hears one clip a window, as the product does."""

    def __init__(
        self, folder: Path, *, compute_type: str = "int8", threads: int = 1, beam_size: int = 1
    ) -> None:
        self.model = WhisperModel(str(folder), device="cpu", compute_type=compute_type, cpu_threads=threads)
        self._beam_size = beam_size
        token = self.model.hf_tokenizer.token_to_id
        names = ("startoftranscript", "zh", "transcribe", "notimestamps")
        self.prompt = [token(f"<|{name}|>") for name in names]

    def features(self, clips: Sequence[Clip]) -> ctranslate2.StorageView:
        mels = [pad_or_trim(self.model.feature_extractor(clip.samples)[..., :-1]) for clip in clips]
        return ctranslate2.StorageView.from_array(np.ascontiguousarray(np.stack(mels), np.float32))

    def hear(self, clips: Sequence[Clip]) -> list[Heard]:
        out: list[Heard] = []
        for start in range(0, len(clips), _BATCH):
            part = clips[start : start + _BATCH]
            results = self.model.model.generate(
                self.features(part), [self.prompt] * len(part), beam_size=self._beam_size,
                max_length=MAX_NEW_TOKENS + len(self.prompt), return_scores=True, return_no_speech_prob=True,
                suppress_blank=False,
            )  # fmt: skip
            for result in results:
                ids = result.sequences_ids[0]
                out.append(
                    Heard(self.model.hf_tokenizer.decode(ids), result.scores[0], result.no_speech_prob)
                )
        return out


def error_rate(clips: Sequence[Clip], heard: Sequence[Heard]) -> float:
    """Character error rate over all clips together."""
    errors = sum(edit_distance(clip.text, ear.text) for clip, ear in zip(clips, heard, strict=True))
    return errors / max(1, sum(len(clip.text) for clip in clips))


def exact_share(clips: Sequence[Clip], heard: Sequence[Heard]) -> float:
    return float(np.mean([clip.text == ear.text for clip, ear in zip(clips, heard, strict=True)]))


def evaluate(
    folder: Path, count: int = 60, *, snr_db: float | None = 20.0, show: int = 0
) -> dict[str, dict[str, float]]:
    """Figures of every set; `show` prints that many wrong examples of each."""
    ear = Ear(folder)
    figures: dict[str, dict[str, float]] = {}
    for name in speech_sets(1):
        clips = speech_clips(name, count, snr_db=snr_db)
        heard = ear.hear(clips)
        figures[name] = {
            "clips": len(clips),
            "cer": round(error_rate(clips, heard), 4),
            "exact": round(exact_share(clips, heard), 4),
            "log_probability": round(float(np.mean([h.log_probability for h in heard])), 3),
        }
        wrong = [(c, h) for c, h in zip(clips, heard, strict=True) if c.text != h.text]
        for clip, found in wrong[:show]:
            print(f"  {name} [{clip.voice}] {clip.text} -> {found.text} ({found.log_probability:.2f})")
        print(name, figures[name], flush=True)
    for name, clips in silent_clips().items():
        heard = ear.hear(clips)
        figures[name] = {"clips": len(clips), "with_text": sum(bool(h.text) for h in heard)}
        print(name, figures[name], [h.text for h in heard if h.text], flush=True)
    return figures


def write_figures(figures: dict[str, dict[str, float]], path: Path) -> None:
    path.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", "utf-8")
