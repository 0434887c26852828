"""The report: Markdown with pictures beside it."""

from __future__ import annotations

from pathlib import Path

from benchmarks.accuracy import figures, tables
from benchmarks.accuracy.plots import draw
from benchmarks.accuracy.tables import Ways
from benchmarks.accuracy.targets import QUIET, target_table

_INTRO = """# How right the program is on made-up calls

Measured by `make bench-accuracy` on {calls} calls of the half `{split}` of `benchmarks/calls/`{promise}.
Voices are synthetic and unknown to the model; the figures compare versions and conditions and do not say how
right the program is on your calls.

- model `{model}`, rules `{rules}`; versions of the tools are in `figures.json`
- *product*: the program as shipped. {plain}
- In brackets: 95 % intervals (Wilson). A violation is the positive. *Recall of decided* leaves out verdicts
  left to a person; *found outright* counts them as not found. Times within 0.3 s of a limit (rates within
  4 %) are not counted as verdicts.
"""
_PLAIN = """*plain*, on {heard} calls: one faster-whisper decode of each channel with the same
  weights, its default voice-activity gate, no second look, text matched literally, and for consent a list of
  words."""
_NO_PLAIN = "The plain way beside it was left out of this run (`--plain 0`)."
_PROMISE = {
    "test": ", on which no threshold was set",
    "fit": ", **on which thresholds were set**: for work on the program, not to be quoted",
}


def _which(heard: int, calls: int) -> str:
    return "the same" if heard == calls else f"the first {heard}"


def write(ways: Ways, split: str, model: str, rules: str, folder: Path, failures: list[str]) -> str:
    """Write `README.md` and the pictures; returns the Markdown."""
    good = {way: figures.sound(results) for way, results in ways.items()}
    calls = len(ways["product"])
    plain = _PLAIN.format(heard=_which(len(ways["plain"]), calls)) if "plain" in ways else _NO_PLAIN
    parts = [
        _INTRO.format(
            calls=calls, split=split, promise=_PROMISE[split], model=model[:12], rules=rules[:19], plain=plain
        ),
        "## What is asked\n\n" + target_table(good),
        "## Consent\n\n" + tables.consent_table(good),
        "By the length of the reply:\n\n" + tables.length_table(good),
        "![consent by length of the reply](consent.svg)",
    ]
    for name, channels in (("stereo", 2), ("mono", 1)):
        own = figures.select(good["product"], channels=channels)
        parts.append(f"The program on {name}:\n\n" + tables.confusion_table(own))
    quiet = figures.select(good["product"], channels=2, noise=QUIET)
    parts += [
        "## Rules\n\nStereo, noise at most 20 dB below speech:\n\n" + tables.rule_table(quiet),
        "All conditions:\n\n" + tables.rule_table(ways["product"]),
        "![planted violations](rules.svg)\n\n![confidence and truth](reliability.svg)",
        "## Times\n\n" + tables.timing_table(good),
        "## Words and speakers\n\nDER with 0.25 s collar; CDER counts every utterance alike. "
        "A reply that nobody heard counts as given to the wrong party. Hums are what the customer says while "
        "the agent speaks during more than half of it.\n\n" + tables.speaker_table(good),
        "![words by noise](noise.svg)",
        "## Conditions\n\n" + tables.condition_table(good),
    ]
    if failures:
        parts.append(
            "## Calls that could not be scored\n\n" + "\n".join(f"- {f.splitlines()[0]}" for f in failures)
        )
    text = "\n\n".join(parts) + "\n"
    draw(good, folder)
    (folder / "README.md").write_text(text, "utf-8")
    return text
