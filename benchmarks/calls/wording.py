"""Sentences of the calls: for every key some wordings for `fit` and other ones for `test`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from ruamel.yaml import YAML

Split = Literal["fit", "test"]
SPLITS: tuple[Split, ...] = ("fit", "test")
FOLDER = Path(__file__).parent / "wording"


@cache
def wordings() -> dict[str, Any]:
    """All keys of `wording/*.yaml`. ValueError when two files have the same key."""
    found: dict[str, Any] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for key, value in YAML(typ="safe").load(path.read_text("utf-8")).items():
            if key in found:
                raise ValueError(f"{path.name}: {key} stands in another file too")
            found[key] = value
    return found


class Wording:
    """Draws wordings of one half. `slots` fill the `{names}` in them."""

    def __init__(self, split: Split, rng: np.random.Generator) -> None:
        self.split = split
        self._rng = rng
        self._used: set[tuple[str, str]] = set()
        self.slots: dict[str, str] = {}

    def options(self, key: str) -> list[Any]:
        """The choices of a key (`a.b` goes down); a list without halves serves both."""
        value: Any = wordings()
        rest = key
        while rest:
            if rest in value:
                value, rest = value[rest], ""
            else:
                head, _, rest = rest.partition(".")
                value = value[head]
        chosen = value[self.split] if isinstance(value, dict) and self.split in value else value
        return chosen if isinstance(chosen, list) else [chosen]

    def draw(self, key: str) -> Any:
        """One of the choices as it is written."""
        options = self.options(key)
        return options[int(self._rng.integers(0, len(options)))]

    def fresh(self, key: str) -> Any:
        """One of the choices that was not drawn by this before, as long as there is one."""
        options = self.options(key)
        new = [option for option in options if (key, str(option)) not in self._used] or options
        chosen = new[int(self._rng.integers(0, len(new)))]
        self._used.add((key, str(chosen)))
        return chosen

    def say(self, key: str) -> str:
        """One of the choices with its slots filled."""
        return self.fill(str(self.draw(key)))

    def fill(self, text: str) -> str:
        return text.format_map(self.slots)
