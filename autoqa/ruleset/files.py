"""Which files a rule directory holds, and what each is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

from autoqa.ruleset import strict_yaml
from autoqa.ruleset.problems import Mark, Problem
from autoqa.ruleset.strict_yaml import Document


class Part(StrEnum):
    """Folders with a meaning; every other YAML file is a rule."""

    LEXICON = "lexicon"
    SCORECARDS = "scorecards"
    CAMPAIGNS = "campaigns"
    RULES = "rules"


def documents(directory: Path) -> Iterator[tuple[Part, Document | None, list[Problem]]]:
    """Every YAML file below ``directory`` in the order of its path; the path of a single rule file will do
    too."""
    if not directory.exists():
        problem = Problem(str(directory), Mark(1, 1), "there is no such file or folder", "Check the path.")
        yield Part.RULES, None, [problem]
        return
    for path in yaml_files(directory):
        document, problems = strict_yaml.read(path)
        yield _part(path, directory), document, problems


def yaml_files(directory: Path) -> Sequence[Path]:
    if directory.is_file():
        return [directory]
    found = [path for path in directory.rglob("*") if path.suffix in (".yaml", ".yml") and path.is_file()]
    return sorted(found)


def _part(path: Path, directory: Path) -> Part:
    top = path.relative_to(directory).parts[0] if path != directory else ""
    return Part(top) if top in set(Part) else Part.RULES
