"""Manual pages written as docstrings: what it is, a table of fields, what the answers mean, an example."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

_ENTRY = re.compile(r"^    ([a-z_]+(?:, [a-z_]+)*): +(.+)$")


@dataclass(frozen=True)
class Page:
    """A docstring taken apart. ``fields``: name → meaning; names that share an entry share its text."""

    intro: str
    fields: dict[str, str]
    rest: str
    example: str


def page_of(source: object) -> Page:
    """The manual page of a class, read from its docstring's ``Fields:`` (or ``Attributes:``) section."""
    lines = inspect.cleandoc(inspect.getdoc(source) or "").splitlines()
    head = next((i for i, line in enumerate(lines) if line in ("Fields:", "Attributes:")), len(lines))
    end = next((i for i in range(head + 1, len(lines)) if lines[i] and lines[i][0] != " "), len(lines))
    after = lines[end:]
    first = next((i for i, line in enumerate(after) if line.startswith("    ")), len(after))
    return Page(
        intro=_prose(lines[:head]),
        fields=_fields(lines[head + 1 : end]),
        rest=_prose(after[:first]),
        example="\n".join(line[4:] for line in after[first:]).strip(),
    )


def _fields(lines: list[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for line in lines:
        if entry := _ENTRY.match(line):
            names = entry[1].split(", ")
            found |= {name: [entry[2]] for name in names}
        elif line.strip():
            for name in names:
                found[name].append(line.strip())
    return {name: _code(" ".join(parts)) for name, parts in found.items()}


def _prose(lines: list[str]) -> str:
    paragraphs = "\n".join(lines).strip().split("\n\n")
    return _code("\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs))


def _code(text: str) -> str:
    """Markdown's single backquotes, and references by their name alone."""
    return re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", text).replace("``", "`")
