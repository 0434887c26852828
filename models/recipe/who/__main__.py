"""`python -m models.recipe.who all` makes the network that tells two voices on one channel apart."""

from __future__ import annotations

import argparse
from pathlib import Path

from autoqa.dialogue.active import WEIGHTS

SHARD_HOURS = 0.5


def data(options: argparse.Namespace) -> None:
    """Make calls; shards that exist are kept."""
    from models.recipe.who.made_calls import write_calls

    folder = options.work / "calls"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(round(options.hours / SHARD_HOURS)):
        path = folder / f"{number:03d}"
        if not path.with_suffix(".npy").exists():
            seconds = write_calls(path, SHARD_HOURS, 7000 * options.seed + number)
            print(f"{path.name}: {SHARD_HOURS} h in {seconds:.0f} s", flush=True)


def train(options: argparse.Namespace) -> None:
    """Train on them."""
    from models.recipe.who.training import train as run

    run(options.work / "calls", options.work / "weights.pt", options.minutes, options.seed)


def export(options: argparse.Namespace) -> None:
    """Write the file that the product reads."""
    from models.recipe.who.export import export as write

    write(options.work / "weights.pt", options.out)


STEPS = {"data": data, "train": train, "export": export}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.recipe.who", description=__doc__)
    parser.add_argument("step", choices=[*STEPS, "all"])
    parser.add_argument(
        "--work", type=Path, default=Path("build/who"), help="folder for made calls and weights"
    )
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="file of the finished network")
    parser.add_argument("--hours", type=float, default=17.0, help="hours of calls to make (default 17)")
    parser.add_argument("--minutes", type=float, default=45.0, help="minutes of training (default 45)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for name in STEPS if options.step == "all" else (options.step,):
        STEPS[name](options)


if __name__ == "__main__":
    main()
