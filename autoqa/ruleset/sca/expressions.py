"""Lambdas such as ``a&&(b||!c)``: names joined by and, or, not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from autoqa.errors import RuleError

Written = str | dict[str, Any]
"""An expression as a rule file writes it."""

_TOKEN = re.compile(r"\s*(&&|\|\||[&|!()]|[A-Za-z0-9_]+)")


def parse(source: str, named: Callable[[str], Written | None]) -> Written | None:
    """The expression, with what ``named`` gives for each name. A name for which it gives None is left out,
    and None is what remains of an expression of such names only.

    Raises:
        RuleError: it cannot be read.
    """
    tokens = _tokens(source)
    read = _Reader(tokens, source, named)
    expression = read.either()
    if read.place < len(tokens):
        raise read.error()
    return expression


def _tokens(source: str) -> list[str]:
    tokens, place = [], 0
    text = source.strip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise RuleError(
                source, f'"{text[place]}" cannot be read', "Write names with && || ! and brackets"
            )
        tokens.append(match[1])
        place = match.end()
    return tokens


class _Reader:
    def __init__(self, tokens: list[str], source: str, named: Callable[[str], Written | None]) -> None:
        self.tokens = tokens
        self.source = source
        self.named = named
        self.place = 0

    def error(self) -> RuleError:
        at = self.tokens[self.place] if self.place < len(self.tokens) else "its end"
        return RuleError(
            self.source or '""', f"cannot be read at {at}", "Write names with && || ! and brackets"
        )

    def take(self, *wanted: str) -> bool:
        if self.place < len(self.tokens) and self.tokens[self.place] in wanted:
            self.place += 1
            return True
        return False

    def either(self) -> Written | None:
        parts = [self.both()]
        while self.take("||", "|"):
            parts.append(self.both())
        return joined("any", parts)

    def both(self) -> Written | None:
        parts = [self.one()]
        while self.take("&&", "&"):
            parts.append(self.one())
        return joined("all", parts)

    def one(self) -> Written | None:
        if self.take("!"):
            inner = self.one()
            return None if inner is None else negated(inner)
        if self.take("("):
            inner = self.either()
            if not self.take(")"):
                raise self.error()
            return inner
        if self.place >= len(self.tokens) or not self.tokens[self.place][0].isalnum():
            raise self.error()
        self.place += 1
        return self.named(self.tokens[self.place - 1])


def joined(word: str, parts: list[Written | None]) -> Written | None:
    """``{all: […]}`` or ``{any: […]}`` of those that are left; one alone stands for itself."""
    left = [part for part in parts if part is not None]
    if not left:
        return None
    return left[0] if len(left) == 1 else {word: left}


def negated(expression: Written) -> Written:
    if isinstance(expression, dict) and set(expression) == {"not"}:
        inner: Written = expression["not"]
        return inner
    return {"not": expression}


def names(expression: Written) -> Iterator[str]:
    """Names of the conditions in it."""
    if isinstance(expression, str):
        yield expression
        return
    for part in expression.values():
        for one in part if isinstance(part, list) else [part]:
            yield from names(one)
