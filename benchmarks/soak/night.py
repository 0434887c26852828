"""One night: its calls, its run, and what was seen of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from autoqa.audio import Recording, open_recording
from autoqa.batch.failure import Failure
from autoqa.batch.ledger import Ticket
from autoqa.batch.run import run_batch
from autoqa.batch.worker import Done
from autoqa.config import Settings
from autoqa.errors import AutoqaError
from autoqa.pipeline.inputs import find_calls
from autoqa.store import Store, open_store
from autoqa.store.outage import OUTAGES, store_error
from autoqa.store.tables import JobRow, JobState, ScorecardRow, TranscriptRow
from benchmarks.soak.measure import Process, database_bytes, family
from benchmarks.soak.troubles import Trouble
from samples.demo import CALLS
from tests.batch.calls import write_wav

_EVERY_S = 2.0
_MOST_STOPS = 5
_RATE = 8000


@dataclass
class Seen:
    """Of one night. ``stops``: what ended a run early, as it was told; ``early`` and ``late``: the processes
    when a quarter of the calls was done and at the last look; ``after``: when the run was over. ``database``
    in bytes, at the end."""

    trouble: str
    calls: int = 0
    scored: int = 0
    doubled: int = 0
    given_up: int = 0
    retries: int = 0
    stops: list[str] = field(default_factory=list)
    seconds: float = 0.0
    early: list[Process] = field(default_factory=list)
    late: list[Process] = field(default_factory=list)
    after: list[Process] = field(default_factory=list)
    database: int = 0
    models: int = 0
    rules: int = 0


class Watch:
    """Strikes in the middle of the night, and looks at the processes every few seconds."""

    def __init__(self, seen: Seen, trouble: Trouble) -> None:
        self.seen = seen
        self.trouble = trouble
        self.count = 0
        self.looked = 0.0

    def done(self, _ticket: Ticket, _done: Done) -> None:
        self.count += 1
        if self.count == self.seen.calls // 2:
            self.trouble.strike()

    def failed(self, _ticket: Ticket, _failure: Failure, _state: JobState) -> None:
        self.seen.retries += 1

    def tick(self) -> None:
        if time.monotonic() - self.looked < _EVERY_S:
            return
        self.looked = time.monotonic()
        self.seen.late = family()
        if self.count >= self.seen.calls // 4 and not self.seen.early:
            self.seen.early = self.seen.late


def night(folder: Path, settings: Settings, trouble: Trouble) -> Seen:
    """Run until everything is done, a new run after each stop, as the timer would start one."""
    seen = Seen(trouble.name, calls=len(list(folder.iterdir())))
    watch, began = Watch(seen, trouble), time.monotonic()
    trouble.before()
    while True:
        try:
            with closing(open_store(settings.db)) as store:
                run_batch(store, settings, [str(folder)], watch)
            break
        except AutoqaError as error:
            seen.stops.append(str(error))
        except OUTAGES as error:
            seen.stops.append(str(store_error(error)))
        trouble.relieve()
        if len(seen.stops) >= _MOST_STOPS:
            break
    trouble.relieve()
    seen.seconds = time.monotonic() - began
    seen.after = family()
    with closing(open_store(settings.db)) as store:
        _count(store, seen)
    return seen


def _count(store: Store, seen: Seen) -> None:
    with store.read() as session:
        each = sa.select(sa.func.count()).where(ScorecardRow.current).group_by(ScorecardRow.call_id)
        current = session.scalars(each).all()
        dead = sa.select(sa.func.count()).where(JobRow.state == JobState.DEAD)
        seen.scored, seen.doubled = len(current), sum(number > 1 for number in current)
        seen.given_up = session.scalar(dead) or 0
        models = sa.select(sa.func.count(sa.distinct(TranscriptRow.model_sha256)))
        rules = sa.select(sa.func.count(sa.distinct(ScorecardRow.rules_version)))
        seen.models, seen.rules = session.scalar(models) or 0, session.scalar(rules) or 0
    seen.database = database_bytes(store)


def write_calls(folder: Path, count: int, seed: int) -> Path:
    """Pieces of 3 to 5 s of the sample calls, no two alike."""
    folder.mkdir(parents=True)
    rng, whole = np.random.default_rng(seed), _samples()
    for number in range(count):
        recording = whole[int(rng.integers(len(whole)))]
        length = round(rng.uniform(3, 5) * recording.sample_rate)
        first = int(rng.integers(max(1, recording.pcm.shape[1] - length)))
        piece = recording.pcm[:, first : first + length].astype(np.int32)
        noisy = np.clip(piece + rng.integers(-1, 2, piece.shape), -32768, 32767)
        write_wav(folder / f"call-{number:04}.wav", noisy.astype(np.int16), recording.sample_rate)
    return folder


@cache
def _samples() -> Sequence[Recording]:
    opened = [open_recording(path) for path in find_calls([CALLS])]
    return [recording for recording in opened if recording.sample_rate == _RATE]
