"""Judging a call of five minutes against the number of rules, made as in :mod:`benchmarks.rules`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks.growth.memory import forget_largest, largest_mb, resident_mb
from benchmarks.rules import call_of, invented, measured

_RUNS = 3


def point(_: Path, count: float) -> dict[str, float]:
    """One point, in this process, which should be a fresh one."""
    dialogue, call = call_of(300)
    before = resident_mb()
    forget_largest()
    began = time.process_time()
    ruleset = invented(round(count))
    loading = time.process_time() - began
    cached, cold, _found = measured(ruleset, dialogue, call, _RUNS)
    return {
        "rules": round(count),
        "load s": round(loading, 2),
        "judge ms": round(cached, 1),
        "judge ms, words not read yet": round(cold, 1),
        "more MB": round(largest_mb() - before),
    }


if __name__ == "__main__":
    print(json.dumps(point(Path(sys.argv[1]), float(sys.argv[2]))))
