"""A scoring standard made ready to score, with every mistake of its file at its line and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from autoqa.errors import RuleError
from autoqa.ruleset.params import Filler, as_written
from autoqa.ruleset.problems import Problem, did_you_mean
from autoqa.ruleset.refs import NamedRule
from autoqa.ruleset.standard_file import Item, Section, StandardFile
from autoqa.ruleset.standard_mistakes import mistakes, refs
from autoqa.ruleset.strict_yaml import Document
from autoqa.ruleset.validation import problems_of


@dataclass(frozen=True)
class Standard:
    """One standard with its parameter values in force."""

    file: StandardFile
    document: Document
    values: Mapping[str, Any]

    @property
    def id(self) -> str:
        return self.file.id

    @property
    def title(self) -> str:
        return self.file.title

    @property
    def version(self) -> str:
        return self.file.version

    @property
    def items(self) -> tuple[tuple[Section, Item], ...]:
        """Every item with its section, in the order of the document."""
        return tuple((section, item) for section in self.file.sections for item in section.items)

    def in_force(self, refs: tuple[NamedRule, ...]) -> tuple[NamedRule, ...]:
        """Those of these rules that apply with the parameter values in force."""
        return tuple(ref for ref in refs if ref.holds(self.values))

    @property
    def rule_ids(self) -> frozenset[str]:
        """Every rule the standard names, whatever the parameters."""
        return frozenset(ref.rule for _, ref in refs(self.file))

    @property
    def overrides(self) -> dict[str, dict[str, Any]]:
        """Parameter values that the standard sets, by rule id; for ``judge_all``."""
        filler = Filler(self.values, {})
        used = [ref for _, ref in refs(self.file) if ref.params and ref.holds(self.values)]
        return {ref.rule: filler.fill(ref.params) for ref in used}

    def with_params(self, values: Mapping[str, Any]) -> Standard:
        """The standard with other parameter values.

        Raises:
            RuleError: a parameter it has not, or a value that it does not allow.
        """
        for name, value in values.items():
            if name not in self.file.params:
                raise RuleError(
                    self.id, f'it has no parameter "{name}"', did_you_mean(name, self.file.params)
                )
            allowed = self.file.params[name].allowed
            if allowed and as_written(value) not in allowed:
                raise RuleError(self.id, f'{name} cannot be "{value}"', did_you_mean(str(value), allowed))
        return Standard(self.file, self.document, {**self.values, **values})


def compile_standard(document: Document) -> tuple[Standard | None, list[Problem]]:
    """Make a standard of a file. None when anything in it is wrong."""
    try:
        file = StandardFile.model_validate(document.data)
    except ValidationError as error:
        return None, problems_of(error, document, StandardFile)
    problems = [document.problem(loc, cause, mend) for loc, cause, mend in mistakes(file)]
    values = {name: param.default for name, param in file.params.items()}
    return (None if problems else Standard(file, document, values)), problems
