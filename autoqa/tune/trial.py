"""Variants of one rule judged on labelled calls."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from autoqa.config import Settings
from autoqa.pipeline import Workshop
from autoqa.ruleset import Decision, Rule, decide_variants
from autoqa.ruleset.compile import with_params
from autoqa.ruleset.variant import Edit, variant
from autoqa.tune.agreement import Case
from autoqa.tune.corpus import StoredCall
from autoqa.tune.judged import Verdict, gravest
from autoqa.tune.people import HumanVerdict
from autoqa.tune.rule_result import Drawn
from autoqa.types import Status

Edits = tuple[Edit, ...]


@dataclass(frozen=True)
class Tried:
    """One call: the verdict of each variant. The first is the rule as it stands."""

    id: str
    agent: str
    day: str
    verdicts: tuple[Verdict, ...]

    def case(self, index: int, human: HumanVerdict) -> Case:
        verdict = self.verdicts[index]
        return Case(verdict.status, verdict.confidence, bool(human.violation))


@dataclass(frozen=True)
class Trial:
    """Work for :func:`autoqa.tune.spread.spread`: the rule as it stands, then each variant, on a call.

    Args:
        calls: calls to try the variants on; on the others only the rule as it stands is judged.
    """

    settings: Settings
    rule: str
    variants: tuple[Edits, ...]
    calls: frozenset[str]

    def __call__(self, call: StoredCall) -> Tried:
        rules = self._rules(call.campaign)
        rules = rules if call.id in self.calls else rules[:1]
        verdicts = tuple(map(_verdict, decide_variants(rules, call.view)))
        return Tried(call.id, call.agent, call.day, verdicts)

    def _rules(self, campaign: str | None) -> tuple[Rule, ...]:
        if campaign not in self._compiled:
            ruleset, standard = self._workshop.in_force(campaign)
            rule = with_params(ruleset.rules[self.rule], standard.overrides.get(self.rule))
            self._compiled[campaign] = (rule, *(variant(rule, edits) for edits in self.variants))
        return self._compiled[campaign]

    @cached_property
    def _workshop(self) -> Workshop:
        return Workshop(self.settings)

    @cached_property
    def _compiled(self) -> dict[str | None, tuple[Rule, ...]]:
        return {}


def _verdict(decisions: Iterable[Decision]) -> Verdict:
    """Without findings: what is said of them is not kept."""
    return Verdict(*gravest((one.status, one.confidence) for one in decisions))


def weights(
    tried: Sequence[Tried], labelled: Collection[str], drawn: Drawn | None = None
) -> dict[str, float]:
    """How many stored calls each labelled call stands for. Without this a few labels of many unflagged calls
    would weigh less than many labels of few flagged ones.

    Strata are the verdicts of the rule as it stands (see :mod:`autoqa.tune.estimate`). Labelled flags share
    all N flagged calls evenly. Of the others, those of a random sample stand for all calls but those that
    were heard for another reason, each in proportion to the inverse of its probability to be drawn (Hájek);
    a call heard for another reason stands for itself. Without ``drawn``, or where no labelled call of a
    stratum was drawn, all share evenly.

    Args:
        drawn: probability with which each call of the random sample was drawn, by call id.
    """
    groups: dict[Status, list[str]] = {}
    for call in tried:
        status = call.verdicts[0].status
        groups.setdefault(Status.PASS if status is Status.NA else status, []).append(call.id)
    found: dict[str, float] = {}
    for status, calls in groups.items():
        known = [call for call in calls if call in labelled]
        chance = {call: drawn[call] for call in known if call in drawn} if drawn else {}
        if status is Status.FAIL or not chance:
            chance = dict.fromkeys(known, 1.0)
        rest = len(calls) - (len(known) - len(chance))
        total = sum(1 / share for share in chance.values())
        found |= {call: rest / share / total if (share := chance.get(call)) else 1.0 for call in known}
    return found
