"""``python -m tests.fuzz [--cases N] [--seed N]``: exits with 1 when something went wrong."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.run import KINDS, megabytes, run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="folder for what went wrong")
    parser.add_argument("--kind", choices=KINDS, action="append", help="only these (each in its own share)")
    options = parser.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="autoqa-fuzz-"))
    began = time.monotonic()
    kinds = options.kind or list(KINDS)
    report = run(folder, options.cases, options.seed, kinds, lambda line: print(line, flush=True))
    print(f"{sum(report.seen.values())} inputs in {time.monotonic() - began:.0f} s: {report.scored} scored, "
          f"{report.refused} refused in one line")  # fmt: skip
    print(f"slowest {report.slowest[0]:.1f} s ({report.slowest[1]}), largest {megabytes():.0f} MB")
    for fault in report.faults:
        print(f"FAULT {fault}")
    print(f"{len(report.faults)} faults" + (f", see {folder}" if report.faults else ""))
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
