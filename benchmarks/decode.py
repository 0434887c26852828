"""autoqa's decode of two-channel calls side by side with other ways to use the same model.

    python -m benchmarks.decode                      # the embedded model: time and errors
    python -m benchmarks.decode --shape small        # random weights in the shape of whisper-small: time only

Every recipe gets the same recording and the same loaded model in one run; repetitions are interleaved. Times
are processor seconds of one thread (several spin while they wait for each other, which on a shared machine
counts as work), so that other work on the machine disturbs them little. Random weights
write noise, so there the number of tokens is fixed: five for each second of sound that a window holds, end
of text forbidden, and the recipes' own fallbacks are off.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from autoqa.asr.second_ear import SecondEar
from autoqa.audio import Recording, open_recording
from autoqa.audio.samples import Pcm
from autoqa.resources import embedded_model_dir
from benchmarks.recipes import RECIPES, Job
from benchmarks.shapes import SHAPES, make

SAMPLES = Path(__file__).resolve().parents[1] / "samples"

TOKENS_PER_S = 5.0
_LOUD = -1.0  # log10 mel power of a frame that somebody speaks in


class Meter:
    """Stands before a CTranslate2 model: counts windows, their seconds and tokens, times each stage, and
    fixes the number of tokens where ``fixed``."""

    def __init__(self, inner: Any, end: int, *, fixed: bool) -> None:
        self._inner, self._end, self._fixed = inner, end, fixed
        self.reset()

    def reset(self) -> None:
        self.windows, self.seconds, self.tokens = 0, 0.0, 0
        self.stages: dict[str, float] = defaultdict(float)
        self._loud_s: list[float] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def encode(self, features: Any, **options: Any) -> Any:
        mels = np.asarray(features)
        self.windows += mels.shape[0]
        self.seconds += mels.shape[0] * mels.shape[2] / 100
        self._loud_s += [float((4 * mel.max(axis=0) - 4 > _LOUD).sum()) / 100 for mel in mels]
        return self._timed("encoder", self._inner.encode, features, **options)

    def generate(self, encoded: Any, prompts: Any, **options: Any) -> Any:
        if self._fixed:
            count = max(2, round(TOKENS_PER_S * float(np.mean(self._loud_s[-len(prompts) :]))))
            blocked = [*(options.get("suppress_tokens") or [-1]), self._end]
            options |= {"max_length": 2 * count, "suppress_tokens": blocked}
        out = self._timed("decoder", self._inner.generate, encoded, prompts, **options)
        self.tokens += sum(len(one.sequences_ids[0]) for one in out)
        return out

    def align(self, *given: Any, **options: Any) -> Any:
        return self._timed("alignment", self._inner.align, *given, **options)

    def _timed(self, stage: str, action: Any, *given: Any, **options: Any) -> Any:
        began = time.process_time()
        try:
            return action(*given, **options)
        finally:
            self.stages[stage] += time.process_time() - began


def load(folder: Path, *, fixed: bool) -> Any:
    from faster_whisper import WhisperModel

    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)
    model.model = Meter(model.model, model.hf_tokenizer.token_to_id("<|endoftext|>"), fixed=fixed)
    return model


def cut(recording: Recording, seconds: float | None) -> Recording:
    """The first ``seconds``."""
    if seconds is None:
        return recording
    pcm: Pcm = recording.pcm[:, : round(seconds * recording.sample_rate)]
    info = recording.info.model_copy(update={"duration": pcm.shape[1] / recording.sample_rate})
    return Recording(info, pcm, recording.sample_rate, recording.fake_stereo)


def errors(stem: str, texts: tuple[str, ...]) -> tuple[int, int]:
    """Characters wrong (substituted, left out, put in) and characters said, over the channels."""
    truth = json.loads((SAMPLES / "truth" / f"{stem}.json").read_text("utf-8"))
    wrong = said = 0
    for channel, text in enumerate(texts):
        own = [s["text"] for s in truth["segments"] if (s.get("channel") or 0) == channel]
        reference, heard = (re.sub(r"\W", "", part) for part in ("".join(own), text))
        wrong += _distance(reference, heard)
        said += len(reference)
    return wrong, said


def _distance(first: str, second: str) -> int:
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance(first, second))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--shape", choices=SHAPES, help="random weights in the shape of this model")
    parser.add_argument("--calls", nargs="*", default=["01-clean-stereo", "05-vague-then-explicit"])
    parser.add_argument("--seconds", type=float, help="only the beginning of each call")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--recipes", nargs="*", choices=RECIPES, default=list(RECIPES))
    made = Path(tempfile.gettempdir()) / "autoqa-benchmark-models"
    parser.add_argument("--models", type=Path, default=made, help="where models with random weights are kept")
    given = parser.parse_args()
    folder = make(SHAPES[given.shape], given.models / given.shape) if given.shape else embedded_model_dir()
    model = load(folder, fixed=bool(given.shape))
    ear = SecondEar.beside(folder)
    options: dict[str, Any] = {} if given.shape is None else {
        "temperature": 0.0, "without_timestamps": True, "condition_on_previous_text": False,
        "compression_ratio_threshold": None, "log_prob_threshold": None, "no_speech_threshold": None,
    }  # fmt: skip
    paths = [
        next(p for p in (SAMPLES / "calls").glob(f"{stem}.*") if p.suffix != ".json") for stem in given.calls
    ]
    recordings = [cut(open_recording(path), given.seconds) for path in paths]
    length = sum(recording.duration for recording in recordings)
    spent: dict[str, list[float]] = {name: [] for name in given.recipes}
    told: dict[str, str] = {}
    for _ in range(given.repeat):
        for name in given.recipes:
            model.model.reset()
            wrong = said = 0
            began = time.process_time()
            for path, recording in zip(paths, recordings, strict=True):
                job = Job(model, recording, options, ear, again=given.shape is None)
                texts = RECIPES[name](job)
                if given.shape is None and given.seconds is None:
                    one = errors(path.stem, texts)
                    wrong, said = wrong + one[0], said + one[1]
            total = time.process_time() - began
            spent[name].append(total)
            meter = model.model
            rest = total - sum(meter.stages.values())
            stages = ", ".join(f"{k} {v:.1f}" for k, v in [*meter.stages.items(), ("rest", rest)])
            told[name] = f"{meter.windows:4} windows of {meter.seconds:4.0f} s {meter.tokens:5} tokens"
            told[name] += f"  errors {100 * wrong / said:5.1f} %" if said else ""
            told[name] += f"  ({stages})"
            print(f"  {name:16} {total:7.1f} s", flush=True)
    print(
        f"{given.shape or 'embedded'}: {len(paths)} calls, {length:.0f} s of two channels, processor seconds"
    )
    base = min(spent[given.recipes[0]])
    for name in given.recipes:
        best = min(spent[name])
        print(
            f"{name:16} {best:7.1f} s  {best / length:6.3f} of real time  {base / best:5.2f} x  {told[name]}"
        )


if __name__ == "__main__":
    main()
