"""YAML read strictly: every scalar stays the text that was written, and every value remembers its place.

Only the grammar of YAML is used, never its guessing of types: ``0012`` stays ``0012`` and ``on`` a word. The
schema turns text into numbers where a field asks for one. Duplicate keys, anchors, aliases, tags, several
documents, tabs as indentation and keys without a value are mistakes here, because the people who write rules
mean something else by them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from autoqa.ruleset.problems import Loc, Mark, Problem

MAX_BYTES = 512 * 1024
"""Largest file read; a rule is about 2 kB, the longest scorecard about 40 kB."""

MAX_DEPTH = 24
"""Deepest nesting read; a rule needs about eight levels."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAB_INDENT = re.compile(r"[ ]*\t")
_START = Mark(1, 1)


@dataclass(frozen=True)
class Document:
    """One file: its data (mappings, lists and texts only) and where each value and each key stands."""

    path: Path
    lines: tuple[str, ...]
    data: dict[str, Any]
    values: Mapping[Loc, Mark]
    keys: Mapping[Loc, Mark]

    def problem(self, loc: Loc, cause: str, mend: str, *, at_key: bool = False) -> Problem:
        """A mistake at ``loc``, or at the nearest known place above it."""
        places = self.keys if at_key else self.values
        while loc and loc not in places:
            loc = loc[:-1]
            places = self.keys if loc in self.keys else self.values
        return _problem(self.path, self.lines, places.get(loc, _START), cause, mend)


def read(path: Path) -> tuple[Document | None, list[Problem]]:
    """Read one file. The document is None when nothing in it can be used; problems may come with either."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        return None, [_of_file(path, f"cannot be read ({error.strerror})", "Check the path and its rights.")]
    if len(raw) > MAX_BYTES:
        cause = f"the file has more than {MAX_BYTES} bytes"
        return None, [_of_file(path, cause, "Split it into several files.")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, [_of_file(path, "the file is not UTF-8 text", "Save it with the encoding UTF-8.")]
    return parse(text, path)


def parse(text: str, path: Path) -> tuple[Document | None, list[Problem]]:
    """Like :func:`read`, of a text already in memory; ``path`` only names it in problems."""
    return _Reader(path, text).document()


class _RefusedError(Exception):
    """The rest of the file cannot be understood; the problem is already noted."""


class _Reader:
    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.lines = tuple(text.splitlines())
        self.values: dict[Loc, Mark] = {}
        self.keys: dict[Loc, Mark] = {}
        self.problems: list[Problem] = []

    def document(self) -> tuple[Document | None, list[Problem]]:
        for number, line in enumerate(self.lines, start=1):
            if tab := _TAB_INDENT.match(line):
                self.note(Mark(number, tab.end()), "a tab is used as indentation", "Use spaces.")
        if self.problems:
            return None, self.problems
        try:
            data = self.top()
        except _RefusedError:
            return None, self.problems
        except yaml.MarkedYAMLError as error:
            place = error.problem_mark or error.context_mark
            mark = Mark(place.line + 1, place.column + 1) if place else _START
            cause = f"not valid YAML: {error.problem or error.context}{_opened(error, mark)}"
            self.note(mark, cause, "Check indentation, colons and quotes.")
            return None, self.problems
        except yaml.YAMLError as error:
            cause = f"not valid YAML: {str(error).splitlines()[0]}"
            self.note(_START, cause, "Remove the special character.")
            return None, self.problems
        return Document(self.path, self.lines, data, self.values, self.keys), self.problems

    def top(self) -> dict[str, Any]:
        self.events = iter(yaml.parse(self.text, Loader=_LOADER))
        next(self.events)
        first = next(self.events)
        if isinstance(first, yaml.StreamEndEvent):
            self.refuse(_START, "the file is empty", "Write a rule into it or remove it.")
        root = next(self.events)
        if not isinstance(root, yaml.MappingStartEvent):
            self.refuse(_START, "the file holds no keys", "Begin with lines of the form `key: value`.")
        data: dict[str, Any] = self.node(root, (), 0)
        next(self.events)
        second = next(self.events)
        if not isinstance(second, yaml.StreamEndEvent):
            self.refuse(_mark(second), "a second document begins here", "Put it into a file of its own.")
        return data

    def node(self, event: yaml.Event, loc: Loc, depth: int) -> Any:
        mark = _mark(event)
        self.values[loc] = mark
        if depth > MAX_DEPTH:
            self.refuse(mark, f"nested deeper than {MAX_DEPTH} levels", "Make it flatter.")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            cause = "anchors and aliases (& and *) are not used here"
            self.refuse(mark, cause, "Write the value out, or quote the text.")
        if tag := getattr(event, "tag", None):
            self.refuse(mark, f"the tag {tag} is not used here", "Remove it, or quote the text.")
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(loc, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(loc, depth)
        return self.scalar(event, loc, mark)

    def mapping(self, loc: Loc, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            mark = _mark(event)
            if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
                self.refuse(mark, "this cannot be a key", "A key is a plain word.")
            key = str(event.value)
            if key in data:
                first = self.keys[(*loc, key)].line
                self.note(
                    mark, f'the key "{key}" is written twice (first on line {first})', "Keep one of them."
                )
                self.node(next(self.events), (*loc, key, ""), depth + 1)
                continue
            self.keys[(*loc, key)] = mark
            data[key] = self.node(next(self.events), (*loc, key), depth + 1)
        return data

    def sequence(self, loc: Loc, depth: int) -> list[Any]:
        data: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            data.append(self.node(event, (*loc, len(data)), depth + 1))
        return data

    def scalar(self, event: yaml.Event, loc: Loc, mark: Mark) -> str:
        assert isinstance(event, yaml.ScalarEvent)
        if event.value == "" and not event.style:
            where = self.keys.get(loc, mark)
            self.note(where, f'"{loc[-1]}" has no value', "Write a value behind it, or remove the line.")
        return event.value

    def note(self, mark: Mark, cause: str, mend: str) -> None:
        self.problems.append(_problem(self.path, self.lines, mark, cause, mend))

    def refuse(self, mark: Mark, cause: str, mend: str) -> NoReturn:
        self.note(mark, cause, mend)
        raise _RefusedError


def _mark(event: yaml.Event) -> Mark:
    assert event.start_mark is not None, "the parser marks every event"
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)


def _opened(error: yaml.MarkedYAMLError, mark: Mark) -> str:
    """Where the thing began that went wrong later, such as a bracket that is never closed."""
    began = error.context_mark
    return f" (in what begins on line {began.line + 1})" if began and began.line + 1 != mark.line else ""


def _of_file(path: Path, cause: str, mend: str) -> Problem:
    return _problem(path, (), _START, cause, mend)


def _problem(path: Path, lines: tuple[str, ...], mark: Mark, cause: str, mend: str) -> Problem:
    excerpt = lines[mark.line - 1] if 0 < mark.line <= len(lines) else ""
    return Problem(str(path), mark, cause, mend, excerpt)
