"""Regular expressions, for what phrases cannot say."""

from __future__ import annotations

import re
from functools import cached_property
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from autoqa.checks.base import CallView, Check, Need, Outcome, Scope, trust_absence
from autoqa.checks.heard import apart, hit_at


class RegexCheck(Check):
    """A regular expression over the plain text of each turn: simplified characters, lower case, half width,
    no punctuation, digits as recognised.

    Fields:
        any: expressions; one match is enough.
        except: expressions that undo a match they overlap.

    Yes: there is a match; each is a hit.

        plate: {kind: regex, role: customer, any: ["京[a-z][a-z0-9]{5}"]}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORDS})

    kind: Literal["regex"] = "regex"
    any: tuple[str, ...] = Field(min_length=1)
    except_: tuple[str, ...] = Field(default=(), alias="except")

    @model_validator(mode="after")
    def _sound(self) -> RegexCheck:
        for written in (*self.any, *self.except_):
            try:
                empty = re.compile(written).match("")
            except re.error as error:
                raise ValueError(f'"{written}" is no regular expression: {error}') from error
            if empty is not None:
                raise ValueError(f'"{written}" matches nothing at all, and so everywhere')
        return self

    @cached_property
    def _wanted(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(written) for written in self.any)

    @cached_property
    def _undoing(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(written) for written in self.except_)

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
