"""Damaged inputs through :func:`autoqa.cli.main`, and what went wrong."""

from __future__ import annotations

import io
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autoqa import cli
from autoqa.asr.base import Recognised
from autoqa.pipeline import CallSource, Workshop
from autoqa.types import Asr
from tests.batch.small_rules import small_rules
from tests.fuzz import corpus

SLOWEST_S = 60.0
LARGEST_MB = 2000.0
PER_FOLDER = 50


@dataclass
class Report:
    """`seen` damaged inputs, of which `scored` gave a scorecard; `faults` is what must not be."""

    seen: dict[str, int] = field(default_factory=dict)
    scored: int = 0
    refused: int = 0
    slowest: tuple[float, str] = (0.0, "")
    faults: list[str] = field(default_factory=list)

    def time(self, seconds: float, what: str) -> None:
        self.slowest = max(self.slowest, (seconds, what))
        if seconds > SLOWEST_S:
            self.faults.append(f"{what}: took {seconds:.0f} s")


class _Deaf:
    """A recogniser that hears nothing: what is tried here is everything else."""

    def recognise(self, *_: Any) -> Recognised:
        return Recognised((), (), Asr(engine="none", model="none"))


@contextmanager
def _watched(report: Report) -> Iterator[None]:
    """Each call timed, no recognition."""
    score, whole = Workshop.score, Workshop.__dict__["recognizer"]

    def timed(self: Workshop, source: CallSource, progress: Any = None) -> Any:
        began = time.monotonic()
        try:
            scored = score(self, source, progress)
        finally:
            report.time(time.monotonic() - began, source.path.name)
        report.scored += 1
        return scored

    Workshop.score = timed  # type: ignore[method-assign]
    Workshop.recognizer = property(lambda _: _Deaf())  # type: ignore[assignment]
    try:
        yield
    finally:
        Workshop.score = score  # type: ignore[method-assign]
        Workshop.recognizer = whole


def command(report: Report, *arguments: object) -> None:
    """Run it; exit codes other than 0, 1, 2, tracebacks and internal errors are faults."""
    out, err = io.StringIO(), io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    began = time.monotonic()
    code: object = "none"
    try:
        with redirect_stdout(out), redirect_stderr(err):
            cli.main([str(argument) for argument in arguments])
    except SystemExit as ended:
        code = ended.code
    except BaseException as error:
        report.faults.append(f"{arguments}: {type(error).__name__}: {error}")
    said = err.buffer.getvalue().decode("utf-8", errors="replace")  # type: ignore[attr-defined]
    if code not in (0, 1, 2):
        report.faults.append(f"{arguments}: exit code {code}")
    for line in said.splitlines():
        if "internal error" in line or "Traceback" in line:
            report.faults.append(line)
        report.refused += line.startswith("autoqa: ")
    report.time((time.monotonic() - began) / PER_FOLDER, f"command {arguments[:2]}")


def sounds(report: Report, rng: random.Random, folder: Path, count: int) -> None:
    corpus.write_sounds(rng, folder, count)
    command(report, "score", folder, "--format", "json")


def transcripts(report: Report, rng: random.Random, folder: Path, count: int) -> None:
    corpus.write_transcripts(rng, folder, count)
    command(report, "score", folder, "--format", "json")


def pages(report: Report, rng: random.Random, folder: Path, count: int) -> None:
    corpus.write_transcripts(rng, folder, count)
    form = rng.choice(("html", "table"))
    command(report, "score", folder, "--format", form, "--out", folder / "out")


def sidecars(report: Report, rng: random.Random, folder: Path, count: int) -> None:
    corpus.write_sidecars(rng, folder, count)
    command(report, "score", folder, "--format", "json")


def manifests(report: Report, rng: random.Random, folder: Path, count: int) -> None:
    judged = ("--rules", small_rules(folder / "rules"), "--scorecard", "small", "--format", "json")
    for number in range(count):
        own = folder / str(number)
        own.mkdir()
        corpus.write_manifest(rng, own)
        command(report, "score", own, "--meta", own / "calls.csv", *judged)


def rules(report: Report, rng: random.Random, folder: Path, count: int) -> None:
    for number in range(count):
        own = folder / str(number)
        own.mkdir()
        corpus.write_rules(rng, own)
        command(report, "rules", rng.choice(("check", "test")), own)


KINDS: dict[str, tuple[Callable[[Report, random.Random, Path, int], None], float]] = {
    "sounds": (sounds, 0.4),
    "transcripts": (transcripts, 0.2),
    "pages": (pages, 0.05),
    "sidecars": (sidecars, 0.1),
    "manifests": (manifests, 0.05),
    "rules": (rules, 0.2),
}
"""What is damaged, and its share of the cases."""


def run(
    folder: Path,
    cases: int,
    seed: int = 0,
    kinds: Sequence[str] = tuple(KINDS),
    told: Callable[[str], None] = lambda _: None,
) -> Report:
    """Try ``cases`` inputs under ``folder``; folders in which something went wrong are left there."""
    report, before = Report(), megabytes()
    with _watched(report):
        for kind in kinds:
            attempt, share = KINDS[kind]
            left = max(1, round(cases * share))
            report.seen[kind] = left
            number = 0
            while left > 0:
                count = min(left, PER_FOLDER)
                own = folder / f"{kind}-{number}"
                own.mkdir(parents=True)
                faults = len(report.faults)
                attempt(report, random.Random(f"{seed} {kind} {number}"), own, count)
                if len(report.faults) == faults:
                    shutil.rmtree(own)
                left -= count
                number += 1
            told(f"{kind}: {report.seen[kind]} tried, {len(report.faults)} faults so far")
    largest = megabytes()
    if largest > max(LARGEST_MB, before):
        report.faults.append(f"the process took {largest:.0f} MB")
    return report


def megabytes() -> float:
    """Largest memory of this process or of a child that has ended; 0 where the system does not count it."""
    if sys.platform == "win32":
        return 0.0
    import resource

    unit = 1e6 if sys.platform == "darwin" else 1e3
    return (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        / unit
    )
