"""The calls, rendered when they are asked for: `load("fit")` to set thresholds, `load("test")` to report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.calls.facts import Facts
from benchmarks.calls.make import ROOT, render_all
from benchmarks.calls.plan import plans
from benchmarks.calls.wording import Split

FOLDER = ROOT / "benchmarks" / "out" / "calls"
"""Not under version control; about 500 MB for both halves."""


@dataclass(frozen=True, slots=True)
class BenchCall:
    """A recording and what is true of it. The metadata lie beside the recording as `<stem>.meta.json`."""

    audio: Path
    facts: Facts


def load(split: Split, folder: Path = FOLDER, limit: int | None = None) -> list[BenchCall]:
    """The calls of one half (or its first `limit`), rendered where they are missing. Needs libespeak-ng.

    Thresholds, word lists and calibration may be set on "fit" only: "test" has other voices and wordings.
    """
    wanted = plans(split)[:limit]
    render_all(wanted, folder)
    loaded = []
    for plan in wanted:
        facts = Facts.model_validate_json((folder / f"{plan.id}.facts.json").read_text("utf-8"))
        loaded.append(BenchCall(folder / facts.audio, facts))
    return loaded
