"""`python -m samples.make [ID...]`: render all scripts or the named ones; labels are always written whole."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import av
import numpy as np

from autoqa.types import Call
from samples.make.labels import Label, labels_of, write_labels
from samples.make.line import record
from samples.make.script import Script, load_scripts
from samples.make.timeline import Timeline, lay_out
from samples.make.truth import truth_of
from synth import espeak

SAMPLES = Path(__file__).resolve().parents[1]
MADE_WITH = "made-with.json"


def tools() -> dict[str, str]:
    """Versions on which the bytes of the recordings depend; "missing" for what is not installed."""
    return {"espeak-ng": espeak.version() or "missing", "av": av.__version__, "numpy": np.__version__}


def sidecar(call: Call) -> str:
    """The text of a `.meta.json` file."""
    return json.dumps(call.model_dump(mode="json", exclude_none=True), ensure_ascii=False, indent=1) + "\n"


def write_call(script: Script, timeline: Timeline, out: Path) -> int:
    """Write the recording, its sidecar and its exact transcript under `out`. Returns the bytes of audio."""
    for folder in (out / "calls", out / "truth"):
        folder.mkdir(parents=True, exist_ok=True)
    audio = record(script, timeline)
    (out / "calls" / script.file_name).write_bytes(audio)
    (out / "calls" / f"{script.id}.meta.json").write_text(sidecar(script.described_call()), "utf-8")
    truth = truth_of(script, timeline).model_dump(mode="json", exclude_none=True)
    text = json.dumps(truth, ensure_ascii=False, separators=(",", ":")) + "\n"
    (out / "truth" / f"{script.id}.json").write_text(text, "utf-8")
    return len(audio)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m samples.make", description=__doc__)
    parser.add_argument("ids", nargs="*", help="scripts to render; all when none is named")
    parser.add_argument("--out", type=Path, default=SAMPLES, help="folder for calls/, truth/ and labels.csv")
    arguments = parser.parse_args()
    rows: list[Label] = []
    for script in load_scripts():
        timeline = lay_out(script)
        rows += labels_of(script, timeline)
        if not arguments.ids or script.id in arguments.ids:
            size = write_call(script, timeline, arguments.out)
            print(f"{script.file_name:32} {timeline.duration:6.1f} s {size / 1024:8.0f} KiB")
    write_labels(rows, arguments.out / "labels.csv")
    (arguments.out / MADE_WITH).write_text(json.dumps(tools(), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
