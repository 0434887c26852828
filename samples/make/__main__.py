"""`python -m samples.make [ID...]`: render all scripts or the named ones."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import av
import numpy as np

from samples.make.call import make_all
from samples.make.labels import read_labels, write_labels
from samples.make.script import load_scripts
from synth import espeak

SAMPLES = Path(__file__).resolve().parents[1]
MADE_WITH = "made-with.json"


def tools() -> dict[str, str]:
    """Versions on which the bytes of the recordings depend; "missing" for what is not installed."""
    return {"espeak-ng": espeak.version() or "missing", "av": av.__version__, "numpy": np.__version__}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m samples.make", description=__doc__)
    parser.add_argument("ids", nargs="*", help="scripts to render; all when none is named")
    parser.add_argument("--out", type=Path, default=SAMPLES, help="folder for calls/, truth/ and labels.csv")
    arguments = parser.parse_args()
    scripts = [s for s in load_scripts() if not arguments.ids or s.id in arguments.ids]
    rows = make_all(scripts, arguments.out)
    path = arguments.out / "labels.csv"
    made = {script.id for script in scripts}
    before = read_labels(path) if arguments.ids and path.exists() else []
    kept = [row for row in before if row.call_id not in made]
    write_labels(sorted(kept + rows, key=lambda row: row.call_id), path)
    (arguments.out / MADE_WITH).write_text(json.dumps(tools(), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
