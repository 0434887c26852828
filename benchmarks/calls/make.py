"""Renders the calls: recording, metadata and facts, each call in a process of its own.

espeak-ng's voices tremble on from one sentence to the next, so that what was spoken before changes the bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from pydantic import BaseModel

from benchmarks.calls.facts import Facts, asks_of
from benchmarks.calls.measured import measure
from benchmarks.calls.plan import Plan
from benchmarks.calls.scripts import Written, write
from benchmarks.calls.sound import file_suffix, record
from benchmarks.calls.verdicts import verdicts_of
from benchmarks.calls.voices import EVERY_VOICE
from benchmarks.calls.wording import wordings
from samples.make.call import sidecar
from samples.make.timeline import lay_out
from samples.make.truth import truth_of

ROOT = Path(__file__).resolve().parents[2]
_OF_SOUND = ("synth/*.py", "samples/make/speech.py", "samples/make/timeline.py", "benchmarks/calls/sound.py",
             "benchmarks/calls/conditions.py", "benchmarks/calls/voices.py")  # fmt: skip
_OF_FACTS = ("samples/make/truth.py", "benchmarks/calls/facts.py", "benchmarks/calls/measured.py",
             "benchmarks/calls/verdicts.py")  # fmt: skip


def _plain(value: object) -> object:
    """For JSON. Sets are put in order: theirs changes from one process to the next."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, BaseModel):
        return dict(value)
    assert is_dataclass(value)
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _digest(written: Written, sources: tuple[str, ...]) -> str:
    """Changes with what the call says and with the code that turns it into sound or facts."""
    text = json.dumps(written, default=_plain, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(text.encode())
    for pattern in sources:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Stamps:
    """What a call's files were made from, kept beside them."""

    path: Path

    def read(self) -> dict[str, str]:
        return json.loads(self.path.read_text("utf-8")) if self.path.exists() else {}

    def write(self, stamps: dict[str, str]) -> None:
        self.path.write_text(json.dumps(stamps), "utf-8")


def _wanted(written: Written) -> dict[str, str]:
    return {"sound": _digest(written, _OF_SOUND), "facts": _digest(written, _OF_SOUND + _OF_FACTS)}


def render(plan: Plan, out: Path) -> Facts:
    """Write `<id>.wav` (or .mp3), `<id>.meta.json` and `<id>.facts.json` under `out`; a recording that was
    made from the same words by the same code is kept."""
    written = write(plan)
    stamps, wanted = _Stamps(out / f"{plan.id}.made-from"), _wanted(written)
    timeline = lay_out(written.script, EVERY_VOICE)
    name = plan.id + file_suffix(plan.condition, plan.defect)
    measured = measure(timeline, written.company[-2:], written.number, written.pardon)
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
    if stamps.read().get("sound") != wanted["sound"] or not (out / name).exists():
        (out / name).write_bytes(record(timeline, plan.condition, plan.seed, plan.defect))
    (out / f"{plan.id}.meta.json").write_text(sidecar(facts.call), "utf-8")
    text = json.dumps(facts.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    (out / f"{plan.id}.facts.json").write_text(text, "utf-8")
    stamps.write(wanted)
    return facts


def render_all(plans: Iterable[Plan], out: Path, workers: int = 2) -> None:
    """Render those that are missing or were made from other sources."""
    out.mkdir(parents=True, exist_ok=True)
    missing = [plan for plan in plans if _Stamps(out / f"{plan.id}.made-from").read() != _wanted(write(plan))]
    if not missing:
        return
    wordings()  # read once, before the processes split
    with get_context("fork").Pool(workers, maxtasksperchild=1) as pool:
        for done, facts in enumerate(pool.imap(partial(render, out=out), missing), 1):
            if done % 20 == 0 or done == len(missing):
                print(f"{done}/{len(missing)} calls rendered, the last is {facts.id}", flush=True)
