"""What a file of ``rules/scorecards/`` may hold: one scoring standard in the words of its document."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from autoqa.ruleset.refs import RuleRef
from autoqa.ruleset.schema import ParamName
from autoqa.ruleset.shapes import Criterion, Shape
from autoqa.types import Frozen, Mode

StandardId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$")]


class NotConcerned(StrEnum):
    """What an item that the call does not concern counts: full marks; left out, the rest scaled up to the
    total; or only counted as not concerned."""

    FULL = "full"
    EXCLUDED = "excluded"
    COUNTED = "counted"


class Effect(StrEnum):
    """What a fatal item does: the call's score to 0, the recording invalid, a section to 0, the month to 0 or
    some other consequence outside the call (both only reported), a violation of a class."""

    SCORE_ZERO = "score_zero"
    INVALID = "invalid"
    SECTION_ZERO = "section_zero"
    MONTH_ZERO = "month_zero"
    OUTSIDE = "outside"
    VIOLATION = "violation"


class Param(Frozen):
    """A value that a campaign may set. ``allowed``: nothing else."""

    title: str
    default: Any
    allowed: tuple[str, ...] = ()


class Item(Frozen):
    """One item, in the document's own words.

    Attributes:
        id: as printed, or a running number where nothing is printed.
        points: at most; 0 for what only takes off or only adds, None where the document gives no points.
        rules: what it rests on; ``mode`` says whether they decide or only bring evidence.
        group: for grades that count items of a kind.
        reported: the fact lies outside the recording (a complaint, an award): nothing is taken off or added
            until someone reports it.
        source: section of the source file; default the id. ``source_gap``: its text or points are cut off
            there.
    """

    id: str
    title: str
    text: str = ""
    points: float | None = Field(default=None, ge=0)
    mode: Mode
    how: Shape = Criterion(by="criterion")
    rules: tuple[RuleRef, ...] = ()
    not_concerned: NotConcerned | None = None
    reported: bool = False
    group: str | None = None
    source: str | None = None
    source_gap: bool = False

    @model_validator(mode="after")
    def _rests_on_something(self) -> Item:
        parts = getattr(self.how, "parts", ())
        ruled = [*self.rules, *(rule for part in parts for rule in part.rules)]
        if self.mode is Mode.AUTO and not ruled:
            raise ValueError("mode auto needs rules")
        if self.mode is Mode.MANUAL and ruled:
            raise ValueError("mode manual has no rules: with rules it is assist")
        if self.reported and (self.mode is not Mode.MANUAL or self.points):
            raise ValueError("reported is for mode manual, without points to lose")
        if self.rules and parts:
            raise ValueError("write the rules under the parts")
        if self.points is None and self.how.by != "criterion" and self.how.by != "bonus":
            raise ValueError(f"points are missing: how by {self.how.by} needs them")
        return self


class Section(Frozen):
    """A part of the document. ``points`` is what it prints; the items must add up to it unless
    ``source_gap``."""

    id: str
    title: str
    points: float | None = None
    source_gap: bool = False
    items: tuple[Item, ...] = Field(min_length=1)


class Fatal(Frozen):
    """A fatal item (致命 / 一票否决) or another consequence without points.

    Attributes:
        label: what is said of it, such as 一级违规; default by effect.
        section: the section that becomes 0, with ``effect: section_zero``.
        reported: the fact lies outside the recording: not asked of every call.
    """

    id: str
    title: str
    text: str = ""
    effect: Effect
    label: str | None = None
    section: str | None = None
    mode: Mode
    rules: tuple[RuleRef, ...] = ()
    reported: bool = False
    source: str | None = None
    source_gap: bool = False


class Counts(Frozen):
    """Fewest and most items of a group with each verdict."""

    passed: tuple[int, int] | None = None
    failed: tuple[int, int] | None = None
    na: tuple[int, int] | None = None


class Grade(Frozen):
    """A grade: from ``min`` points upwards, or by counts of items per group (``all``: every item). The last
    grade may have no condition. Grades are tried from the first to the last. ``invalid``: the recording is
    invalid as well."""

    title: str
    min: float | None = None
    invalid: bool = False
    counts: dict[str, Counts] = Field(default={})


class Source(Frozen):
    """Where the document is: the name of its text file, and which part of it."""

    file: str
    section: str


class StandardFile(Frozen):
    """One scoring standard as written.

    Attributes:
        code: number in the list of standards.
        total: what the document prints as full marks; the items must add up to it unless ``source_gap``.
        invalid: what a recording is called when a fatal item of effect ``invalid`` fails.
        notes: rules of the document that concern more than one call (sampling, months, appeals).
    """

    id: StandardId
    code: str
    title: str
    owner: str = ""
    version: str = "1"
    description: str = ""
    source: Source
    source_gap: bool = False
    total: float | None = None
    not_concerned: NotConcerned = NotConcerned.FULL
    params: dict[ParamName, Param] = Field(default={})
    sections: tuple[Section, ...] = ()
    fatal: tuple[Fatal, ...] = ()
    grades: tuple[Grade, ...] = ()
    invalid: str = "无效录音"
    notes: tuple[str, ...] = ()
