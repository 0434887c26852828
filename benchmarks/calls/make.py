"""Renders the calls: recording, metadata and facts, each call in a process of its own.

espeak-ng's voices tremble on from one sentence to the next, so that what was spoken before changes the bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.calls.facts import Facts, asks_of
from benchmarks.calls.measured import measure
from benchmarks.calls.plan import Plan
from benchmarks.calls.scripts import write
from benchmarks.calls.sound import file_suffix, record
from benchmarks.calls.verdicts import verdicts_of
from benchmarks.calls.voices import EVERY_VOICE
from benchmarks.calls.wording import wordings
from samples.make.call import sidecar
from samples.make.timeline import lay_out
from samples.make.truth import truth_of

ROOT = Path(__file__).resolve().parents[2]
_SOURCES = ("benchmarks/calls/*.py", "benchmarks/calls/wording/*.yaml", "synth/*.py", "samples/make/*.py")


def fingerprint() -> str:
    """Changes with everything that the calls are made from."""
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def render(plan: Plan, out: Path) -> Facts:
    """Write `<id>.wav` (or .mp3), `<id>.meta.json` and `<id>.facts.json` under `out`."""
    written = write(plan)
    timeline = lay_out(written.script, EVERY_VOICE)
    audio = record(timeline, plan.condition, plan.seed, plan.defect)
    name = plan.id + file_suffix(plan.condition, plan.defect)
    measured = measure(timeline, written.company, written.number)
    facts = Facts(
        id=plan.id,
        audio=name,
        plan=plan,
        call=written.script.described_call(),
        truth=truth_of(written.script, timeline),
        asks=asks_of(written, timeline),
        measured=measured,
        verdicts=verdicts_of(written, timeline, measured),
    )
    (out / name).write_bytes(audio)
    (out / f"{plan.id}.meta.json").write_text(sidecar(facts.call), "utf-8")
    text = json.dumps(facts.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    (out / f"{plan.id}.facts.json").write_text(text, "utf-8")
    return facts


def render_all(plans: Iterable[Plan], out: Path, workers: int = 2) -> None:
    """Render those that are missing or were made from other sources."""
    out.mkdir(parents=True, exist_ok=True)
    stamp = out / "made-from"
    now = fingerprint()
    if not stamp.exists() or stamp.read_text("utf-8") != now:
        for path in out.glob("*.facts.json"):
            path.unlink()
        stamp.write_text(now, "utf-8")
    missing = [plan for plan in plans if not (out / f"{plan.id}.facts.json").exists()]
    if not missing:
        return
    wordings()  # read once, before the processes split
    with get_context("fork").Pool(workers, maxtasksperchild=1) as pool:
        for done, facts in enumerate(pool.imap(partial(render, out=out), missing), 1):
            if done % 20 == 0 or done == len(missing):
                print(f"{done}/{len(missing)} calls rendered, the last is {facts.id}", flush=True)
