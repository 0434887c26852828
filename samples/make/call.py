"""One call's files: recording, metadata, exact transcript."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

from autoqa.types import Call
from samples.make.labels import Label, labels_of
from samples.make.line import record
from samples.make.script import Script
from samples.make.timeline import lay_out
from samples.make.truth import truth_of


def sidecar(call: Call) -> str:
    """The text of a `.meta.json` file."""
    return json.dumps(call.model_dump(mode="json", exclude_none=True), ensure_ascii=False, indent=1) + "\n"


def make(script: Script, out: Path) -> list[Label]:
    """Write the recording, its sidecar and its exact transcript under `out`. Returns the call's labels."""
    for folder in (out / "calls", out / "truth"):
        folder.mkdir(parents=True, exist_ok=True)
    timeline = lay_out(script)
    audio = record(script, timeline)
    (out / "calls" / script.file_name).write_bytes(audio)
    (out / "calls" / f"{script.id}.meta.json").write_text(sidecar(script.described_call()), "utf-8")
    truth = truth_of(script, timeline).model_dump(mode="json", exclude_none=True)
    text = json.dumps(truth, ensure_ascii=False, separators=(",", ":")) + "\n"
    (out / "truth" / f"{script.id}.json").write_text(text, "utf-8")
    print(f"{script.file_name:32} {timeline.duration:6.1f} s {len(audio) / 1024:8.0f} KiB", flush=True)
    return labels_of(script, timeline)


def make_all(scripts: Sequence[Script], out: Path) -> list[Label]:
    """Each call in a process of its own.

    espeak-ng's voices tremble on from one sentence to the next: what was spoken before changes the bytes.
    """
    context = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as pool:
        return [row for rows in pool.map(make, scripts, repeat(out)) for row in rows]
