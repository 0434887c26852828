"""`python -m benchmarks.accuracy`: run both ways over the reported half and write the report."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from autoqa.asr.models import resolve
from autoqa.config import Settings
from autoqa.pipeline import Workshop
from benchmarks.accuracy.figures import sound
from benchmarks.accuracy.gate import broken, measured
from benchmarks.accuracy.report import write
from benchmarks.accuracy.run import run
from benchmarks.accuracy.targets import targets
from benchmarks.calls.load import load
from benchmarks.calls.wording import SPLITS

HERE = Path(__file__).parent
GATE_CALLS = 40
_TOOLS = ("ctranslate2", "faster-whisper", "numpy", "onnxruntime")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--split", choices=SPLITS, default="test", help="fit while working on the program")
    parser.add_argument("--limit", type=int, help="only the first calls")
    parser.add_argument("--model", default="embedded", help="another model than the embedded one")
    parser.add_argument(
        "--plain",
        type=int,
        metavar="CALLS",
        help="first calls that the plain way hears too; default all of them",
    )
    parser.add_argument("--gate", action="store_true", help="a few calls against bounds instead of a report")
    parser.add_argument("--out", type=Path, help="folder of the report; default benchmarks/accuracy/report")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    settings = Settings(model=arguments.model)
    if arguments.gate:
        return gate(settings, arguments.limit or GATE_CALLS, arguments.workers)
    began = time.monotonic()
    calls = load(arguments.split, limit=arguments.limit)
    beside = len(calls) if arguments.plain is None else arguments.plain
    results, failures = run(calls, settings, arguments.workers, plain=beside)
    out = arguments.out or HERE / "report"
    model = resolve(settings.model, settings).sha256
    rules = Workshop(settings).ruleset().version
    print(write(dict(results), arguments.split, model, rules, out, failures))
    good = {way: sound(found) for way, found in results.items()}
    figures = {
        "split": arguments.split,
        "calls": len(calls),
        "seconds": round(sum(call.facts.truth.duration or 0.0 for call in calls)),
        "model_sha256": model,
        "rules_version": rules,
        "tools": {name: version(name) for name in _TOOLS},
        "targets": [asdict(target) for target in targets(good)],
        "gate": measured(results["product"]),
    }
    (out / "figures.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"{time.monotonic() - began:.0f} s; written to {out}", file=sys.stderr)
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def gate(settings: Settings, count: int, workers: int) -> int:
    """0 when every figure keeps its bound."""
    results, failures = run(load("test", limit=count), settings, workers)
    table, over = broken(results["product"])
    print(table)
    for line in [*failures, *over]:
        print(f"FAILED {line}", file=sys.stderr)
    return 1 if failures or over else 0


if __name__ == "__main__":
    sys.exit(main())
