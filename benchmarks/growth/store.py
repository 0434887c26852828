"""Claiming, the queue page, search and reports against the number of calls in an SQLite store.

The database is filled as in :mod:`benchmarks.review`: calls of four weeks, 30 % signed. Times are processor
milliseconds of this process, in which SQLite runs too; the least of several.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from starlette.testclient import TestClient

from autoqa.config import Settings
from autoqa.pipeline import Workshop
from autoqa.report.period.build import Asked, period_report
from autoqa.review.app import make_app
from autoqa.sampling.period import Span, period_of
from autoqa.sampling.plan import load_plan
from autoqa.store import open_store
from benchmarks.batch import filled
from benchmarks.growth.memory import forget_largest, largest_mb, resident_mb
from benchmarks.review import PASSWORD, PATHS, fill

DAY = date(2026, 11, 10)
PAGES = ("queue, first page", "one rule", "search, a common word", "search, a rare word")
_CLAIMS = 50
_ROUNDS = 5


def measured(folder: Path, calls: float) -> dict[str, float]:
    """One point, in this process, which should be a fresh one."""
    count = round(calls)
    settings = Settings(cache=folder)
    store = open_store(f"sqlite:///{folder / 'calls.db'}")
    fill(store, count)
    client = TestClient(
        make_app(settings, store, Workshop(settings), refresh=False), base_url="http://localhost"
    )
    client.post("/login", data={"user": "ann", "password": PASSWORD})
    found: dict[str, float] = {"calls": count, "claim": _claim_ms(folder, count)}
    for name in PAGES:
        found[name] = least_ms(lambda path=PATHS[name]: _asked(client, path))
    for span in (Span.DAY, Span.MONTH):
        period = period_of(span, DAY, 1, 1)
        forget_largest()
        before = resident_mb()
        found[f"report of a {span.value}"] = least_ms(
            lambda period=period: period_report(store, period, settings.zone, load_plan("jinshi"), Asked()), 1
        )
        found[f"its MB, {span.value}"] = round(largest_mb() - before)
    store.close()
    return found


def least_ms(action: Callable[[], object], rounds: int = _ROUNDS) -> float:
    """Processor milliseconds of the quickest round."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        action()
        taken.append(1000 * (time.process_time() - began))
    return round(min(taken), 2)


def _asked(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text[:200]


def _claim_ms(folder: Path, jobs: int) -> float:
    store = open_store(f"sqlite:///{folder / 'jobs.db'}")
    ledger = filled(store, jobs)
    taken = least_ms(lambda: [ledger.claim() for _ in range(_CLAIMS)])
    store.close()
    return round(taken / _CLAIMS, 3)


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]), float(sys.argv[2]))))
