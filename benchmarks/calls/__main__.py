"""`python -m benchmarks.calls [fit|test]`: render the calls."""

from __future__ import annotations

import argparse

from benchmarks.calls.load import load
from benchmarks.calls.wording import SPLITS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calls", description=__doc__)
    parser.add_argument("split", nargs="*", choices=[*SPLITS, []], help="fit, test; both when none is named")
    parser.add_argument("--limit", type=int, help="only the first calls of each half")
    arguments = parser.parse_args()
    for split in arguments.split or SPLITS:
        calls = load(split, limit=arguments.limit)
        seconds = sum(call.facts.truth.duration or 0.0 for call in calls)
        print(f"{split}: {len(calls)} calls, {seconds / 3600:.1f} h")


if __name__ == "__main__":
    main()
