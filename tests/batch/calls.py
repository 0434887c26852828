"""Inboxes of short calls."""

from __future__ import annotations

import wave
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from autoqa.audio import open_recording
from autoqa.audio.samples import Pcm
from autoqa.batch.discovery import Discovery
from autoqa.batch.entering import Work
from autoqa.batch.ledger import Ledger, Terms
from autoqa.batch.shelf import new_shelf
from autoqa.config import Settings
from autoqa.store import open_store
from autoqa.store.tables import RunRow

RATE = 8000


def short_call(path: Path, seed: int, seconds: float = 0.6) -> Path:
    """A recording of noise: no two seeds give the same content."""
    samples = np.random.default_rng(seed).normal(0, 0.05, (1, round(seconds * RATE)))
    return write_wav(path, (np.clip(samples, -1, 1) * 32767).astype("<i2"), RATE)


def beginning(recording: Path, target: Path, seconds: float) -> Path:
    """The first seconds of a recording of any format, as PCM."""
    whole = open_recording(recording)
    return write_wav(target, whole.pcm[:, : round(seconds * whole.sample_rate)], whole.sample_rate)


def write_wav(path: Path, pcm: Pcm, rate: int) -> Path:
    """Write 16-bit samples of shape (channels, n)."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(pcm.shape[0])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm.T.astype("<i2").tobytes())
    return path


def inbox(folder: Path, count: int) -> Path:
    """``count`` different short calls."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        short_call(folder / f"call-{number:04}.wav", number)
    return folder


def entered(folder: Path, settings: Settings) -> Ledger:
    """The ledger of the settings' database, with a job for each call of ``folder`` that nobody works on
    yet."""
    store, now = open_store(settings.db), datetime.now(UTC)
    with store.write() as session:
        run = RunRow(started_at=now, owner="test", options={})
        session.add(run)
    work = Work(run.id, now, "new", "asr", "rules", "standard")
    with new_shelf(0) as shelf:
        discovery = Discovery(store, settings, work, [str(folder)], {}, shelf)
        discovery.run()
    if discovery.error is not None:
        raise discovery.error
    return Ledger(store, run.id, Terms(lease=60, pause=20, attempts=3))
