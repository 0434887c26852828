"""Batches that are killed at random moments, and what must hold all the same."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from autoqa.store import Store, open_store
from autoqa.store.tables import JobRow, JobState, RecordingRow, ScorecardRow, TranscriptRow
from tests.batch.small_rules import small_rules


def environment(log: Path) -> dict[str, str]:
    """Settings of batches that hear with the paced recogniser, which writes into ``log``, and judge by the
    small rules."""
    return {
        "AUTOQA_RECOGNIZER": "tests.batch.recognizers:paced",
        "AUTOQA_OUT": str(log),
        "AUTOQA_RULES": str(small_rules(log.with_name("rules"))),
        "AUTOQA_SCORECARD": "small",
    }


class Zygote:
    """See tests/batch/zygote.py."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "tests.batch.zygote"]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **environment},
        )

    def start(self, arguments: list[str]) -> int:
        """Start a batch; its pid."""
        return int(self._ask(json.dumps(arguments)))

    def wait(self) -> int:
        """Wait for it to end; its exit status."""
        return int(self._ask("wait"))

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)


@contextmanager
def zygote(environment: Mapping[str, str]) -> Iterator[Zygote]:
    process = Zygote(environment)
    try:
        yield process
    finally:
        process.close()


class Witness:
    """Sees what was finished at each kill, and what was listened to afterwards."""

    def __init__(self, store: Store, log: Path) -> None:
        self.store = store
        self.log = log
        self._finished: list[tuple[int, set[str]]] = []

    def decodes(self) -> list[str]:
        """Hashes of recordings in the order in which listening began."""
        return self.log.read_text("ascii").splitlines()

    def finished(self) -> set[str]:
        """Hashes of recordings that were listened to to the end."""
        heard = sa.select(RecordingRow.sha256).join(
            TranscriptRow, TranscriptRow.recording_id == RecordingRow.id
        )
        with self.store.read() as session:
            return set(session.scalars(heard))

    def transcripts(self) -> int:
        with self.store.read() as session:
            return session.scalar(sa.select(sa.func.count(TranscriptRow.id))) or 0

    def look(self) -> None:
        """Note what is finished now, and how much was listened to until now. What is written between the two
        looks counts as not finished yet."""
        finished = self.finished()
        self._finished.append((len(self.decodes()), finished))

    def decoded_again(self) -> set[str]:
        """Recordings that were listened to after they had been finished."""
        decodes = self.decodes()
        return {sha for count, finished in self._finished for sha in decodes[count:] if sha in finished}

    def unfinished(self) -> int:
        with self.store.read() as session:
            open_jobs = sa.select(sa.func.count()).where(JobRow.state != JobState.DONE)
            return session.scalar(open_jobs) or 0


def kill_at(pid: int, log: Path, rng: random.Random, *, startup: float, most: int) -> None:
    """Kill a batch with SIGKILL: at a moment of its start (the first ``startup`` seconds), or after it has
    begun some more calls; never long after ``most`` of them."""
    begun = log.stat().st_size
    line = 65
    starting = rng.random() < 0.25
    more = (most if starting else rng.randint(1, most)) * line
    seconds = rng.uniform(0, startup) if starting else 60.0
    wait_until(lambda: log.stat().st_size >= begun + more or not _alive(pid), seconds=seconds)
    if not starting:
        time.sleep(rng.uniform(0, 0.02))
    os.kill(pid, signal.SIGKILL)


def wait_until(happened: Callable[[], bool], seconds: float) -> None:
    """Wait until something happened, but no longer than so many seconds."""
    end = time.monotonic() + seconds
    while not happened() and time.monotonic() < end:
        time.sleep(0.005)


def _alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    return state != "Z"


def documents(url: str) -> dict[str, list[str | None]]:
    """Hash of a recording → the documents of its current scorecards."""
    store = open_store(url)
    query = (
        sa.select(RecordingRow.sha256, ScorecardRow.document)
        .join(TranscriptRow, TranscriptRow.id == ScorecardRow.transcript_id)
        .join(RecordingRow, RecordingRow.id == TranscriptRow.recording_id)
        .where(ScorecardRow.current)
    )
    found: dict[str, list[str | None]] = {}
    with store.read() as session:
        for sha256, document in session.execute(query):
            found.setdefault(sha256, []).append(document)
    store.close()
    return found
