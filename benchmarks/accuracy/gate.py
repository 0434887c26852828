"""The gate in CI: a few calls must not come out worse than the bounds in `gate.yaml`.

The bounds are generous: a drop below them is a fault of the program, not bad luck of a small sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ruamel.yaml import YAML

from benchmarks.accuracy import figures
from benchmarks.accuracy.result import Result
from benchmarks.accuracy.tables import verdict_counts
from benchmarks.accuracy.targets import QUIET

BOUNDS = Path(__file__).with_name("gate.yaml")


def measured(results: Sequence[Result]) -> dict[str, float]:
    """The gate's figures, shares of 1, on calls with noise of at most 20 dB. A figure without anything to
    count is left out."""
    good = figures.select(figures.sound(results), noise=QUIET)
    found: dict[str, float | None] = {}
    for name, channels in (("stereo", 2), ("mono", 1)):
        own = figures.select(good, channels=channels)
        answers = figures.answers(own)
        wrong, decided, unsure, total = verdict_counts(own)
        found |= {
            f"{name}: consent wrong": figures.consent(answers).errors / len(answers) if answers else None,
            f"{name}: consent left": sum(not a.decided for a in answers) / len(answers) if answers else None,
            f"{name}: verdicts wrong": wrong / decided if decided else None,
            f"{name}: verdicts unsure": unsure / total if total else None,
            f"{name}: character errors": figures.cer(own),
            f"{name}: utterances of the wrong party": figures.cder(own),
        }
    return {name: value for name, value in found.items() if value is not None}


def broken(results: Sequence[Result]) -> tuple[str, list[str]]:
    """A table of every figure with its bound, and those that are above it."""
    bounds: dict[str, float] = YAML(typ="safe").load(BOUNDS.read_text("utf-8"))
    found = measured(results)
    lines, over = [], []
    for name, bound in bounds.items():
        if name not in found:
            over.append(f"{name}: nothing to count")
            continue
        lines.append(f"{name:42} {100 * found[name]:5.1f} %   at most {100 * bound:.0f} %")
        if found[name] > bound:
            over.append(lines[-1])
    return "\n".join(lines), over
