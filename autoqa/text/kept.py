"""Results kept with what they were read from: several rules ask the same of the same turn or call."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

Source = TypeVar("Source")
Result = TypeVar("Result")


def kept(function: Callable[[Source], Result]) -> Callable[[Source], Result]:
    """``function`` computed once a source (compared by identity), its result remembered as long as the source
    lives."""
    known: WeakKeyDictionary[Source, Result] = WeakKeyDictionary()

    @wraps(function)
    def remembering(source: Source) -> Result:
        if source not in known:
            known[source] = function(source)
        return known[source]

    return remembering
