"""Time and memory of scoring against the length of the call.

    python -m benchmarks.growth [--minutes 1 10 60 120 240]

A stereo call of sample calls, laid end to end, is scored by the command line's own path in a process of its
own. Memory is the largest resident set less that after the model is loaded and a call of a minute is scored.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np

from autoqa.audio import open_recording
from samples.demo import CALLS

_MINUTE = 60
PARTS = ("01-clean-stereo.wav", "05-vague-then-explicit.wav")
CHILD = """
import json, resource, sys, time
from pathlib import Path
from autoqa.config import Settings
from autoqa.pipeline import CallSource, Workshop

def largest():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000

workshop = Workshop(Settings(model="embedded"))
workshop.score(CallSource(Path(sys.argv[1])))
before, began, wall = largest(), time.process_time(), time.monotonic()
scored = workshop.score(CallSource(Path(sys.argv[2])))
print(json.dumps({
    "loaded": before, "largest": largest(), "cpu": time.process_time() - began,
    "wall": time.monotonic() - wall, "turns": len(scored.heard.dialogue.turns),
}))
"""


def long_call(path: Path, seconds: float) -> Path:
    """A stereo WAV of 8 kHz and 16 bits."""
    parts = [open_recording(CALLS / name) for name in PARTS]
    pcm = np.concatenate([part.pcm for part in parts], axis=1)
    left = round(seconds * 8000)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        while left > 0:
            piece = pcm[:, :left]
            file.writeframes(np.ascontiguousarray(piece.T).tobytes())
            left -= piece.shape[1]
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, nargs="*", default=[1, 10, 60, 120, 240])
    given = parser.parse_args()
    print("| minutes | turns | processor s | % of the call | wall s | loaded MB | largest MB | more MB |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        short = long_call(Path(folder) / "short.wav", _MINUTE)
        for minutes in given.minutes:
            path = long_call(Path(folder) / "long.wav", minutes * _MINUTE)
            done = subprocess.run(
                [sys.executable, "-c", CHILD, str(short), str(path)],
                capture_output=True,
                text=True,
                check=True,
            )
            seen = json.loads(done.stdout.splitlines()[-1])
            share = 100 * seen["cpu"] / (minutes * _MINUTE)
            print(
                f"| {minutes:g} | {seen['turns']} | {seen['cpu']:.1f} | {share:.2f} | {seen['wall']:.0f} "
                f"| {seen['loaded']:.0f} | {seen['largest']:.0f} | {seen['largest'] - seen['loaded']:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
