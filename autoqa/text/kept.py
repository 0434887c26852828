"""Results kept with the text they were read from: several rules ask the same of the same turn."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from autoqa.text.turntext import TurnText

Result = TypeVar("Result")


def kept(function: Callable[[TurnText], Result]) -> Callable[[TurnText], Result]:
    """``function`` computed once a text and remembered as long as the text lives; results must be
    immutable."""
    known: WeakKeyDictionary[TurnText, Result] = WeakKeyDictionary()

    @wraps(function)
    def remembering(text: TurnText) -> Result:
        if text not in known:
            known[text] = function(text)
        return known[text]

    return remembering
