"""``python -m samples.demo [FOLDER]``: recognise and score the sample calls, from sound to verdict.

Writes a scorecard (JSON) and a page (HTML) for each call and an ``index.html``, prints every flag, and
compares with what was planted. Saved transcripts are not used.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autoqa.config import Settings
from autoqa.pipeline import MetadataBook, Workshop, find_calls, source_of
from autoqa.report.page import render_page
from autoqa.report.wording import clock, doubts, flags, points
from autoqa.tune.labels import read_labels
from autoqa.types import Label, Scorecard
from autoqa.types.as_json import to_json
from samples.compare import LABELS, Comparison, compare

CALLS = Path(__file__).parent / "calls"

_INDEX = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m samples.demo", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("demo-out"))
    parser.add_argument("--model", help="another recognition model than the embedded one")
    arguments = parser.parse_args()
    out: Path = arguments.folder
    out.mkdir(parents=True, exist_ok=True)
    cards = score_all(out, arguments.model or "embedded")
    index = out / "index.html"
    template = _INDEX.get_template("index.html.j2")
    page = template.render(cards=cards.items(), points=points, clock=clock, flags=flags, doubts=doubts)
    index.write_text(page, "utf-8")
    tell(compare(cards, read_labels(LABELS).labels))
    print(f"Pages: {index}")
    return 0


def score_all(out: Path, model: str) -> dict[str, Scorecard]:
    """Score every sample call into ``out``; returns the scorecards by call id."""
    workshop = Workshop(Settings(model=model))
    book = MetadataBook(None, inputs=2)
    cards: dict[str, Scorecard] = {}
    for path in find_calls([CALLS]):
        scored = workshop.score(source_of(path, book, None))
        card, heard = scored.scorecard, scored.heard
        cards[path.stem] = card
        (out / f"{path.stem}.scorecard.json").write_text(to_json(card, indent=1) + "\n", "utf-8")
        page = render_page(card, heard.dialogue, heard.audio, heard.recording)
        (out / f"{path.stem}.html").write_text(page, "utf-8")
        _tell_call(path.name, card)
    return cards


def _tell_call(name: str, card: Scorecard) -> None:
    score = card.score
    print(
        f"{name:30} 已判 {points(score.awarded)}/{points(score.decided)}，待定 {points(score.pending)}",
        flush=True,
    )
    for flag in flags(card.findings):
        print(
            f"    {clock(flag.start):>7}  {flag.title}：{flag.reason}"
            + (f"  “{flag.quote}”" if flag.quote else "")
        )


def tell(result: Comparison) -> None:
    """What was planted, and what became of it."""
    planted = len(result.found) + len(result.missed) + len(result.undecided)
    print(f"\nPlanted violations flagged at the right second: {len(result.found)} of {planted}")
    for label in result.missed:
        print(f"    missed: {_place(label)}")
    for label in result.undecided:
        print(f"    left to a person (unsure): {_place(label)}")
    print(f"Flags where nothing was planted: {len(result.false)}")
    for call, finding in result.false:
        print(f"    {call} {clock(finding.start)} {finding.rule}: {finding.reason}")


def _place(label: Label) -> str:
    return f"{label.call_id} {clock(label.start)} {label.rule}"


if __name__ == "__main__":
    sys.exit(main())
