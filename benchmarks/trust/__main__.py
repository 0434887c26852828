"""``python -m benchmarks.trust all``: fit what the model at hand may be believed, beside the model.

``replies`` fits the chances of the second look, ``verdicts`` the trust in verdicts (on the "fit" half of the
benchmark), ``report`` compares it with the "test" half and writes docs/trust.md. In this order: the later
ones rest on the earlier.
"""

from __future__ import annotations

import argparse

import numpy as np

from autoqa.asr.models import ModelDir, resolve
from autoqa.asr.reply_chances import CLASSES, FILE_NAME
from autoqa.asr.whisper import WhisperRecognizer
from autoqa.config import Settings, load_settings
from autoqa.trust import TrustTable, load_tables
from autoqa.trust.table import FILE_NAME as TABLE
from benchmarks.trust import fit_replies, fit_verdicts, report
from benchmarks.trust.diagram import bins, expected_error
from benchmarks.trust.listening import given_in

STEPS = ("replies", "verdicts", "report")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trust", description=__doc__)
    parser.add_argument("what", choices=[*STEPS, "all"])
    parser.add_argument("--model", default="embedded", help="an installed model or a directory")
    parser.add_argument("--replies", type=int, default=400, help="replies to fit on")
    parser.add_argument("--limit", type=int, help="only the first calls of each half")
    arguments = parser.parse_args()
    settings = load_settings({"model": arguments.model})
    model = resolve(arguments.model, settings)
    steps = STEPS if arguments.what == "all" else (arguments.what,)
    if "replies" in steps:
        replies(model, settings, arguments.replies)
    fitted = verdicts(model, settings, arguments.limit) if "verdicts" in steps else None
    if "report" in steps:
        table = fitted or load_tables([model.path])[model.sha256]
        report.write(table, given_in("test", settings, arguments.limit))


def replies(model: ModelDir, settings: Settings, count: int) -> None:
    """Fit and write the scale of the second look, and tell what it got wrong."""
    samples = fit_replies.measure(WhisperRecognizer(model, settings), count)
    chances = fit_replies.cross_validated(samples)
    decided, surest = chances.argmax(axis=1), chances.max(axis=1)
    right = decided == samples.truth
    for least in (0.0, 0.8, 0.9):
        given = surest >= least
        print(f"chance ≥ {least}: {given.mean():.1%} of replies, {right[given].mean():.1%} right")
    print("decided \\ true", *(kind.value for kind in CLASSES))
    for place, kind in enumerate(CLASSES):
        row = [int((samples.truth[decided == place] == true).sum()) for true in range(len(CLASSES))]
        print(kind.value, *row)
    for place in np.flatnonzero(~right & (surest >= 0.8)):
        print(f"  {samples.texts[place]} taken for {CLASSES[decided[place]].value} at {surest[place]:.2f}")
    told = f"{count} synthetic replies; cross-validated {right.mean():.1%} right"
    scale = fit_replies.fit(samples, model.sha256, told)
    (model.path / FILE_NAME).write_text(scale.model_dump_json(indent=1) + "\n", "utf-8")
    print(scale)


def verdicts(model: ModelDir, settings: Settings, limit: int | None) -> TrustTable:
    """Fit and write the table of trust."""
    given = given_in("fit", settings, limit)
    calls = len({one.call for one in given})
    told = f"{len(given)} verdicts on {calls} synthetic calls"
    table, held_out = fit_verdicts.fit(given, model.sha256, told)
    (model.path / TABLE).write_text(table.model_dump_json(indent=1) + "\n", "utf-8")
    wrong = sum(not one.right for one in given)
    error = expected_error(bins([float(p) for p in held_out], [one.right for one in given]))
    print(f"{told}, {wrong} wrong; expected calibration error {error:.3f} by fits without the call")
    for rule, known in table.rules.items():
        counted = f"{known.given} given, {known.wrong} wrong"
        print(f"{rule}: from {known.threshold} on, bound {known.bound}, {counted}")
    return table


if __name__ == "__main__":
    main()
