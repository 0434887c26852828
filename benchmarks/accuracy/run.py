"""Both ways of listening over many calls, two processes side by side."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Literal

from autoqa.config import Settings
from benchmarks.accuracy.plain import Plain
from benchmarks.accuracy.product import Product
from benchmarks.accuracy.result import Result, result_of
from benchmarks.calls.load import BenchCall

Way = Literal["product", "plain"]
_ways: dict[str, Product | Plain] = {}


def _start(settings: Settings, ways: Sequence[Way]) -> None:
    for way in ways:
        _ways[way] = Plain(settings) if way == "plain" else Product(settings)


def _one(job: tuple[Way, BenchCall]) -> tuple[Way, Result | None, str]:
    way, call = job
    try:
        judged = _ways[way](call)
    except Exception:  # the report names it; the other calls go on
        return way, None, f"{way} {call.facts.id}: {traceback.format_exc()}"
    return way, result_of(call.facts, judged, plain=way == "plain"), ""


def run(
    calls: Sequence[BenchCall], settings: Settings, workers: int = 2, *, plain: int = 0
) -> tuple[dict[Way, list[Result]], list[str]]:
    """Results by way, in the order of the calls, and what went wrong. The plain way, which takes several
    times as long, hears the first ``plain`` calls."""
    jobs: list[tuple[Way, BenchCall]] = []
    for number, call in enumerate(calls):
        jobs += [("product", call), ("plain", call)] if number < plain else [("product", call)]
    ways: list[Way] = ["product", "plain"] if plain > 0 else ["product"]
    found: dict[Way, list[Result]] = {way: [] for way in ways}
    failures: list[str] = []
    one_thread = settings.model_copy(update={"threads": 1})
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_start, initargs=(one_thread, ways)
    ) as pool:
        for done, (way, result, failure) in enumerate(pool.map(_one, jobs, chunksize=2), 1):
            if result is None:
                failures.append(failure)
            else:
                found[way].append(result)
            if done % 50 == 0 or done == len(jobs):
                print(f"{done}/{len(jobs)} listened to", flush=True)
    return found, failures
