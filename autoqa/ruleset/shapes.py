"""How an item of a scoring standard turns what was found into points: the shapes that the documents use."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from autoqa.ruleset.refs import RuleRef
from autoqa.types import Frozen, Mode


class Part(Frozen):
    """One part of an item, judged for itself. ``lose`` is what its failure costs (each time, where
    occurrences are counted); ``mode`` and ``lose`` default to those of the item."""

    title: str
    lose: float | None = Field(default=None, ge=0)
    rules: tuple[RuleRef, ...] = ()
    mode: Mode | None = None


class AllOrNothing(Frozen):
    """Full points, or none as soon as one rule fails."""

    by: Literal["all_or_nothing"]


class Judgement(Frozen):
    """The document gives points and no table: a reviewer awards any part of them, a rule that decides all or
    none."""

    by: Literal["judgement"]


class Fold(Frozen):
    """Judged on 0 to ``of`` and folded to the item's points: 8 of 10 in a five-point item is 4. A rule that
    decides alone gives the highest mark or ``fail``."""

    by: Literal["fold"]
    of: float = Field(default=10, gt=0)
    fail: float = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _inside(self) -> Fold:
        if self.fail > self.of:
            raise ValueError(f"fail {self.fail:g} is more than the highest mark {self.of:g}")
        return self


class ByPart(Frozen):
    """Each failed part costs its points once; never more than the item has."""

    by: Literal["part"]
    each: float | None = Field(default=None, gt=0)
    parts: tuple[Part, ...] = Field(min_length=1)


class ByOccurrence(Frozen):
    """Every time costs ``each``; at most ``cap`` (by default the item's points; without points there is no
    end)."""

    by: Literal["occurrence"]
    each: float | None = Field(default=None, gt=0)
    cap: float | None = Field(default=None, gt=0)
    parts: tuple[Part, ...] = ()


class Level(Frozen):
    """One line of a level table: what is awarded (or lost, or at ``most`` awarded), and for how many failed
    parts or findings it is chosen. Without ``failed`` only a reviewer can choose it; without a number the
    document prints none, and it may be worth anything up to the item's points."""

    title: str = ""
    award: float | None = None
    lose: float | None = Field(default=None, ge=0)
    most: float | None = Field(default=None, ge=0)
    failed: int | tuple[int, int] | None = None

    @model_validator(mode="after")
    def _one_number(self) -> Level:
        if sum(number is not None for number in (self.award, self.lose, self.most)) > 1:
            raise ValueError("a level has one of award, lose and most")
        return self

    def points(self, of: float) -> tuple[float, float]:
        """Least and most points at this level of an item of ``of`` points."""
        if self.award is None and self.lose is None:
            return 0.0, self.most if self.most is not None else of
        points = self.award if self.award is not None else of - (self.lose or 0.0)
        return points, points

    @property
    def range(self) -> tuple[int, int] | None:
        """Fewest and most failures of this level."""
        return (self.failed, self.failed) if isinstance(self.failed, int) else self.failed


class ByLevel(Frozen):
    """A table of levels, chosen by the number of failures or by the reviewer."""

    by: Literal["level"]
    levels: tuple[Level, ...] = Field(min_length=2)
    parts: tuple[Part, ...] = ()


class Overlay(Frozen):
    """Takes ``each`` off the sum of other items, once however often it is found; that sum does not fall below
    0."""

    by: Literal["overlay"]
    each: float = Field(gt=0)
    on: tuple[str, ...] = Field(min_length=1)


class Bonus(Frozen):
    """Adds ``each`` on top, at most ``cap``; without numbers the document names none."""

    by: Literal["bonus"]
    each: float | None = Field(default=None, gt=0)
    cap: float | None = Field(default=None, gt=0)


class Criterion(Frozen):
    """Met or not, without points of its own."""

    by: Literal["criterion"]


Shape = Annotated[
    AllOrNothing | Judgement | Fold | ByPart | ByOccurrence | ByLevel | Overlay | Bonus | Criterion,
    Field(discriminator="by"),
]
