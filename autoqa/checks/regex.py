"""Regular expressions, for what phrases cannot say.

They are run by RE2, whose time is linear in the text whatever the expression: rules come from other people,
and one ``(a|a)*b`` must not hold up a night's batch. RE2 has no look-around and no back-references.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from autoqa.checks.base import CallView, Check, Need, Outcome, Scope, trust_absence
from autoqa.checks.heard import apart, hit_at

MEMORY = 1 << 20
"""Bytes that one compiled expression may take; ``(((a{99}){99}){99})`` is refused instead of filling the
machine."""


@cache
def compiled(written: str) -> Any:
    """A pattern with the methods of those of ``re``, positions in characters.

    Raises:
        ValueError: RE2 cannot read it, or it is too large.
    """
    import re2

    options = re2.Options()
    options.max_mem = MEMORY
    options.log_errors = False
    try:
        return re2.compile(written, options)
    except re2.error as error:
        said = error.args[0]
        cause = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        raise ValueError(f'"{written}" is no regular expression that RE2 knows: {cause}') from None


class RegexCheck(Check):
    """A regular expression over the plain text of each turn: simplified characters, lower case, half width,
    no punctuation, digits as recognised. Syntax: RE2 (no look-around, no back-references; use `except`).

    Fields:
        any: expressions; one match is enough.
        except: expressions that undo a match they overlap.

    Yes: there is a match; each is a hit.

        plate: {kind: regex, role: customer, any: ["京[a-z][a-z0-9]{5}"]}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORDS})

    title: ClassVar[str] = "正则表达式"

    kind: Literal["regex"] = "regex"
    any: tuple[str, ...] = Field(min_length=1)
    except_: tuple[str, ...] = Field(default=(), alias="except")

    @model_validator(mode="after")
    def _sound(self) -> RegexCheck:
        for written in (*self.any, *self.except_):
            if compiled(written).match("") is not None:
                raise ValueError(f'"{written}" matches nothing at all, and so everywhere')
        return self

    @cached_property
    def _wanted(self) -> tuple[Any, ...]:
        return tuple(compiled(written) for written in self.any)

    @cached_property
    def _undoing(self) -> tuple[Any, ...]:
        return tuple(compiled(written) for written in self.except_)

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        hits = []
        for turn in scope.turns_of(view):
            text = view.texts[turn.index]
            away = [match.span() for pattern in self._undoing for match in pattern.finditer(text.text)]
            for match in (m for pattern in self._wanted for m in pattern.finditer(text.text) if m.group()):
                start, end = match.span()
                if not any(start < last and end > first for first, last in away):
                    hits.append(hit_at(turn, text, start, end, how="regex"))
        hits = apart([hit for hit in hits if scope.admits(hit.start)])
        return Outcome.found(hits, said=hits[0].text) if hits else trust_absence(view, scope)
