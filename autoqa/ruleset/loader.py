"""Loading rule directories: every file, every mistake, one version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from autoqa.errors import RuleError
from autoqa.ruleset import strict_yaml
from autoqa.ruleset.campaign import Campaign
from autoqa.ruleset.compile import compile_rule
from autoqa.ruleset.files import Part, documents
from autoqa.ruleset.lexicon import lists_of
from autoqa.ruleset.problems import Problem, did_you_mean
from autoqa.ruleset.rule import Rule
from autoqa.ruleset.standard import Standard, compile_standard
from autoqa.ruleset.strict_yaml import Document
from autoqa.ruleset.validation import problems_of


@dataclass(frozen=True)
class RuleSet:
    """All rules and scorecards in force, sorted by id.

    ``version`` is the hash of everything that can change a verdict or a score: rules without their examples,
    phrases, scorecards and the campaign; comments, the order of keys and the place of files do not matter.
    """

    rules: Mapping[str, Rule]
    scorecards: Mapping[str, Standard]
    lexicon: Mapping[str, tuple[str, ...]]
    campaign: Campaign | None
    version: str

    def standard(self, name: str) -> Standard:
        """A scoring standard by its id or its code (``S01``), with the campaign's values.

        Raises:
            RuleError: there is none of that name.
        """
        for standard in self.scorecards.values():
            if name in (standard.id, standard.file.code):
                return standard
        raise RuleError(name, "there is no such scorecard", did_you_mean(name, self.scorecards))


def load_ruleset(
    dirs: Sequence[Path], campaign: Path | None = None, *, lists_from: Sequence[Path] = ()
) -> RuleSet:
    """Load rule directories; in a later one a rule, list or scorecard replaces that of the same name in an
    earlier one. ``lists_from``: directories of which only the lists of phrases are there to be named.

    Raises:
        RuleError: with every problem of every file in ``problems``.
    """
    load = _Load()
    for directory in lists_from:
        load.lists(directory / Part.LEXICON)
    for directory in dirs:
        load.directory(directory)
    load.compile()
    if campaign is not None:
        load.campaign_file(campaign)
    if load.problems:
        problems = sorted(set(load.problems))
        files = len({problem.file for problem in problems})
        raise RuleError(
            problems[0].file,
            f"{len(problems)} mistake(s) in {files} rule file(s), the first: {problems[0].cause}",
            "Correct them; `autoqa rules check` lists all.",
            [str(problem) for problem in problems],
        )
    return load.ruleset()


@dataclass
class _Load:
    """What is gathered while files are read."""

    lexicon: dict[str, tuple[str, ...]] = field(default_factory=dict)
    borrowed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rule_documents: dict[str, Document] = field(default_factory=dict)
    standard_documents: dict[str, Document] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    standards: dict[str, Standard] = field(default_factory=dict)
    campaign: Campaign | None = None
    problems: list[Problem] = field(default_factory=list)

    def lists(self, directory: Path) -> None:
        for _, document, problems in documents(directory):
            self.problems += problems
            if document is not None:
                self.borrowed.update(lists_of(document)[0])

    def directory(self, directory: Path) -> None:
        rules: dict[str, Document] = {}
        standards: dict[str, Document] = {}
        for part, document, problems in documents(directory):
            self.problems += problems
            if document is None:
                continue
            if part is Part.LEXICON:
                lists, problems = lists_of(document)
                self.lexicon.update(lists)
                self.problems += problems
            elif part is Part.RULES:
                self._named(rules, document, "rule")
            elif part is Part.SCORECARDS:
                self._named(standards, document, "scorecard")
        self.rule_documents.update(rules)
        self.standard_documents.update(standards)

    def _named(self, here: dict[str, Document], document: Document, what: str) -> None:
        name = str(document.data.get("id", document.path))
        if name in here:
            cause = f'the {what} "{name}" is already in {here[name].path}'
            self.problems.append(
                document.problem(("id",), cause, "Give it another id, or remove one of them.")
            )
        here[name] = document

    def compile(self) -> None:
        for name, document in sorted(self.rule_documents.items()):
            rule, problems = compile_rule(document, {**self.borrowed, **self.lexicon})
            self.problems += problems
            if rule is not None:
                self.rules[name] = rule
        for name, document in sorted(self.standard_documents.items()):
            standard, problems = compile_standard(document)
            self.problems += problems
            if standard is not None:
                self.standards[name] = standard

    def campaign_file(self, path: Path) -> None:
        document, problems = strict_yaml.read(path)
        self.problems += problems
        if document is None:
            return
        try:
            self.campaign = Campaign.model_validate(document.data)
        except ValidationError as error:
            self.problems += problems_of(error, document, Campaign)
            return
        for name, values in self.campaign.rules.items():
            self._set_rule(document, name, values)
        for name, values in self.campaign.scorecards.items():
            self._set_standard(document, name, values)

    def _set_standard(self, document: Document, name: str, values: Mapping[str, Any]) -> None:
        if name not in self.standard_documents:
            mend = did_you_mean(name, self.standard_documents)
            loc = ("scorecards", name)
            self.problems.append(document.problem(loc, f'there is no scorecard "{name}"', mend, at_key=True))
        elif name in self.standards:
            try:
                self.standards[name] = self.standards[name].with_params(values)
            except RuleError as error:
                self.problems.append(document.problem(("scorecards", name), error.cause, error.mend))

    def _set_rule(self, document: Document, name: str, values: Mapping[str, Any]) -> None:
        loc = ("rules", name)
        if name not in self.rule_documents:
            mend = did_you_mean(name, self.rule_documents)
            self.problems.append(document.problem(loc, f'there is no rule "{name}"', mend, at_key=True))
            return
        rule = self.rules.get(name)
        if rule is None:
            return
        unknown = [key for key in values if key not in rule.params]
        for key in unknown:
            cause = f'{name} has no parameter "{key}"'
            self.problems.append(
                document.problem((*loc, key), cause, did_you_mean(key, rule.params), at_key=True)
            )
        if unknown:
            return
        changed, problems = compile_rule(rule.document, rule.lexicon, {**rule.params, **values})
        if changed is None:
            cause = f"with these values: {problems[0].cause}"
            self.problems.append(document.problem(loc, cause, problems[0].mend))
            return
        self.rules[name] = changed

    def ruleset(self) -> RuleSet:
        return RuleSet(self.rules, self.standards, self.lexicon, self.campaign, self._version())

    def _version(self) -> str:
        content = {
            "lexicon": self.lexicon,
            "rules": {
                name: {key: value for key, value in rule.document.data.items() if key != "examples"}
                | {"params": dict(rule.params)}
                for name, rule in self.rules.items()
            },
            "scorecards": {name: standard.document.data for name, standard in self.standards.items()},
            "campaign": self.campaign.model_dump(mode="json") if self.campaign is not None else None,
        }
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"
