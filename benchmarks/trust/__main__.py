"""``python -m benchmarks.trust replies``: fit what the model at hand may be believed, and write it beside
the model."""

from __future__ import annotations

import argparse

import numpy as np

from autoqa.asr.models import resolve
from autoqa.asr.reply_chances import CLASSES, FILE_NAME
from autoqa.asr.whisper import WhisperRecognizer
from autoqa.config import load_settings
from benchmarks.trust.fit_replies import cross_validated, fit, measure


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trust", description=__doc__)
    parser.add_argument("what", choices=["replies"])
    parser.add_argument("--model", help="an installed model or a directory; default: the embedded one")
    parser.add_argument("--count", type=int, default=500, help="replies to fit on")
    arguments = parser.parse_args()
    fit_replies(arguments.model or "embedded", arguments.count)


def fit_replies(name: str, count: int) -> None:
    settings = load_settings({})
    model = resolve(name, settings)
    samples = measure(WhisperRecognizer(model, settings), count)
    chances = cross_validated(samples)
    right = chances.argmax(axis=1) == samples.truth
    for least in (0.0, 0.8, 0.9):
        given = chances.max(axis=1) >= least
        print(f"chance ≥ {least}: {given.mean():.1%} of replies, {right[given].mean():.1%} right")
    decided = chances.argmax(axis=1)
    print("decided \\ true", *(kind.value for kind in CLASSES))
    for place, kind in enumerate(CLASSES):
        row = [int((samples.truth[decided == place] == true).sum()) for true in range(len(CLASSES))]
        print(kind.value, *row)
    for place in np.flatnonzero(~right & (chances.max(axis=1) >= 0.8)):
        taken, chance = CLASSES[decided[place]].value, chances[place].max()
        print(f"  {samples.texts[place]} taken for {taken} at {chance:.2f}")
    told = f"{count} synthetic replies, model {model.sha256[:12]}; cross-validated {right.mean():.1%} right"
    scale = fit(samples, told)
    (model.path / FILE_NAME).write_text(scale.model_dump_json(indent=1) + "\n", "utf-8")
    print(scale)


if __name__ == "__main__":
    main()
