"""Keeps what recognition gave on disk, so that a change of rules is scored again in seconds.

The name of an entry changes with the recording, the model (its weights and the scales beside them) and the
code that recognises.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from autoqa.asr.base import Progress, Recognised, Recognizer
from autoqa.asr.clips import Clip
from autoqa.asr.models import ModelDir
from autoqa.asr.replies import Question
from autoqa.asr.second_look import LooksAgain
from autoqa.audio import Recording
from autoqa.types import CallAudio, ReplyLook
from benchmarks.calls.make import ROOT

FOLDER = ROOT / "benchmarks" / "out" / "heard"
_HEARING = (
    "autoqa/asr/*.py",
    "autoqa/audio/*.py",
    "autoqa/checks/reply_families.py",
    "benchmarks/accuracy/plain.py",
)
_BESIDE = ("fit.json", "frame_head.npz", "replies.json", "words.json")
T = TypeVar("T")


@cache
def code_version() -> str:
    """Of the code between sound and words."""
    digest = hashlib.sha256()
    for pattern in _HEARING:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def model_version(model: ModelDir) -> str:
    """Of the weights and of what lies beside them that recognition goes by."""
    digest = hashlib.sha256(model.sha256.encode())
    for name in _BESIDE:
        path = model.path / name
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def kept(names: Sequence[str], make: Callable[[], T], folder: Path = FOLDER) -> T:
    """The value kept under the names, made when there is none."""
    key = hashlib.sha256("\n".join([code_version(), *names]).encode()).hexdigest()[:24]
    path = folder / key[:2] / f"{key}.pickle"
    if path.exists():
        value: T = pickle.loads(path.read_bytes())
        return value
    value = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_bytes(pickle.dumps(value))
    partial.rename(path)
    return value


class KeptRecognizer:
    """A recogniser that remembers. The real one is loaded when something is heard for the first time."""

    def __init__(self, model: ModelDir, load: Callable[[], Recognizer]) -> None:
        self._model = model_version(model)
        self._load = cache(load)

    def recognise(
        self, recording: Recording, audio: CallAudio, progress: Progress | None = None
    ) -> Recognised:
        names = [self._model, audio.info.sha256, "words"]
        return kept(names, lambda: self._load().recognise(recording, audio))

    def look_again(
        self, recording: Recording, audio: CallAudio, windows: Sequence[Clip], question: Question
    ) -> tuple[ReplyLook, ...]:
        def look() -> tuple[ReplyLook, ...]:
            loaded = self._load()
            if not isinstance(loaded, LooksAgain):
                return ()
            return loaded.look_again(recording, audio, windows, question)

        return kept([self._model, recording.info.sha256, "looks", repr(windows)], look)
