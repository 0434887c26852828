"""The hand labels parse, are complete, and point into their calls."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from autoqa.types import Status, Transcript
from samples.make.__main__ import SAMPLES
from samples.make.labels import RULES
from samples.make.script import Script

Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with (SAMPLES / "labels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_columns_follow_the_contract(rows: list[Row]) -> None:
    assert list(rows[0]) == ["call_id", "rule", "status", "start", "end", "labeller", "note"]


def test_every_rule_is_decided_for_every_call(rows: list[Row], scripts: list[Script]) -> None:
    decided = {(row["call_id"], row["rule"]) for row in rows}
    assert decided == {(script.id, rule) for script in scripts for rule in RULES}


def test_statuses_are_known_and_not_contradictory(rows: list[Row]) -> None:
    statuses: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        statuses.setdefault((row["call_id"], row["rule"]), set()).add(Status(row["status"]).value)
    assert all(len(found) == 1 for found in statuses.values())


def test_planted_violations_lie_within_their_call(rows: list[Row], truths: dict[str, Transcript]) -> None:
    failing = [row for row in rows if row["status"] == "fail"]
    assert failing
    for row in failing:
        duration = truths[row["call_id"]].duration
        assert duration is not None
        assert 0 <= float(row["start"]) < float(row["end"]) <= duration, row
        assert row["note"], row


def test_as_many_rows_fail_as_the_scripts_plant(rows: list[Row], scripts: list[Script]) -> None:
    written = Counter(row["call_id"] for row in rows if row["status"] == "fail")
    assert written == Counter({s.id: len(s.labels.fail) for s in scripts if s.labels.fail})


def test_the_promise_is_labelled_where_it_is_said(rows: list[Row], truths: dict[str, Transcript]) -> None:
    spans = [
        (float(row["start"]), float(row["end"]))
        for row in rows
        if (row["call_id"], row["rule"], row["status"]) == ("11-promise", "banned.promise", "fail")
    ]
    words = [word for segment in truths["11-promise"].segments for word in segment.words]
    said = ["".join(w.text for w in words if a - 0.006 <= w.start and w.end <= b + 0.006) for a, b in spans]
    assert said == ["绝对", "百分之百"]
