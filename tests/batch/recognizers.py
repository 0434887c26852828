"""Recognisers that stand in for a model where the batch around it is tested: quick, and bad on purpose. Each
recording that they listen to adds a line to the file that the setting ``out`` names."""

from __future__ import annotations

import ctypes
import os
import time

import numpy as np

from autoqa.asr.base import Progress, Recognised
from autoqa.audio import Recording
from autoqa.config import Settings
from autoqa.types import Asr, CallAudio, Segment

WEIGHTS = "9" * 64
"""Hash of the model that they pretend to be."""


class Quick:
    """Hears almost the same words in every recording."""

    def __init__(self, settings: Settings) -> None:
        assert settings.out is not None
        self.log = settings.out

    def recognise(
        self, recording: Recording, audio: CallAudio, progress: Progress | None = None
    ) -> Recognised:
        with self.log.open("ab", buffering=0) as log:
            log.write(f"{recording.info.sha256}\n".encode())  # at once and whole, whichever process writes
        self.suffer(recording.info.file)
        end = max(0.2, recording.duration - 0.1)
        text = f"您好我是客服工号{recording.info.sha256[:4]}"
        segment = Segment(start=0.1, end=end, text=text, channel=0, confidence=0.9)
        return Recognised((segment,), (), Asr(engine="test", model="quick", model_sha256=WEIGHTS))

    def suffer(self, name: str) -> None:
        """Nothing."""


class Paced(Quick):
    """As slow on every machine, so that a batch can be killed after some calls and not after all."""

    def suffer(self, name: str) -> None:
        time.sleep(0.05)


class Known(Quick):
    """Leaves the number of its process beside the log."""

    def suffer(self, name: str) -> None:
        self.log.with_suffix(".pid").write_text(str(os.getpid()))


class Poisoned(Quick):
    """Meets what a file's name says."""

    def suffer(self, name: str) -> None:
        if name.startswith("crash"):
            ctypes.string_at(0)
        elif name.startswith("hang"):
            time.sleep(600)
        elif name.startswith("memory"):
            np.ones(1_000_000_000)  # 8 GB
        elif name.startswith("flaky") and not self.log.with_suffix(".flaky").exists():
            self.log.with_suffix(".flaky").touch()
            raise ConnectionError("the recogniser's server did not answer")
        elif name.startswith("bug"):
            raise KeyError("a mistake in the program")


def quick(settings: Settings) -> Quick:
    return Quick(settings)


def paced(settings: Settings) -> Paced:
    return Paced(settings)


def known(settings: Settings) -> Known:
    return Known(settings)


def poisoned(settings: Settings) -> Poisoned:
    return Poisoned(settings)
