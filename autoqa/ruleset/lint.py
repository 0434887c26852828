"""Remarks on a whole rule set: nothing here stops a rule from running, everything here is probably not
meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autoqa.ruleset.expression import located
from autoqa.ruleset.loader import RuleSet
from autoqa.ruleset.params import Filler
from autoqa.ruleset.problems import Loc, Problem, did_you_mean
from autoqa.ruleset.reasons import slots
from autoqa.ruleset.rule import Rule
from autoqa.ruleset.schema import Lifecycle
from autoqa.ruleset.standard_mistakes import refs
from autoqa.types import Status

PHRASE_KEYS = frozenset({"any", "all", "none", "of"})
"""Keys of a condition that hold phrases to look for."""

BOUNDED = 3
"""Phrases up to so many characters are found only between word edges, so that a longer one is not
superfluous."""


def lint(ruleset: RuleSet) -> list[Problem]:
    """Every remark on the rules and scorecards, in the order of files and lines."""
    remarks: list[Problem] = []
    for rule in ruleset.rules.values():
        remarks += _names(rule)
        remarks += _examples(rule)
        remarks += _phrases(rule)
    remarks += _scorecards(ruleset)
    return sorted(set(remarks))


def _names(rule: Rule) -> Iterator[Problem]:
    """Parameters and conditions that nothing uses, and reasons that name what is not there."""
    document, file = rule.document, rule.file
    in_reasons = [
        (("reasons", key), name)
        for key, text in document.data.get("reasons", {}).items()
        for name in slots(text)
    ]
    used = rule.used_params | {name for _, name in in_reasons}
    for name in sorted(set(file.params) - used):
        yield document.problem(
            ("params", name), f'no condition uses the parameter "{name}"', "Remove it.", at_key=True
        )
    expressions = [one for one in (file.only_if, file.require, file.forbid) if one is not None]
    wanted = {name for one in expressions for _, name in located(one)} | set(file.flag)
    wanted |= {anchor for condition in rule.conditions.values() for anchor in condition.anchors}
    for name in file.conditions:
        if name not in wanted:
            loc: Loc = ("conditions", name)
            yield document.problem(
                loc, f'nothing asks for the condition "{name}"', "Use or remove it.", at_key=True
            )


def _examples(rule: Rule) -> Iterator[Problem]:
    if rule.file.status in (Lifecycle.RETIRED, Lifecycle.DRAFT):
        return
    document = rule.document
    expected = {example.expect for example in rule.file.examples}
    for status in (Status.FAIL, Status.PASS):
        if status not in expected:
            yield document.problem(
                ("examples",), f"no example is expected to {status.value}", "Add one.", at_key=True
            )
    seen: dict[str, Status] = {}
    for index, example in enumerate(rule.file.examples):
        shown = example.model_dump_json(exclude={"name", "expect", "cause", "at"})
        before = seen.setdefault(shown, example.expect)
        if before is not example.expect:
            cause = f"the same call is expected to {before.value} above and to {example.expect.value} here"
            yield document.problem(("examples", index), cause, "Correct one of them.")


def _phrases(rule: Rule) -> Iterator[Problem]:
    """Phrases of one character, and phrases that a shorter one of the same list already finds. Lists of the
    lexicon are left as their documents print them."""
    for name, raw in rule.file.conditions.items():
        if raw.get("kind") != "phrases":
            continue
        written = Filler(rule.params, {}).fill(raw)
        for key in sorted(PHRASE_KEYS & set(written)):
            loc: Loc = ("conditions", name, key)
            texts = [phrase for phrase in written[key] if isinstance(phrase, str)]
            for text in texts:
                if len(text) == 1:
                    cause = f'"{text}" is one character and is found everywhere'
                    yield rule.document.problem(loc, cause, "Write more of it.")
            if key == "any" and raw.get("boundary") != "true":
                yield from _found_twice(rule, loc, texts)


def _found_twice(rule: Rule, loc: Loc, texts: Sequence[str]) -> Iterator[Problem]:
    free = [text for text in texts if len(text) > BOUNDED]
    for text in texts:
        inside = next((other for other in free if other != text and other in text), None)
        if inside is not None:
            cause = f'"{text}" is found by "{inside}" already'
            yield rule.document.problem(loc, cause, "Remove the longer one.")


def _scorecards(ruleset: RuleSet) -> Iterator[Problem]:
    """Rules that no scorecard uses, and rules that a scorecard names and nobody wrote."""
    used: set[str] = set()
    for standard in ruleset.scorecards.values():
        used |= standard.rule_ids
        for loc, ref in refs(standard.file):
            if ref.rule not in ruleset.rules:
                cause = f'there is no rule "{ref.rule}"'
                yield standard.document.problem(loc, cause, did_you_mean(ref.rule, ruleset.rules))
            else:
                known = ruleset.rules[ref.rule].params
                for name in sorted(set(ref.params) - set(known)):
                    cause = f'{ref.rule} has no parameter "{name}"'
                    yield standard.document.problem(loc, cause, did_you_mean(name, known))
    if not ruleset.scorecards:
        return
    for rule in ruleset.rules.values():
        if rule.runs and rule.id not in used:
            yield rule.document.problem(
                ("id",), f"no scorecard uses {rule.id}", "Name it in one, or retire it."
            )
