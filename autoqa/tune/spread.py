"""Work over many stored calls, on all cores; one call that cannot be used never stops the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, TypeVar

from autoqa.errors import AutoqaError
from autoqa.tune.corpus import Entry, StoredCall

Result = TypeVar("Result")

FEW = 60
"""Calls below which starting another process costs more than it saves."""


@dataclass(frozen=True)
class Done(Generic[Result]):
    """Results in the order of the calls, and a line for each call that could not be used."""

    results: tuple[Result, ...]
    problems: tuple[str, ...]


def spread(work: Callable[[StoredCall], Result], entries: Sequence[Entry], workers: int = 0) -> Done[Result]:
    """``work`` on every call.

    Args:
        work: picklable; it may carry rules, which each process compiles when it first needs them.
        workers: processes; 0 takes one a core.

    Raises:
        AutoqaError: a mistake of usage or configuration, which every call would meet.
    """
    count = workers or os.cpu_count() or 1
    if count == 1 or len(entries) < FEW:
        parts = [_part(work, entries)]
    else:
        # Before the processes are forked, so that each finds compiled what the first call needed.
        first = _part(work, entries[:1])
        pieces = [entries[start : start + FEW // 2] for start in range(1, len(entries), FEW // 2)]
        with ProcessPoolExecutor(min(count, len(pieces)), initializer=_bring, initargs=(work,)) as pool:
            parts = [first, *pool.map(_piece, pieces)]
    return Done(
        tuple(chain.from_iterable(part.results for part in parts)),
        tuple(chain.from_iterable(part.problems for part in parts)),
    )


_brought: list[Callable[[StoredCall], Any]] = []
"""In a worker process: the work, brought once, so that what it compiles is kept from piece to piece."""


def _bring(work: Callable[[StoredCall], Any]) -> None:
    _brought[:] = [work]


def _piece(entries: Sequence[Entry]) -> Done[Any]:
    return _part(_brought[0], entries)


def _part(work: Callable[[StoredCall], Result], entries: Sequence[Entry]) -> Done[Result]:
    results: list[Result] = []
    problems: list[str] = []
    for entry in entries:
        try:
            results.append(work(StoredCall(entry.open())))
        except AutoqaError as error:
            if error.exit_code == 2:
                raise
            problems.append(str(error))
    return Done(tuple(results), tuple(problems))
