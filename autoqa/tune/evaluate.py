"""Rules and the standard in force against what people decided on stored calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autoqa import __version__
from autoqa.config import Settings
from autoqa.pipeline import Workshop
from autoqa.ruleset import RuleSet, Standard
from autoqa.tune import cautions
from autoqa.tune.corpus import Entry
from autoqa.tune.judged import JudgeAll, Judged, Place
from autoqa.tune.people import HumanVerdict, Key, human_verdicts, pairs
from autoqa.tune.result import AnnotatorPair, Caution, Disagreement, Evaluation, RuleResult
from autoqa.tune.rule_result import Drawn, compared_calls, disagreement, rule_result
from autoqa.tune.scorecard_result import scorecard_result
from autoqa.tune.spread import spread
from autoqa.types import Label

ESTIMATOR = (
    "召回率（全部）：按机器结论（报违规、待定、合格）分层，每层以有效标注按抽中概率的倒数加权"
    "（Hájek 比率估计；等概率时即分层估计）估计违规数；区间由各层 Beta(k+1/2, n-k+1/2) 后验模拟得出。"
    "待定算未检出。其余比例为有效标注内的计数，95% 区间用 Wilson 法。"
)
"""How recall over all calls is reckoned; stands on every result."""


@dataclass(frozen=True)
class Evaluated:
    """The comparison, the calls it rests on, and a line for each call that could not be used."""

    evaluation: Evaluation
    calls: tuple[Judged, ...]
    problems: tuple[str, ...]


def evaluate(
    settings: Settings,
    entries: Sequence[Entry],
    labels: Sequence[Label],
    drawn: Drawn | None = None,
) -> Evaluated:
    """Judge every stored call by the rules of ``settings`` and compare.

    Args:
        drawn: probability with which each call of the random sample was drawn, by call id; None takes all
            labelled calls with the same machine verdict as equally likely.

    Raises:
        RuleError: the rules cannot be used.
        UsageError: there is nothing to compare.
    """
    ruleset, standard = Workshop(settings).in_force()
    people = human_verdicts(labels)
    names = {rule for _, rule in people}
    scoring = bool(names & _of_standard(standard))
    rules = names & set(ruleset.rules)
    places = places_of(labels)
    work = JudgeAll(settings, None if scoring else frozenset(rules), places)
    done = spread(work, entries)
    calls = list(done.results)
    results = {
        rule: rule_result(ruleset.rules[rule], calls, people, drawn)
        for rule in sorted(rules)
        if ruleset.rules[rule].runs
    }
    cards = scorecard_result(standard, calls, people) if scoring else None
    evaluation = Evaluation(
        rules_version=ruleset.version,
        autoqa_version=__version__,
        calls=len(calls),
        labelled_calls=len({call.id for call in calls} & {call for call, _ in people}),
        labels=len(labels),
        estimator=ESTIMATOR,
        rules=results,
        scorecards={cards.scorecard: cards} if cards is not None else {},
        annotators=tuple(AnnotatorPair(**vars(pair)) for pair in pairs(people)),
        warnings=tuple(_cautions(ruleset, standard, calls, people, results)),
        disagreements=tuple(_disagreements(ruleset, results, calls, people)),
    )
    return Evaluated(evaluation, tuple(calls), done.problems)


def _of_standard(standard: Standard) -> set[str]:
    """Everything of the standard that a label can name."""
    items = {item.id for _, item in standard.items} | {fatal.id for fatal in standard.file.fatal}
    return items | {standard.id, standard.file.code}


def places_of(labels: Sequence[Label]) -> dict[str, tuple[Place, ...]]:
    """Labelled places of each call, to be quoted."""
    places: dict[str, dict[Place, None]] = {}
    for label in labels:
        if label.start is not None:
            end = label.end if label.end is not None else label.start
            places.setdefault(label.call_id, {})[label.start, end] = None
    return {call: tuple(spans) for call, spans in places.items()}


def _cautions(
    ruleset: RuleSet,
    standard: Standard,
    calls: Sequence[Judged],
    people: dict[Key, HumanVerdict],
    results: dict[str, RuleResult],
) -> list[Caution]:
    stored = {call.id for call in calls}
    items = _of_standard(standard)
    found = list(cautions.of_labels(people, stored, set(ruleset.rules) | items, set(results) | items))
    found += cautions.of_pairs(pairs(people))
    for result in results.values():
        found += cautions.of_rule(result, people)
    return found


def _disagreements(
    ruleset: RuleSet,
    results: dict[str, RuleResult],
    calls: Sequence[Judged],
    people: dict[Key, HumanVerdict],
) -> list[Disagreement]:
    found = [
        disagreement(ruleset.rules[rule], call, human)
        for rule in results
        for call, human in compared_calls(rule, calls, people)
    ]
    return [one for one in found if one is not None]
