"""`python -m models.recipe all` makes the embedded model anew; the sub-commands are its steps, in order."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from models.recipe.text.sentences import Sentences, vocabulary_characters
from models.recipe.text.words import dictionary

EMBEDDED = Path(__file__).resolve().parents[1] / "embedded"
CHECKPOINT = Path(__file__).resolve().parent / "checkpoint.safetensors"
SHARD_HOURS = 0.5
MADE_VOICES = 24


def text(options: argparse.Namespace) -> None:
    """Fix the vocabulary and print a few training sentences."""
    import numpy as np

    options.work.mkdir(parents=True, exist_ok=True)
    characters = vocabulary_characters()
    (options.work / "characters.json").write_text(json.dumps(characters, ensure_ascii=False), "utf-8")
    rng, sentences = np.random.default_rng(options.seed), Sentences()
    for _ in range(10):
        print(*sentences.draw(rng), sep="\t")
    print(f"{len(characters)} characters")


def data(options: argparse.Namespace) -> None:
    """Speak the training text, two shards in three with voices made for it; shards that exist are kept."""
    import numpy as np

    from models.recipe.speech_data import write_shard
    from synth.made_voices import made_voices
    from synth.voice import TRAIN_VOICES

    folder = options.work / "speech"
    folder.mkdir(parents=True, exist_ok=True)
    sentences = Sentences()
    for number in range(round(options.hours / SHARD_HOURS)):
        path = folder / f"{number:03d}"
        if not path.with_suffix(".npy").exists():
            seed = options.seed * 10000 + number
            made = made_voices(MADE_VOICES, np.random.default_rng(seed)) if number % 3 else None
            with made or nullcontext(list(TRAIN_VOICES.values())) as voices:
                seconds = write_shard(path, sentences, voices, SHARD_HOURS, seed)
            print(f"{path.name}: {SHARD_HOURS} h in {seconds:.0f} s", flush=True)


def train(options: argparse.Namespace) -> None:
    """Train in `--processes` processes; goes on from the last checkpoint when there is one."""
    if options.processes > 1 and "RANK" not in os.environ:
        shared = {"WORLD_SIZE": str(options.processes), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29511",
                  "OMP_NUM_THREADS": "1"}  # fmt: skip
        workers = [
            subprocess.Popen(
                [sys.executable, "-m", "models.recipe", *sys.argv[1:]],
                env={**os.environ, **shared, "RANK": str(rank)},
            )
            for rank in range(options.processes)
        ]
        codes = [worker.wait() for worker in workers]
        if any(codes):
            raise SystemExit("training failed; see above")
        return
    _train_here(options)


def _train_here(options: argparse.Namespace) -> None:
    from dataclasses import replace

    import torch

    from models.recipe.training import ENCODER, JOINT, Trainer, make_batches, make_corpus, sound_start

    rank = int(os.environ.get("RANK", "0"))
    torch.set_flush_denormal(True)
    torch.manual_seed(options.seed)
    corpus = make_corpus(options.work / "speech", options.work / "characters.json")
    trainer = Trainer(corpus.tokens, options.work)
    frequencies: Counter[str] = Counter()
    for word, frequency in dictionary().items():
        frequencies.update(dict.fromkeys(word, frequency))
    sound_start(trainer, frequencies)
    latest = options.work / "latest.pt"
    if latest.exists():
        trainer.load(latest)
    elif options.go_on:
        trainer.load_weights(options.checkpoint)
    else:
        plan = replace(ENCODER, minutes=0.15 * options.minutes)
        trainer.run(make_batches(corpus, plan.mix, options.seed * 100 + rank), plan)
    plan = replace(JOINT, minutes=options.minutes, decay_minutes=0.7 * options.minutes, rate=options.rate)
    trainer.run(make_batches(corpus, plan.mix, trainer.steps * 100 + rank), plan)


def blend(options: argparse.Namespace) -> None:
    """Mix an earlier checkpoint into the last one."""
    from models.recipe.blend import blend as mix

    mix(options.work / "latest.pt", options.earlier, options.share)


def export(options: argparse.Namespace) -> None:
    """Write the CTranslate2 directory and the float16 checkpoint."""
    from models.recipe.export import export as write
    from models.recipe.export import save_weights

    write(options.work / "latest.pt", options.out)
    save_weights(options.work / "latest.pt", options.checkpoint)


def evaluate(options: argparse.Namespace) -> None:
    """Measure the exported model with faster-whisper, and what tells known from unknown speech."""
    from models.recipe.card import filled
    from models.recipe.evaluation import evaluate as measure
    from models.recipe.fitness import calibrate
    from models.recipe.whole_calls import evaluate_calls
    from models.recipe.word_scale import fit_words

    # First: espeak-ng's voices tremble on, so that what was spoken before would change the scale.
    fit = calibrate(options.out, count=max(8, options.clips // 5), recordings=options.recording)
    words = fit_words(options.out, count=max(8, options.clips * 3 // 20))
    figures = {
        "words": words,
        "hears": measure(options.out, options.clips, show=3),
        "calls": evaluate_calls(options.out),
        "fit": fit,
    }
    (options.out / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    (options.out / "CARD.md").write_text(filled(options.out), "utf-8")
    print(json.dumps(figures["fit"], indent=1))


STEPS: dict[str, Callable[[argparse.Namespace], None]] = {
    "text": text, "data": data, "train": train, "export": export, "evaluate": evaluate,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.recipe", description=__doc__)
    parser.add_argument("step", choices=[*STEPS, "blend", "all"])
    parser.add_argument(
        "--work", type=Path, default=Path("build/model"), help="folder for speech and checkpoints"
    )
    parser.add_argument("--out", type=Path, default=EMBEDDED, help="folder of the finished model")
    parser.add_argument(
        "--checkpoint", type=Path, default=CHECKPOINT, help="float16 weights to keep or go on from"
    )
    parser.add_argument("--hours", type=float, default=60.0, help="hours of speech to make (default 60)")
    parser.add_argument("--minutes", type=float, default=180.0, help="minutes of training (default 180)")
    parser.add_argument("--rate", type=float, default=0.7, help="learning rate to begin with (default 0.7)")
    parser.add_argument(
        "--processes", type=int, default=2, help="training processes, one core each (default 2)"
    )
    parser.add_argument("--clips", type=int, default=200, help="clips of each evaluation set (default 200)")
    parser.add_argument(
        "--recording",
        type=Path,
        action="append",
        default=[],
        help="recording of other voices to try (repeatable)",
    )
    parser.add_argument("--earlier", type=Path, help="checkpoint that `blend` mixes in")
    parser.add_argument("--share", type=float, default=0.4, help="its share in the mean (default 0.4)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--go-on", action="store_true", help="start from the stored checkpoint instead of from nothing"
    )
    options = parser.parse_args()
    if options.step == "blend":
        blend(options)
        return
    for name in STEPS if options.step == "all" else (options.step,):
        STEPS[name](options)


if __name__ == "__main__":
    main()
