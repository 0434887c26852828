"""What a Whisper encoder costs by the length of its window, and by how many it is given at once.

    python -m benchmarks.encoder [--shape small] [--windows 1x3000 4x3000 1x1000 …]

Random weights, int8, one thread; processor seconds of one window, the least of the rounds, and the same of
30 s of sound. ``4x1000`` are four windows of 1,000 frames (10 s) at once.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.shapes import SHAPES, make

WINDOWS = ("1x3000", "4x3000", "1x2000", "1x1500", "1x1000", "4x1000", "1x500")
_WHOLE = 3000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--shape", choices=SHAPES, default="small")
    parser.add_argument("--windows", nargs="*", default=WINDOWS)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    import ctranslate2

    folder = make(SHAPES[given.shape], Path(tempfile.gettempdir()) / "autoqa-benchmark-models" / given.shape)
    model = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="int8", intra_threads=1)
    random = np.random.default_rng(0)
    print("| windows | frames | processor s a window | a 30 s of sound |\n|---|---|---|---|")
    for asked in given.windows:
        count, frames = map(int, asked.split("x"))
        sound = random.standard_normal((count, model.n_mels, frames)).astype(np.float32)
        taken = []
        for _ in range(given.rounds):
            began = time.process_time()
            model.encode(ctranslate2.StorageView.from_array(sound))
            taken.append((time.process_time() - began) / count)
        best = min(taken)
        print(f"| {count} | {frames} | {best:.2f} | {best * _WHOLE / frames:.2f} |", flush=True)


if __name__ == "__main__":
    main()
