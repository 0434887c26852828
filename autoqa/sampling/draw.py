"""Drawing calls by a plan: the same calls, plan and seed always give the same sample."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from random import Random

from autoqa.sampling.plan import AgentQuota, SamplingPlan


@dataclass(frozen=True)
class Candidate:
    """A call that can be drawn. ``key`` is our number of it, ``closed`` whether it ended in a sale,
    ``stratum`` its values under the plan's strata, ``quota`` what its agent's grade asks for."""

    key: int
    agent: str
    closed: bool
    stratum: str
    quota: AgentQuota | None = None


@dataclass(frozen=True)
class Drawn:
    """A call in the sample: for which stratum, and the probability with which it could be drawn."""

    key: int
    stratum: str
    inclusion: float


def draw(
    plan: SamplingPlan,
    calls: Sequence[Candidate],
    seed: int,
    *,
    quota: int | None = None,
    before: Collection[int] = (),
) -> list[Drawn]:
    """Calls to add to the sample, by key.

    Args:
        quota: calls in all that are asked for, in place of the plan's own.
        before: keys drawn earlier for this quota; they count, and are not drawn again.
    """
    calls = sorted(calls, key=lambda call: call.key)
    if plan.per_agent is not None:
        drawn = _by_agent(plan.per_agent, calls, seed, set(before))
    else:
        wanted = quota if quota is not None else plan.calls or ceil((plan.share or 0) * len(calls))
        drawn = _in_all(calls, wanted, seed, set(before))
    return sorted(drawn, key=lambda one: one.key)


def _in_all(calls: Sequence[Candidate], wanted: int, seed: int, before: set[int]) -> list[Drawn]:
    free = [call for call in calls if call.key not in before]
    missing = max(0, wanted - (len(calls) - len(free)))
    groups: dict[str, list[int]] = defaultdict(list)
    for call in free:
        groups[call.stratum].append(call.key)
    counts = spread_evenly({name: len(keys) for name, keys in groups.items()}, missing)
    return [one for name, keys in groups.items() for one in _some(keys, counts[name], name, seed)]


def _by_agent(default: AgentQuota, calls: Sequence[Candidate], seed: int, before: set[int]) -> list[Drawn]:
    agents: dict[str, list[Candidate]] = defaultdict(list)
    for call in calls:
        agents[call.agent].append(call)
    drawn: list[Drawn] = []
    for agent, mine in agents.items():
        quota = next((call.quota for call in mine if call.quota is not None), default)
        closed = [call for call in mine if call.closed]
        open_ = [call for call in mine if not call.closed]
        short = max(0, quota.closed - len(closed))
        for kind, group, wanted in (("成交", closed, quota.closed), ("未成交", open_, quota.open + short)):
            free = [call.key for call in group if call.key not in before]
            missing = max(0, wanted - (len(group) - len(free)))
            drawn += _some(free, missing, f"{agent} {kind}".strip(), seed)
    return drawn


def _some(keys: Sequence[int], count: int, stratum: str, seed: int) -> list[Drawn]:
    """``count`` of ``keys``, each equally likely. Each stratum has its own stream of chance, so that a call
    more in one does not change what is drawn in the others."""
    count = min(count, len(keys))
    chosen = Random(f"{seed}/{stratum}").sample(list(keys), count)
    return [Drawn(key, stratum, count / len(keys)) for key in chosen]


def spread_evenly(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """``total`` shared among strata in proportion to their size (largest remainders), one each first where
    there is enough for all, never more than a stratum has."""
    total = min(total, sum(sizes.values()))
    counts = dict.fromkeys(sizes, 1 if 0 < len(sizes) <= total else 0)
    left = total - sum(counts.values())
    room = {name: size - counts[name] for name, size in sizes.items()}
    everything = sum(room.values())
    if left and everything:
        exact = {name: left * free / everything for name, free in room.items()}
        for name, share in exact.items():
            counts[name] += int(share)
        rest = left - sum(int(share) for share in exact.values())
        by_remainder = sorted(exact, key=lambda name: (-(exact[name] % 1), name))
        open_ = [name for name in by_remainder if counts[name] < sizes[name]]
        for name in open_[:rest]:
            counts[name] += 1
    return counts
