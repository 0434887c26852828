"""``python -m benchmarks.batch [WHAT…]``: what the nightly batch costs beside recognition.

workers   sample calls with one worker and with two, in turn, twice: seconds, and processor seconds a call
share     ledger, store and rules against listening: processor seconds a call, in one process; then against
          a recogniser of the shape of Whisper small, random weights (see benchmarks.decode)
claims    claims a second in a ledger of a million jobs, SQLite and PostgreSQL (where installed)
known     a run over 100,000 recordings that are all known

Prints figures; asserts nothing. Seconds need a quiet machine, processor seconds hardly. --quick takes a tenth
of the size.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from autoqa.audio import open_recording
from autoqa.audio.guarded import close_decoder
from autoqa.batch import work
from autoqa.batch.ledger import Ledger, Terms
from autoqa.batch.work import Bench
from autoqa.config import Settings
from autoqa.pipeline import score
from autoqa.store import Store, open_store
from autoqa.store.tables import JobKind, JobRow, JobState, RecordingRow, RunRow
from benchmarks.decode import load
from benchmarks.recipes import Job, autoqa
from benchmarks.shapes import SHAPES, make
from samples.demo import CALLS
from tests.batch.calls import entered
from tests.postgres import programs, running

TERMS = Terms(lease=60, pause=20, attempts=3)
CHUNK = 20_000
SHAPED = ("01-clean-stereo", "05-vague-then-explicit")


@dataclass(frozen=True)
class Size:
    """``copies`` of each sample call, ``shaped`` of them for random weights, ``jobs`` in the ledger,
    ``claims`` measured, ``known`` recordings."""

    copies: int = 8
    shaped: int = 2
    jobs: int = 1_000_000
    claims: int = 3_000
    known: int = 100_000


@dataclass(frozen=True)
class Took:
    """Seconds by the clock, and of all processors."""

    wall: float
    cpu: float


def batch(folder: Path, url: str, *more: str) -> Took:
    """What a whole ``autoqa batch`` takes, its start and its workers included."""
    run = [sys.executable, "-m", "autoqa", "batch", str(folder), "--db", url, "--model", "embedded"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    subprocess.run([*run, *more], check=True, capture_output=True)
    wall = time.monotonic() - began
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()  # the server that workers are forked from outlives the batch by a moment
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Took(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def adopt_orphans() -> None:
    """Let orphans become children of this process, so that their processor time is known (Linux)."""
    set_child_subreaper = 36  # PR_SET_CHILD_SUBREAPER, see prctl(2)
    ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def workers(folder: Path, size: Size) -> None:
    inbox = _samples(folder, size.copies)
    taken: dict[int, list[Took]] = {1: [], 2: []}
    for turn in range(2):
        for count in (1, 2):
            url = f"sqlite:///{folder / f'{count}-{turn}.db'}"
            taken[count].append(batch(inbox, url, "--workers", str(count)))
    calls = len(list(inbox.glob("*.meta.json")))
    one, two = (min(took.wall for took in taken[count]) for count in (1, 2))
    cpu = {count: min(took.cpu for took in taken[count]) / calls for count in (1, 2)}
    print(
        f"workers: {calls} calls, {_audio(folder / '1-0.db'):.0f} s of audio; 1 worker {one:.1f} s, "
        f"2 workers {two:.1f} s, {one / two:.2f} ×; processor seconds a call, start included: "
        f"{cpu[1]:.2f} and {cpu[2]:.2f}, {cpu[2] / cpu[1]:.2f} ×"
    )


def share(folder: Path, size: Size) -> None:
    settings = Settings(db=f"sqlite:///{folder / 'share.db'}", model="embedded", threads=1)
    ledger = entered(_samples(folder, size.copies), settings)
    bench = Bench(settings, ledger.store, ledger)
    spent: dict[str, float] = defaultdict(float)
    _time(bench.workshop, "listen", spent)
    _time(score, "look_again", spent)
    _time(type(bench.workshop.recognizer), "recognise", spent)
    _time(work, "judge_heard", spent)
    for ticket in ledger.claim(len(list(CALLS.glob("*.wav")))):
        bench.do(ticket)  # each call once: loads rules, models and the tables that rules need now and then
    spent.clear()
    began, calls = time.process_time(), 0
    while claimed := ledger.claim():
        bench.do(*claimed)
        calls += 1
    whole = time.process_time() - began
    ledger.store.close()
    close_decoder()  # or whoever waits for all children, as batch() does, waits for ever
    other, asr = whole - spent["listen"], spent["recognise"] + spent["look_again"]
    each = {name: f"{1000 * seconds / calls:.1f} ms" for name, seconds in spent.items()}
    print(
        f"share: {calls} calls, processor time a call: listening {each['listen']} (recogniser "
        f"{1000 * asr / calls:.1f} ms), rules {each['judge_heard']}, ledger and store "
        f"{1000 * (other - spent['judge_heard']) / calls:.1f} ms; all three are "
        f"{100 * other / spent['listen']:.2f} % of listening, {100 * other / asr:.2f} % of the recogniser"
    )
    small = _small(folder, SHAPED[: size.shaped])
    print(
        f"share: a recogniser of the shape of Whisper small takes {small:.2f} s of processor time a call "
        f"({size.shaped} of them): ledger, store and rules are {100 * other / calls / small:.2f} % of it"
    )


def _small(folder: Path, stems: Sequence[str]) -> float:
    """Processor seconds of encoder, decoder and alignment a call, five tokens for each second of sound."""
    model = load(make(SHAPES["small"], folder / "small"), fixed=True)
    for stem in stems:
        autoqa(Job(model, open_recording(CALLS / f"{stem}.wav"), {}, again=False), pack=True)
    close_decoder()
    return sum(model.model.stages.values()) / len(stems)


def _time(owner: object, name: str, spent: dict[str, float]) -> None:
    """Let ``spent`` know the processor seconds of each call of a function."""
    function = getattr(owner, name)

    def timed(*args: object) -> object:
        began = time.process_time()
        result = function(*args)
        spent[name] += time.process_time() - began
        return result

    setattr(owner, name, timed)


def _samples(folder: Path, copies: int) -> Path:
    """The sample calls, each so many times: another content, the same sound."""
    inbox = folder / "calls"
    inbox.mkdir(exist_ok=True)
    for path in sorted(CALLS.glob("*.wav")):
        for copy in range(copies):
            target = inbox / f"{copy}-{path.stem}.wav"
            target.write_bytes(path.read_bytes() + bytes(2 * copy))
            shutil.copy(path.with_suffix(".meta.json"), target.with_suffix(".meta.json"))
    return inbox


def claims(folder: Path, size: Size) -> None:
    with databases(folder) as urls:
        for url in urls:
            store = open_store(url)
            ledger = filled(store, size.jobs)
            for most in (1, 8):
                began, busy, got = time.monotonic(), time.process_time(), 0
                while got < size.claims:
                    got += len(ledger.claim(most))
                wall, cpu = time.monotonic() - began, time.process_time() - busy
                print(
                    f"claims: {store.engine.dialect.name}, {size.jobs} jobs, one process, {most} at a time: "
                    f"{got / wall:.0f} a second, {1000 * cpu / got:.2f} ms of its processor time each"
                )
            store.close()


def known(folder: Path, size: Size) -> None:
    inbox = folder / "known"
    for number in range(size.known):
        path = inbox / f"{number // 1000:03}" / f"{number:06}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%d" % number)
    settings = Settings(db=f"sqlite:///{folder / 'known.db'}", model="embedded")
    store = entered(inbox, settings).store
    with store.write() as session:
        session.execute(sa.update(JobRow).values(state=JobState.DONE))
    took = batch(inbox, settings.db)
    print(f"known: {size.known} known recordings in {took.wall:.1f} s, the program's start included")


def filled(store: Store, jobs: int) -> Ledger:
    """The ledger of an empty database with so many jobs that wait."""
    now = datetime.now(UTC)
    with store.write() as session:
        run = RunRow(started_at=now, owner="benchmark", options={})
        session.add(run)
        session.flush()
    for first in range(1, jobs + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, jobs + 1))
        with store.write() as session:
            recordings = [
                {"id": n, "sha256": f"{n:064x}", "bytes": 1, "transcript_only": False, "first_seen": now}
                for n in numbers
            ]
            session.execute(sa.insert(RecordingRow.bare()), recordings)
            common = {
                "kind": JobKind.DECODE,
                "run_id": run.id,
                "state": JobState.WAITING,
                "available_at": now,
            }
            rows = [{"key": str(n), "recording_id": n, "attempts": 0, "losses": 0, **common} for n in numbers]
            session.execute(sa.insert(JobRow.bare()), rows)
    return Ledger(store, run.id, TERMS)


@contextlib.contextmanager
def databases(folder: Path) -> Iterator[list[str]]:
    urls = [f"sqlite:///{folder / 'claims.db'}"]
    bin_dir = programs()
    if bin_dir is None:
        yield urls
        return
    with running(bin_dir) as server:
        yield [*urls, server.new_database()]


def _audio(database: Path) -> float:
    store = open_store(f"sqlite:///{database}")
    with store.read() as session:
        return session.scalar(sa.select(sa.func.sum(JobRow.audio_seconds))) or 0.0


PARTS = {"workers": workers, "share": share, "claims": claims, "known": known}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch", description=__doc__)
    parser.add_argument("what", nargs="*", help=", ".join(PARTS), default=list(PARTS))
    parser.add_argument("--quick", action="store_true", help="a tenth of the size")
    asked = parser.parse_args()
    adopt_orphans()
    size = Size(copies=2, shaped=1, jobs=100_000, claims=500, known=10_000) if asked.quick else Size()
    with tempfile.TemporaryDirectory(prefix="autoqa-benchmark-") as folder:
        for name in asked.what:
            PARTS[name](Path(folder), size)


if __name__ == "__main__":
    main()
