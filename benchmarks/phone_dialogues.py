"""What the ``banned`` rules flag in ordinary talk, and what they find in fraud calls.

Run ``python -m benchmarks.phone_dialogues FILE.jsonl [--agent left|right] [--rule ID]``; each line of the
file is a dialogue ``{"id": …, "left": [turns], "right": [turns]}`` whose turns alternate, ``left`` first.
Every flag is printed with its words for a person to judge; the last line counts them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from autoqa.checks.base import CallView
from autoqa.dialogue import build_dialogue
from autoqa.resources import rules_dir
from autoqa.ruleset import RuleSet, judge_all, load_ruleset
from autoqa.types import Finding, Role, Segment, Status, Transcript

SECONDS_A_CHARACTER = 0.25


def view_of(dialogue: Mapping[str, Any], agent: str = "left") -> CallView:
    """A written dialogue as a call of which only the words are known."""
    segments, now = [], 0.0
    for pair in zip_longest(dialogue["left"], dialogue["right"]):
        for side, text in zip(("left", "right"), pair, strict=True):
            if not text:
                continue
            end = now + SECONDS_A_CHARACTER * len(text)
            role = Role.AGENT if side == agent else Role.CUSTOMER
            segments.append(Segment(start=round(now, 2), end=round(end, 2), role=role, text=text))
            now = end + 0.4
    transcript = Transcript(duration=round(now, 2), segments=tuple(segments))
    return CallView(build_dialogue(transcript, None, None))


def flags(ruleset: RuleSet, ids: list[str], file: Path, agent: str) -> Iterator[tuple[str, Finding | None]]:
    """Every failed finding with the id of its dialogue; one None a dialogue, so that they can be counted."""
    for line in file.read_text(encoding="utf-8").splitlines():
        dialogue = json.loads(line)
        yield dialogue["id"], None
        for finding in judge_all(ruleset, view_of(dialogue, agent), ids):
            if finding.status is Status.FAIL:
                yield dialogue["id"], finding


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--agent", choices=("left", "right"), default="left")
    parser.add_argument("--rule", action="append", metavar="ID", help="default: every banned rule")
    options = parser.parse_args()
    ruleset = load_ruleset([rules_dir()])
    ids = options.rule or [name for name in ruleset.rules if name.startswith("banned.")]
    counts: Counter[str] = Counter()
    dialogues, flagged = 0, set()
    for name, finding in flags(ruleset, ids, options.file, options.agent):
        dialogues += finding is None
        if finding is not None:
            counts[finding.rule] += 1
            flagged.add(name)
            how = ", ".join(sorted({hit["how"] for hit in finding.evidence["hits"]}))
            print(f"{name}\t{finding.rule}\t{how}\t{finding.confidence}\t{finding.quote}")
    listed = ", ".join(f"{rule} {number}" for rule, number in sorted(counts.items())) or "none"
    print(f"{dialogues} dialogues, {sum(counts.values())} flags in {len(flagged)} of them: {listed}")


if __name__ == "__main__":
    main()
