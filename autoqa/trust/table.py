"""What was learnt of a model's verdicts on calls whose true verdicts are known, as data.

One table belongs to one model and is found by the hash of its weights; it lies beside the model as
``trust.json`` and is written by ``python -m benchmarks.trust verdicts``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from pydantic import Field, ValidationError

from autoqa.errors import ModelError
from autoqa.types import Frozen, Status

FILE_NAME = "trust.json"
_LOWEST, _HIGHEST = 0.02, 0.995
"""Bounds of a sign, so that no single one decides everything."""


class RuleTrust(Frozen):
    """One rule.

    Attributes:
        offset: log-odds by which its verdicts are more or less often right than others of the same signs.
        threshold: probability from which a verdict is given; below it is ``unsure``.
        bound: greatest share of wrong ones among the verdicts given, at the table's level of confidence;
        None when
            there were too few cases to state any.
        given, wrong: verdicts at or above the threshold that the bound was tested on, and how many were
            wrong.
        fail_least: probability that a failure of it needs, where its group of rules has one; None for that
            of the table.
    """

    offset: float = 0.0
    threshold: float = Field(ge=0, le=1.1)
    bound: float | None = None
    given: int = 0
    wrong: int = 0
    fail_least: float | None = Field(default=None, ge=0, le=1)


class TrustTable(Frozen):
    """Probability that a verdict is right = logistic(``intercept`` + sum of weight x log-odds of each sign +
    ``fail`` for a failure + the rule's offset). ``level``: probability with which each stated bound holds;
    ``fail_least``: probability that a failure needs, for it takes points from somebody, unless its rule has
    one of its own."""

    model_sha256: str
    intercept: float = 0.0
    weights: dict[str, float]
    fail: float = 0.0
    fail_least: float = Field(default=0.0, ge=0, le=1)
    rules: dict[str, RuleTrust] = Field(default={})
    other: RuleTrust
    level: float | None = None
    fitted_on: str = ""

    def of(self, rule: str) -> RuleTrust:
        """What is known of ``rule``; of rules that were not fitted (a centre's own) ``other``."""
        return self.rules.get(rule, self.other)

    def needed(self, rule: str, status: Status) -> float:
        """Probability from which such a verdict is given."""
        own = self.of(rule)
        if status is not Status.FAIL:
            return own.threshold
        return max(own.threshold, self.fail_least if own.fail_least is None else own.fail_least)

    def probability(self, rule: str, status: Status, signs: Mapping[str, float]) -> float:
        """That this verdict is right."""
        odds = self.intercept + self.of(rule).offset + (self.fail if status is Status.FAIL else 0.0)
        odds += sum(weight * log_odds(signs[name]) for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def log_odds(sign: float) -> float:
    """Of a sign, held between its bounds."""
    held = min(_HIGHEST, max(_LOWEST, sign))
    return math.log(held / (1 - held))


CAUTIOUS = TrustTable(
    model_sha256="",
    weights={"rule": 0.5, "words": 0.1, "roles": 0.1},
    other=RuleTrust(threshold=0.75),
    fitted_on="nothing: a cautious default for models that were not measured",
)
"""For models without a table: the rule's own log-odds are halved, and three verdicts in four must be
expected to be right. It states no bound."""


def load_tables(directories: Iterable[Path]) -> dict[str, TrustTable]:
    """Tables of the models in ``directories``, by the hash of the weights.

    Raises:
        ModelError: a table is damaged.
    """
    found = (_read(path) for directory in directories if (path := directory / FILE_NAME).is_file())
    return {table.model_sha256: table for table in found}


@cache
def _read(path: Path) -> TrustTable:
    try:
        return TrustTable.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, ValidationError) as error:
        mend = "Remove it, or write it again: python -m benchmarks.trust verdicts"
        raise ModelError(path, f"is no table of trust ({error})", mend) from None
