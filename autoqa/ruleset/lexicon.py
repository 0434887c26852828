"""Lists of phrases under ``rules/lexicon/``: one file a subject, one list a key."""

from __future__ import annotations

from pydantic import RootModel, ValidationError

from autoqa.ruleset.problems import Problem
from autoqa.ruleset.strict_yaml import Document
from autoqa.ruleset.validation import problems_of


class LexiconFile(RootModel[dict[str, tuple[str, ...]]]):
    """``name: [phrase, …]``."""


def lists_of(document: Document) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """Phrases by ``file/list``, with every phrase that is written twice in one list as a problem."""
    try:
        lists = LexiconFile.model_validate(document.data).root
    except ValidationError as error:
        return {}, problems_of(error, document, LexiconFile)
    problems = []
    for name, phrases in lists.items():
        for index, phrase in enumerate(phrases):
            if phrase in phrases[:index]:
                cause = f'"{phrase}" is already in this list'
                problems.append(document.problem((name, index), cause, "Remove one of them."))
    return {f"{document.path.stem}/{name}": phrases for name, phrases in lists.items()}, problems
