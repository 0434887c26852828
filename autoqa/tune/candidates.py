"""Words that might mend a rule: phrases it does not know, and exceptions to those it does.

Candidates are whole words (2 to 12 characters) that stand in calls the rule judged wrongly and not, or
seldom, in calls that people judged the other way. They are only guesses: each is tried on the labelled calls
by :mod:`autoqa.tune.suggest` before it is suggested.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autoqa.ruleset import Rule
from autoqa.ruleset.problems import Loc
from autoqa.ruleset.variant import Edit
from autoqa.text.guards import GUARDS
from autoqa.tune.people import HumanVerdict
from autoqa.tune.said import Line, Said, wrong
from autoqa.types import Role, Status

TRIED = 40
"""Candidates of a kind that are tried on the calls; the rest explain less."""
AROUND = 6
"""Characters beside a hit that an exception may reach to."""
SUPPORT = 2
"""Wrong calls in which a new phrase must stand: what was said once is an accident."""


@dataclass(frozen=True)
class Candidate:
    """An edit to try. ``kind``: ``phrase``, ``exception`` or ``guard``."""

    kind: str
    condition: str
    words: str
    edit: Edit


@dataclass(frozen=True)
class Corpus:
    """Labelled calls in which the words are looked for, and what people said of each."""

    calls: Sequence[Said]
    people: Mapping[str, HumanVerdict]

    def wrong(self, violation: bool) -> list[Said]:
        """Calls of this human verdict that the rule decided otherwise."""
        mine = (call for call in self.calls if bool(self.people[call.id].violation) is violation)
        return [call for call in mine if wrong(call, violation)]

    def judged(self, violation: bool) -> list[Said]:
        return [call for call in self.calls if bool(self.people[call.id].violation) is violation]


def candidates(rule: Rule, corpus: Corpus) -> list[Candidate]:
    """Every edit worth trying, the most promising of each kind first."""
    found: list[Candidate] = []
    for name, written in rule.file.conditions.items():
        kind = written.get("kind")
        role = rule.conditions[name].common.role.role
        if kind == "phrases" and "any" in written:
            found += _phrases(rule, name, role, corpus)
        if kind in ("phrases", "regex", "entities"):
            found += _exceptions(rule, name, corpus, overlapping=kind != "entities")
        if kind in ("phrases", "entities"):
            found += _guards(rule, name)
    return found


def _list_at(rule: Rule, condition: str, key: str) -> Loc | None:
    """Where a list of a condition is written: in it, or among the parameters; None where it cannot be added
    to (one list of the lexicon in place of a list)."""
    written: Any = rule.file.conditions[condition].get(key)
    if written is None or isinstance(written, (list, tuple)):
        return ("conditions", condition, key)
    name = str(written).removeprefix("$")
    return ("params", name) if isinstance(rule.params.get(name), (list, tuple)) else None


def _phrases(rule: Rule, condition: str, role: Role | None, corpus: Corpus) -> Iterator[Candidate]:
    loc = _list_at(rule, condition, "any")
    if loc is None:
        return
    for violation in (True, False):
        errors = corpus.wrong(violation)
        inside = {call.id: _grams_of(call, role, corpus.people[call.id], violation) for call in errors}
        support = _counted(inside)
        likely = {words: calls for words, calls in support.items() if len(calls) >= SUPPORT}
        against = _containing(likely, corpus.judged(not violation), role)
        for words in _ranked(likely, against):
            yield Candidate("phrase", condition, words, Edit(loc, [words], append=True))


def _grams_of(call: Said, role: Role | None, human: HumanVerdict, violation: bool) -> set[str]:
    """Words of the role, where people marked the place only those said there."""
    marked = [
        (label.start, label.end if label.end is not None else label.start)
        for label in human.labels
        if violation and label.status is Status.FAIL and label.start is not None
    ]
    return {
        line.text[start:end]
        for line in _of_role(call, role)
        if not marked or any(line.start <= stop and line.end >= begin for begin, stop in marked)
        for start, end in line.grams()
    }


def _of_role(call: Said, role: Role | None) -> Iterator[Line]:
    return (line for line in call.lines if role is None or line.role is role)


def _exceptions(rule: Rule, condition: str, corpus: Corpus, *, overlapping: bool) -> Iterator[Candidate]:
    loc = _list_at(rule, condition, "except")
    if loc is None:
        return
    for violation in (True, False):
        inside: dict[str, set[str]] = {}
        telling: set[str] = set()
        for call in corpus.wrong(violation):
            near = set()
            for line, start, end, left, right in call.hits(condition, AROUND):
                for first, last in line.grams(left, right):
                    apart = last <= start or first >= end
                    if (first, last) != (start, end) and not (overlapping and apart):
                        near.add(line.text[first:last])
                        if apart or (overlapping and first <= start and last >= end):
                            telling.add(line.text[first:last])
            if near:
                inside[call.id] = near
        support = _counted(inside)
        settled = [call for call in corpus.judged(not violation) if not wrong(call, not violation)]
        against = _containing(support, settled, None)
        for words in _ranked(support, against, first=telling):
            yield Candidate("exception", condition, words, Edit(loc, [words], append=True))


def _guards(rule: Rule, condition: str) -> Iterator[Candidate]:
    loc = _list_at(rule, condition, "guards")
    has = rule.file.conditions[condition].get("guards") or ()
    if loc is not None and not isinstance(has, str):
        for guard in GUARDS:
            if guard not in has:
                yield Candidate("guard", condition, guard, Edit(loc, [guard], append=True))


def _counted(inside: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    support: dict[str, set[str]] = defaultdict(set)
    for call, words in inside.items():
        for one in words:
            support[one].add(call)
    return support


def _containing(words: Iterable[str], calls: Iterable[Said], role: Role | None) -> dict[str, int]:
    """In how many calls each of the words stands."""
    counts = dict.fromkeys(words, 0)
    for call in calls:
        text = "\n".join(line.text for line in _of_role(call, role))
        for one in counts:
            counts[one] += one in text
    return counts


def _ranked(
    support: Mapping[str, set[str]], against: Mapping[str, int], first: Iterable[str] = ()
) -> list[str]:
    """Words that explain most wrong calls for fewest right ones. Of those that stand in the same calls only
    one is kept: one of ``first`` if there is any (a whole hit with its surroundings; beside a number, words
    without it), else one of four characters or about (shorter words mean too much, longer ones are said too
    seldom)."""
    preferred = set(first)
    best: dict[frozenset[str], str] = {}

    def taste(words: str) -> tuple[int, bool, int, str]:
        return against[words], words not in preferred, abs(len(words) - 4), words

    for words, calls in support.items():
        key = frozenset(calls)
        if key not in best or taste(words) < taste(best[key]):
            best[key] = words
    worth = {words: len(calls) - against[words] for calls, words in best.items()}
    promising = (words for words in worth if worth[words] > 0)
    return sorted(promising, key=lambda words: (-worth[words], words))[:TRIED]
