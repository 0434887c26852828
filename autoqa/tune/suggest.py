"""Changes to a rule that its labels ask for, each tried on the labelled calls before it is suggested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autoqa.config import Settings
from autoqa.errors import UsageError
from autoqa.ruleset.variant import Edit
from autoqa.tune.agreement import Agreement, agreement
from autoqa.tune.candidates import Candidate, Corpus, candidates
from autoqa.tune.corpus import Entry
from autoqa.tune.cost import Costs
from autoqa.tune.parameter import Sweepable
from autoqa.tune.patch import patch_of
from autoqa.tune.people import human_verdicts
from autoqa.tune.rule_result import Drawn
from autoqa.tune.said import Listen, Said
from autoqa.tune.spread import spread
from autoqa.tune.sweep import rule_of, sweep
from autoqa.tune.trial import Edits, Trial, Tried, weights
from autoqa.types import Frozen, Label

THRESHOLDS = Sweepable("min_confidence", tuple(round(0.05 * step, 2) for step in range(20)))
"""Abstention thresholds tried: a verdict less sure than this is left to a person."""


class Suggestion(Frozen):
    """One change.

    Attributes:
        kind: ``phrase`` (a violation that was not seen), ``exception`` or ``guard`` (a flag that people
            rejected), ``threshold`` (when to leave it to a person).
        condition: the condition it changes; empty for a threshold.
        words: the phrase, the guard's name, or the number.
        fixes, breaks: labelled calls that it alone sets right, and wrong.
        agents: of how many agents the fixed calls are.
        saves: what it saves alone, in units of one false flag over all stored calls.
        quotes: what was said on fixed calls.
    """

    kind: str
    condition: str
    words: str
    fixes: tuple[str, ...]
    breaks: tuple[str, ...]
    agents: int
    saves: float
    quotes: tuple[str, ...]


class Suggestions(Frozen):
    """``autoqa.suggestions/1``: all changes together, with the figures before and after on the labelled
    calls, and the patch that makes them."""

    format: str = "autoqa.suggestions/1"
    rule: str
    stored: int
    calls: int
    costs: Costs
    suggestions: tuple[Suggestion, ...]
    before: Agreement
    after: Agreement
    cost_before: float
    cost_after: float
    patch: str


@dataclass(frozen=True)
class Suggested:
    result: Suggestions
    problems: tuple[str, ...]


def suggest(
    settings: Settings,
    rule: str,
    entries: Sequence[Entry],
    labels: Sequence[Label],
    costs: Costs | None = None,
    drawn: Drawn | None = None,
) -> Suggested:
    """Look for changes to ``rule`` that its labels ask for.

    Args:
        drawn: probability with which each call of the random sample was drawn, by call id; see
            :func:`autoqa.tune.trial.weights`.

    Raises:
        UsageError: no such rule, or no labelled call is stored.
        RuleError: the rules cannot be used.
    """
    bench = _Bench(settings, rule, entries, labels, costs or Costs(), drawn)
    chosen = bench.chosen(bench.tried(candidates(bench.rule, bench.corpus)))
    edits = tuple(candidate.edit for candidate, _ in chosen)
    suggestions = [suggestion for _, suggestion in chosen]
    threshold = bench.threshold(edits)
    if threshold is not None:
        suggestions.append(threshold)
        edits = (*edits, Edit(("min_confidence",), float(threshold.words)))
    return Suggested(bench.result(edits, suggestions), bench.problems)


class _Bench:
    """The labelled calls of one rule, to try edits on."""

    def __init__(
        self,
        settings: Settings,
        rule: str,
        entries: Sequence[Entry],
        labels: Sequence[Label],
        costs: Costs,
        drawn: Drawn | None,
    ) -> None:
        self.settings = settings
        self.rule = rule_of(settings, rule)
        self.entries = entries
        self.labels = [label for label in labels if label.rule == rule]
        self.costs = costs
        self.drawn = drawn
        people = human_verdicts(self.labels)
        self.people = {call: human for (call, _), human in people.items() if human.violation is not None}
        done = spread(Listen(settings, rule), entries)
        self.problems = done.problems
        self.stored = len(done.results)
        self.said: dict[str, Said] = {call.id: call for call in done.results if call.id in self.people}
        if not self.said:
            raise UsageError(
                rule, "no labelled call is among the stored ones", "Label some calls of this rule"
            )
        self.corpus = Corpus(tuple(self.said.values()), self.people)
        self.weights: Mapping[str, float] = {}

    def tried(self, found: Sequence[Candidate]) -> list[tuple[Candidate, Suggestion]]:
        """Each candidate alone on the labelled calls; those that save nothing are left out."""
        calls = self._judge(tuple((candidate.edit,) for candidate in found))
        self.weights = weights(calls, self.people, self.drawn)
        labelled = [call for call in calls if call.id in self.people]
        tried = []
        for column, candidate in enumerate(found, start=1):
            suggestion = self._weighed(candidate, labelled, column)
            if suggestion.saves > 0 and suggestion.fixes:
                tried.append((candidate, suggestion))
        return sorted(tried, key=lambda pair: (bool(pair[1].breaks), -pair[1].saves, pair[1].words))

    def chosen(self, tried: Sequence[tuple[Candidate, Suggestion]]) -> list[tuple[Candidate, Suggestion]]:
        """Those that harm nothing first, from the one that saves most on: each that still sets right calls
        which those before do not, and more than it sets wrong; at last without those that others replace."""
        fixed: set[str] = set()
        broken: set[str] = set()
        kept = []
        for candidate, suggestion in tried:
            new, harm = set(suggestion.fixes) - fixed, set(suggestion.breaks) - broken
            if sum(map(self._worth, new)) > sum(map(self._worth, harm)):
                kept.append((candidate, suggestion))
                fixed |= new
                broken |= harm
        for pair in list(kept):
            others = {call for other in kept if other is not pair for call in other[1].fixes}
            if others >= set(pair[1].fixes):
                kept.remove(pair)
        return kept

    def threshold(self, edits: Edits) -> Suggestion | None:
        """An abstention threshold that is cheaper, also on agents and days it was not chosen on. Looked for
        only where no words mend the rule: with better words its confidences mean something else."""
        if edits:
            return None
        found = sweep(
            self.settings, self.rule.id, THRESHOLDS, self.entries, self.labels, self.costs, self.drawn
        ).sweep
        if found.advised is None:
            return None
        return Suggestion(
            kind="threshold",
            condition="",
            words=f"{found.advised:g}",
            fixes=(),
            breaks=(),
            agents=0,
            saves=found.cost_now - min(point.cost for point in found.points),
            quotes=(),
        )

    def result(self, edits: Edits, suggestions: Sequence[Suggestion]) -> Suggestions:
        """All edits together, judged once more."""
        labelled = [call for call in self._judge((edits,) if edits else ()) if call.id in self.people]
        before = [call.case(0, self.people[call.id]) for call in labelled]
        after = [call.case(-1, self.people[call.id]) for call in labelled]
        shares = [self.weights[call.id] for call in labelled]
        patch = patch_of(self.rule, edits, self.settings.rule_dirs) if edits else ""
        return Suggestions(
            rule=self.rule.id,
            stored=self.stored,
            calls=len(labelled),
            costs=self.costs,
            suggestions=tuple(suggestions),
            before=agreement(before),
            after=agreement(after),
            cost_before=sum(self.costs.of(c) * share for c, share in zip(before, shares, strict=True)),
            cost_after=sum(self.costs.of(c) * share for c, share in zip(after, shares, strict=True)),
            patch=patch,
        )

    def _judge(self, variants: tuple[Edits, ...]) -> tuple[Tried, ...]:
        trial = Trial(self.settings, self.rule.id, variants, frozenset(self.people))
        return spread(trial, self.entries).results

    def _weighed(self, candidate: Candidate, labelled: Sequence[Tried], column: int) -> Suggestion:
        fixes, breaks, saves = [], [], 0.0
        for call in labelled:
            human = self.people[call.id]
            now, then = (self.costs.of(call.case(index, human)) for index in (0, column))
            saves += (now - then) * self.weights[call.id]
            if then < now:
                fixes.append(call.id)
            elif then > now:
                breaks.append(call.id)
        return Suggestion(
            kind=candidate.kind,
            condition=candidate.condition,
            words=candidate.words,
            fixes=tuple(fixes),
            breaks=tuple(breaks),
            agents=len({self.said[call].agent for call in fixes}),
            saves=round(saves, 6),
            quotes=tuple(self._quotes(candidate, fixes)),
        )

    def _quotes(self, candidate: Candidate, calls: Sequence[str]) -> list[str]:
        lines = [
            line.text for call in calls[:3] for line in self.said[call].lines if candidate.words in line.text
        ]
        return list(dict.fromkeys(lines))[:3]

    def _worth(self, call: str) -> float:
        violation = bool(self.people[call].violation)
        return (self.costs.miss if violation else self.costs.false) * self.weights[call]
