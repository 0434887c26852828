"""A suggested change as a unified diff, for ``git apply`` or ``patch -p1``; it is never applied here."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from autoqa.errors import RuleError, UsageError
from autoqa.ruleset import Rule
from autoqa.ruleset import strict_yaml as strict
from autoqa.ruleset.variant import Edit, edited
from autoqa.tune.rewrite import rewritten


def patch_of(rule: Rule, edits: Iterable[Edit], roots: Sequence[Path]) -> str:
    """The diff between a rule's file and the same file with these edits, paths relative to that of ``roots``
    (folders of rules) it lies in. Every line that is not edited stays byte for byte.

    Raises:
        UsageError: the file cannot be read, has changed since it was loaded, or cannot be edited there.
    """
    edits = tuple(edits)
    path = rule.document.path
    try:
        before = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise UsageError(path, f"cannot be read ({error.strerror})", "Check the path") from None
    after = rewritten(before, edits, str(path))
    _check(path, after, edited(rule.document.data, edits))
    root = next(root for root in roots if path.resolve().is_relative_to(root.resolve()))
    name = path.resolve().relative_to(root.resolve()).as_posix()
    return unified(before, after, name)


def unified(before: str, after: str, name: str) -> str:
    """A unified diff of two texts. Lines end at ``\\n`` alone, so that other line ends are content."""
    lines = difflib.unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    whole = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return "".join(whole)


def _lines(text: str) -> list[str]:
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop().removesuffix("\n")
    return [*lines, last] if last else lines


def _check(path: Path, text: str, wanted: dict[str, object]) -> None:
    document, problems = strict.parse(text.removeprefix("\ufeff"), path)
    if document is None or problems:
        raise RuleError(path, "cannot be edited without harm", "Edit it by hand", [str(p) for p in problems])
    if document.data != wanted:
        raise UsageError(path, "has changed since it was read, or cannot be edited", "Run again")
