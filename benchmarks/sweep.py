"""How long sweeping a number of a rule over stored, labelled calls takes.

Run ``python -m benchmarks.sweep [--calls N] [--values N]``; prints a Markdown table of processor seconds (all
processes) and wall seconds, a line a rule. The calls are the true transcripts of the samples, in a SQLite
database as the batch keeps them, under ids, agents and days of their own; every call has a label drawn by
chance. Loading the rules and starting the processes counts.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from autoqa.config import Settings
from autoqa.pipeline import Heard
from autoqa.store import add_transcript, open_store, put_call
from autoqa.store.tables import RecordingRow
from autoqa.tune.corpus import entries_in
from autoqa.tune.parameter import Sweepable
from autoqa.tune.stored import stored_entries
from autoqa.tune.sweep import sweep
from autoqa.types import Call, Label, Status

TRUTH = Path(__file__).resolve().parents[1] / "samples" / "truth"
SWEPT = (
    ("opening.identity", "limit", 1.0, 60.0),
    ("disclosure.free_period", "free.distance", 1, 50),
    ("consent.explicit", "min_confidence", 0.0, 0.98),
    ("talk.filler", "per_hundred_limit", 0.5, 25.0),
    ("silence.dead_air", "limit", 1.0, 25.5),
)
"""Rule, number, lowest and highest value."""


def fill(url: str, count: int) -> list[str]:
    """Keep ``count`` calls; returns their ids."""
    heard = [entry.open() for entry in entries_in(TRUTH)]
    store = open_store(url)
    start = datetime(2026, 11, 2, 9, tzinfo=UTC)
    names = [f"c{number:05d}" for number in range(count)]
    with store.write() as session:
        for number, name in enumerate(names):
            one = heard[number % len(heard)]
            row = RecordingRow(sha256=f"{number:064d}", bytes=1, first_seen=start)
            session.add(row)
            session.flush()
            moment = start + timedelta(days=number % 20, minutes=number % 480)
            call = one.transcript.call.model_copy(
                update={"id": name, "agent_id": f"70{number % 37:02d}", "started_at": moment}
            )
            put_call(session, row.id, call, name=name, duration=one.dialogue.duration, zone=UTC)
            add_transcript(session, row.id, _with(one, call), asr_key="x")
    store.close()
    return names


def _with(heard: Heard, call: Call) -> Heard:
    return replace(heard, transcript=heard.transcript.model_copy(update={"call": call}))


def values(low: float, high: float, count: int) -> tuple[float, ...]:
    return tuple(round(low + (high - low) * index / (count - 1), 6) for index in range(count))


def labels(rule: str, names: Sequence[str]) -> list[Label]:
    chance = random.Random(rule)
    return [
        Label(call_id=name, rule=rule, status=Status.FAIL if chance.random() < 0.2 else Status.PASS)
        for name in names
    ]


def spent() -> float:
    """Processor seconds of this process and of those that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--values", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/calls.db"
        names = fill(url, options.calls)
        print(f"| rule, number ({options.values} values, {options.calls} calls) | processor s | wall s |")
        print("|---|---|---|")
        for rule, number, low, high in SWEPT:
            before, began = spent(), time.perf_counter()
            span = Sweepable(number, values(low, high, options.values))
            sweep(Settings(db=url), rule, span, stored_entries(url), labels(rule, names))
            took = time.perf_counter() - began
            print(f"| {rule}, {number} | {spent() - before:.1f} | {took:.1f} |", flush=True)


if __name__ == "__main__":
    main()
