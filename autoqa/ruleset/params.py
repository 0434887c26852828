"""``$name`` parameters and ``lexicon:`` lists, filled into the conditions of a rule before they are
validated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from autoqa.ruleset.problems import Loc, did_you_mean

_NAME = re.compile(r"\$([a-z][a-z0-9_]*)")
_LEXICON = "lexicon:"


@dataclass(frozen=True)
class Unfilled:
    """A name that stands for nothing, and where it was written."""

    loc: Loc
    cause: str
    mend: str


@dataclass
class Filler:
    """Fills one rule. ``lexicon`` maps ``file/list`` to phrases. ``missing`` collects what could not be
    filled and ``used`` the parameters that were."""

    params: Mapping[str, Any]
    lexicon: Mapping[str, tuple[str, ...]]
    missing: list[Unfilled] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def fill(self, value: Any, loc: Loc = ()) -> Any:
        """``value`` with every parameter and lexicon list in its place; lists inside lists are spliced."""
        if isinstance(value, dict):
            return {key: self.fill(part, (*loc, key)) for key, part in value.items()}
        if isinstance(value, list):
            return list(self._spliced(value, loc))
        return self._text(value, loc) if isinstance(value, str) else value

    def _spliced(self, values: list[Any], loc: Loc) -> Iterator[Any]:
        for index, value in enumerate(values):
            filled = self.fill(value, (*loc, index))
            if isinstance(filled, list) and isinstance(value, str):
                yield from filled
            else:
                yield filled

    def _text(self, text: str, loc: Loc) -> Any:
        if text.startswith(_LEXICON):
            return self._list(text.removeprefix(_LEXICON).strip(), loc)
        whole = _NAME.fullmatch(text)
        if whole is not None:
            return self.fill(as_written(self._param(whole[1], loc)), loc)
        return _NAME.sub(lambda match: self._inline(match[1], loc), text)

    def _inline(self, name: str, loc: Loc) -> str:
        value = as_written(self._param(name, loc))
        if isinstance(value, str):
            return value
        self.missing.append(
            Unfilled(loc, f"${name} is a list, not one value", "Let it stand alone, without other text.")
        )
        return ""

    def _param(self, name: str, loc: Loc) -> Any:
        self.used.add(name)
        if name not in self.params:
            self.missing.append(
                Unfilled(loc, f"${name} is not among the params", did_you_mean(name, self.params))
            )
            return ""
        return self.params[name]

    def _list(self, name: str, loc: Loc) -> list[str]:
        if name not in self.lexicon:
            cause = f'the lexicon has no list "{name}"'
            self.missing.append(Unfilled(loc, cause, did_you_mean(name, self.lexicon)))
            return []
        return list(self.lexicon[name])


def as_written(value: Any) -> Any:
    """A parameter in the form a YAML file would give it: texts, and lists and mappings of texts."""
    if isinstance(value, Mapping):
        return {str(key): as_written(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_written(part) for part in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
