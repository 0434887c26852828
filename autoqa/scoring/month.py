"""Violations of an agent over the calls of a period (S04: an unremedied 二级违规 counts as one 一级违规)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from autoqa.types import FatalResult, Status

FIRST, SECOND = "一级违规", "二级违规"

Violation = tuple[str | None, str]
"""Id of the call, id of the item."""


@dataclass(frozen=True)
class FatalsOfCall:
    """Fatal items of one call that fail or are still open."""

    agent: str | None
    call: str | None
    fatal: Sequence[FatalResult]


@dataclass(frozen=True)
class Violations:
    """Of one agent in one period; each class with its certain violations and those that wait for a person."""

    first: tuple[Violation, ...] = ()
    second: tuple[Violation, ...] = ()
    remedied: tuple[Violation, ...] = ()
    first_pending: tuple[Violation, ...] = ()
    second_pending: tuple[Violation, ...] = ()

    @property
    def counted(self) -> int:
        """Violations of the first class that the period is punished for: each second-class one that nobody
        remedied counts as one."""
        return len(self.first) + len(self.second)

    @property
    def most(self) -> int:
        """The same, if everything that waits for a person turns out to be a violation."""
        return self.counted + len(self.first_pending) + len(self.second_pending)


def violations_by_agent(
    calls: Iterable[FatalsOfCall],
    remedied: Collection[Violation] = (),
    *,
    first: str = FIRST,
    second: str = SECOND,
) -> Mapping[str | None, Violations]:
    """Violations by the agents' ids, over the calls of one period.

    Args:
        calls: the period's calls (S04 counts from the 21st to the 20th; choosing them is the caller's).
        remedied: second-class violations made good by a further recording (补录) within the period. One of
            the first class cannot be remedied.
        first, second: how the standard labels its two classes.
    """
    found: dict[str | None, list[tuple[Violation, FatalResult]]] = {}
    for call in calls:
        of_agent = found.setdefault(call.agent, [])
        of_agent += [((call.call, result.item), result) for result in call.fatal]

    def of(agent: str | None, label: str, status: Status, made_good: bool | None) -> tuple[Violation, ...]:
        return tuple(
            violation
            for violation, result in found[agent]
            if result.effect == label
            and result.status is status
            and (made_good is None or (violation in remedied) is made_good)
        )

    return {
        agent: Violations(
            first=of(agent, first, Status.FAIL, None),
            second=of(agent, second, Status.FAIL, False),
            remedied=of(agent, second, Status.FAIL, True),
            first_pending=of(agent, first, Status.UNSURE, None),
            second_pending=of(agent, second, Status.UNSURE, False),
        )
        for agent in found
    }
