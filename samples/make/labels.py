"""The hand labels of a script with their seconds, as `labels.csv` has them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from fnmatch import fnmatchcase
from pathlib import Path

from samples.make.script import Planted, Script
from samples.make.timeline import Timeline

LABELLER = "script"
RULES: tuple[str, ...] = (
    "opening.greeting", "opening.identity", "opening.number_matches", "opening.purpose",
    "opening.within_5s", "address.customer", "disclosure.function", "disclosure.fee",
    "disclosure.free_period", "disclosure.usage", "disclosure.cancellation", "disclosure.hotline",
    "consent.asked", "consent.explicit", "consent.reconfirmed", "consent.forced", "refusal.no_third_push",
    "refusal.closing", "closing.thanks", "closing.job_number", "closing.hang_up", "banned.mechanical",
    "banned.angry", "banned.rhetorical", "banned.interrogating", "banned.slack", "banned.sarcastic",
    "banned.promise", "banned.slander", "banned.abuse", "banned.private_contact", "pace.speech_rate",
    "silence.dead_air", "silence.response", "silence.abandoned", "talk.interruption", "talk.interactivity",
    "call.complete",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """One row; `start` and `end` in seconds with two digits, empty where the verdict has no place."""

    call_id: str
    rule: str
    status: str
    start: str
    end: str
    labeller: str
    note: str


def _span(planted: Planted, timeline: Timeline) -> tuple[float, float]:
    if planted.at:
        placed = timeline.named(planted.at)
        return placed.start, placed.end
    if planted.within and planted.phrase:
        return timeline.named(planted.within).span_of(planted.phrase)
    if planted.since and planted.until:
        return timeline.moment(planted.since), timeline.moment(planted.until)
    raise ValueError(f"{planted.rule}: say where with at, with in and phrase, or with from and to")


def labels_of(script: Script, timeline: Timeline) -> list[Label]:
    """A row for every rule of RULES, several for a rule that is broken several times.

    ValueError when a script names an unknown rule or decides one twice.
    """
    failing = {planted.rule for planted in script.labels.fail}
    absent = {rule for rule in RULES if any(fnmatchcase(rule, pattern) for pattern in script.labels.na)}
    wrong = (failing - set(RULES)) | (failing & absent)
    if wrong:
        raise ValueError(f"{script.id}: unknown or decided twice: {', '.join(sorted(wrong))}")
    rows: list[Label] = []
    for rule in RULES:
        if rule not in failing:
            status = "na" if rule in absent else "pass"
            rows.append(Label(script.id, rule, status, "", "", LABELLER, ""))
        for planted in script.labels.fail:
            if planted.rule == rule:
                start, end = _span(planted, timeline)
                rows.append(
                    Label(script.id, rule, "fail", f"{start:.2f}", f"{end:.2f}", LABELLER, planted.note)
                )
    return rows


def read_labels(path: Path) -> list[Label]:
    """The rows of a CSV that `write_labels` wrote."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Label(**row) for row in csv.DictReader(file)]


def write_labels(rows: Iterable[Label], path: Path) -> None:
    """Write the CSV of the contract."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(Label))
        writer.writerows(astuple(row) for row in rows)
