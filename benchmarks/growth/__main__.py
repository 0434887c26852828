"""``python -m benchmarks.growth [length|rules|store …] [--points N …]``: growth, as tables and pictures.

Every point is measured in a process of its own and kept in ``docs/growth.json`` (a point measured again
replaces the old one), from which ``docs/growth-*.svg`` are drawn. Times are processor seconds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.growth.plots import draw

DOCS = Path(__file__).resolve().parents[2] / "docs"
KEPT = DOCS / "growth.json"
POINTS = {
    "length": (1, 10, 30, 60, 120, 240),
    "rules": (10, 50, 200, 500, 1000, 2000),
    "store": (1_000, 10_000, 100_000, 1_000_000),
}
"""Minutes, rules, calls."""

Point = dict[str, float]


def point(part: str, size: float) -> Point:
    """One measurement, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="autoqa-benchmark-") as folder:
        run = [sys.executable, "-m", f"benchmarks.growth.{part}", folder, str(size)]
        done = subprocess.run(run, stdout=subprocess.PIPE, text=True, check=True)
    found: Point = json.loads(done.stdout.splitlines()[-1])
    return found


def keep(part: str, found: Point) -> dict[str, list[Point]]:
    """All points, the new one among them."""
    kept: dict[str, list[Point]] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    size = next(iter(found))
    others = [one for one in kept.get(part, []) if one[size] != found[size]]
    kept[part] = sorted([*others, found], key=lambda one: one[size])
    KEPT.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.growth",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", choices=[[], *POINTS], default=list(POINTS))
    parser.add_argument("--points", type=float, nargs="*", help="sizes, of one part only")
    given = parser.parse_args()
    for part in given.parts:
        head = False
        for size in given.points or POINTS[part]:
            found = point(part, size)
            if not head:
                print("| " + " | ".join(found) + " |\n" + "|---" * len(found) + "|")
                head = True
            print("| " + " | ".join(f"{value:g}" for value in found.values()) + " |", flush=True)
            draw(keep(part, found), DOCS)


if __name__ == "__main__":
    main()
