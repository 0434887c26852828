"""Results kept with what they were read from: several rules ask the same of the same turn or call."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import ref

Source = TypeVar("Source")
Result = TypeVar("Result")


def kept(function: Callable[[Source], Result]) -> Callable[[Source], Result]:
    """``function`` computed once a source, its result remembered as long as the source lives.

    Sources are told apart by identity, whatever they compare equal to: comparing whole dialogues would cost
    more than most of what is remembered of them.
    """
    known: dict[int, tuple[ref[Source], Result]] = {}

    @wraps(function)
    def remembering(source: Source) -> Result:
        key = id(source)
        try:
            return known[key][1]
        except KeyError:
            pass
        result = function(source)
        known[key] = (ref(source, lambda _: known.pop(key, None)), result)
        return result

    return remembering
