"""What a telephone line is worth, over the calls made to it (S27: 死线, 冷线, 优秀热线, 普通热线).

The document: a line dialled three times and more that never answers is dead; one that answers but passes
fewer than 10 of the 15 indicators is cold; with 10 and more, all key indicators passed and at most 2 others
failed it is excellent; any other is ordinary. Which indicators are the key ones is cut off in the source, so
that the caller names them; as long as nobody does, and while indicators wait for a person, several classes
are possible.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from autoqa.types import Status

STANDARD = "line-15"
"""Id of the shipped standard whose indicators these are."""

DIALLED = 3
"""Attempts from which on a line that never answers is dead."""

PASSED = 10
"""Indicators that must pass, or the line is cold."""

OTHERS_FAILED = 2
"""Indicators that are not key and may fail on an excellent line."""


class LineClass(StrEnum):
    DEAD = "死线"
    COLD = "冷线"
    EXCELLENT = "优秀热线"
    ORDINARY = "普通热线"


@dataclass(frozen=True)
class LineVerdict:
    """``possible``: the classes that the line can still turn out to have, none while it has not been dialled
    often enough; ``passed``, ``failed``, ``pending``: ids of indicators over all calls."""

    possible: tuple[LineClass, ...]
    passed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()

    @property
    def decided(self) -> LineClass | None:
        """The class, when only one is possible."""
        return self.possible[0] if len(self.possible) == 1 else None


def class_of_line(
    calls: Sequence[Mapping[str, Status]], *, dialled: int, key: Collection[str] | None = None
) -> LineVerdict:
    """The class of one line.

    Args:
        calls: status of each indicator by its id, for every call that was answered; none: it never answered.
        dialled: attempts, those without an answer too.
        key: ids of the key indicators; None while nobody has said which they are.
    """
    if not calls:
        return LineVerdict((LineClass.DEAD,) if dialled >= DIALLED else ())
    over_calls: dict[str, set[Status]] = {}
    for call in calls:
        for name, status in call.items():
            over_calls.setdefault(name, set()).add(status)
    failed = tuple(name for name, seen in over_calls.items() if Status.FAIL in seen)
    pending = tuple(n for n, seen in over_calls.items() if Status.UNSURE in seen and n not in failed)
    passed = tuple(
        n for n, seen in over_calls.items() if Status.PASS in seen and n not in failed and n not in pending
    )
    possible = tuple(_possible(len(passed), failed, pending, key))
    return LineVerdict(possible, passed, failed, pending)


def _possible(
    passed: int, failed: Collection[str], pending: Collection[str], key: Collection[str] | None
) -> list[LineClass]:
    """Every class that some outcome of what is pending, and some choice of unknown key indicators, allows."""
    found = [LineClass.COLD] if passed < PASSED else []
    spare = passed + len(pending) - PASSED
    if spare < 0:
        return found
    fatal = sum(key is not None and name in key for name in failed)
    others = len(failed) - fatal
    if not fatal and others <= OTHERS_FAILED:
        found.append(LineClass.EXCELLENT)
    may_be_key = (
        (*failed, *(pending if spare else ())) if key is None else [n for n in pending if n in key and spare]
    )
    if fatal or may_be_key or others + min(spare, len(pending)) > OTHERS_FAILED:
        found.append(LineClass.ORDINARY)
    return found
