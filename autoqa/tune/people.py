"""What people decided on a call, out of all their labels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from autoqa.tune.statistics import kappa
from autoqa.types import Label, Status

_GRAVEST = (Status.FAIL, Status.UNSURE, Status.PASS, Status.NA)

Key = tuple[str, str]
"""Call id, and rule or item id."""


@dataclass(frozen=True)
class HumanVerdict:
    """What people decided together.

    Attributes:
        status: the majority's verdict; None where as many say one thing as another, or where everyone
            contradicts himself.
        by: verdict of each labeller, None where he contradicts himself.
        labels: the rows behind it, in the order of the file.
    """

    status: Status | None
    by: Mapping[str, Status | None]
    labels: tuple[Label, ...]

    @property
    def violation(self) -> bool | None:
        """Whether people found a violation; None where they could not tell or are divided."""
        return None if self.status in (None, Status.UNSURE) else self.status is Status.FAIL

    @property
    def contradictory(self) -> bool:
        """Somebody says two things of the same place."""
        return None in self.by.values()

    @property
    def disputed(self) -> bool:
        """Labellers differ on whether there is a violation."""
        said = {status is Status.FAIL for status in self.by.values() if status not in (None, Status.UNSURE)}
        return len(said) > 1

    @property
    def points(self) -> float | None:
        """Mean of the points given; None when none were."""
        given = [label.points for label in self.labels if label.points is not None]
        return sum(given) / len(given) if given else None


def human_verdicts(labels: Iterable[Label]) -> dict[Key, HumanVerdict]:
    """One verdict a call and rule, in the order of the first label of each."""
    grouped: dict[Key, list[Label]] = defaultdict(list)
    for label in labels:
        grouped[label.call_id, label.rule].append(label)
    return {key: _verdict(rows) for key, rows in grouped.items()}


def _verdict(rows: list[Label]) -> HumanVerdict:
    mine: dict[str, list[Label]] = defaultdict(list)
    for row in rows:
        mine[row.labeller].append(row)
    by = {who: _of_one(own) for who, own in mine.items()}
    votes = Counter(status for status in by.values() if status is not None).most_common(2)
    divided = not votes or (len(votes) > 1 and votes[0][1] == votes[1][1])
    return HumanVerdict(None if divided else votes[0][0], by, tuple(rows))


def _of_one(rows: list[Label]) -> Status | None:
    """One labeller's verdict: the gravest of his rows, because a violation confirmed at one place and a flag
    rejected at another is a violation. None when two rows say different things of the same place."""
    for first, second in combinations(rows, 2):
        if first.status is not second.status and _same_place(first, second):
            return None
    return min((row.status for row in rows), key=_GRAVEST.index)


def _same_place(first: Label, second: Label) -> bool:
    if first.start is None or second.start is None:
        return first.start is None and second.start is None
    ends = [label.end if label.end is not None else label.start for label in (first, second)]
    assert ends[0] is not None
    assert ends[1] is not None
    return first.start <= ends[1] and second.start <= ends[0]


@dataclass(frozen=True)
class Pair:
    """Two labellers on what both judged. ``kappa``: on violation or not; None where chance explains all."""

    first: str
    second: str
    shared: int
    agreed: int
    kappa: float | None


def pairs(verdicts: Mapping[Key, HumanVerdict]) -> list[Pair]:
    """Agreement of every two labellers who share a call and rule that both could decide."""
    tables: dict[tuple[str, str], Counter[tuple[bool, bool]]] = defaultdict(Counter)
    for verdict in verdicts.values():
        decided = {who: s is Status.FAIL for who, s in verdict.by.items() if s not in (None, Status.UNSURE)}
        for first, second in combinations(sorted(decided), 2):
            tables[first, second][decided[first], decided[second]] += 1
    return [
        Pair(
            first,
            second,
            shared=sum(table.values()),
            agreed=table[True, True] + table[False, False],
            kappa=kappa(table),
        )
        for (first, second), table in sorted(tables.items())
    ]
