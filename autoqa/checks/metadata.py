"""What the dialler or order system knows of the call."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from autoqa.checks.base import CallView, Check, Need, Outcome, Scope
from autoqa.types import Cause


class MetadataCheck(Check):
    """A field of the call's metadata (sidecar, manifest or transcript). Yes when it has one of the wanted
    values. A field that is not known is ``unknown`` with cause ``no_metadata``, unless ``is_known`` asks
    just that.

    Fields:
        field: name of the field; the centre's own fields too.
        is: the values that count, as written in the metadata (case does not matter).
        is_not: the values that do not count; any other known value does.
        min, max: least and most, of a value that is a number (a rate, an age, an amount).
        is_known: ``true``: yes when the field has a value, whatever it is; ``false``: yes when it has none.

        if_unknown: what a field without a value means instead of unknown: ``yes`` or ``no``.

    Exactly one of ``is``, ``is_not``, ``is_known``, or ``min`` and ``max``. A value that should be a number
    and is none is unknown, too.

        sold: {kind: metadata, field: outcome, is: [sold]}
    """

    needs: ClassVar[frozenset[Need]] = frozenset()

    title: ClassVar[str] = "通话信息"

    kind: Literal["metadata"] = "metadata"
    field: str
    is_: tuple[str, ...] | None = Field(default=None, alias="is")
    is_not: tuple[str, ...] | None = None
    min: float | None = None
    max: float | None = None
    is_known: bool | None = None
    if_unknown: Literal["yes", "no"] | None = None

    @model_validator(mode="after")
    def _one_question(self) -> MetadataCheck:
        limits = self.min if self.min is not None else self.max
        if sum(asked is not None for asked in (self.is_, self.is_not, self.is_known, limits)) != 1:
            raise ValueError("metadata needs exactly one of is, is_not, is_known, and min or max")
        return self

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        value = getattr(view.call, self.field, None)
        known = value is not None and value != ""
        if self.is_known is not None:
            return Outcome.holds() if known is self.is_known else Outcome.absent()
        if not known and self.if_unknown is not None:
            return Outcome.holds() if self.if_unknown == "yes" else Outcome.absent()
        if not known:
            return Outcome.unknown(Cause.NO_METADATA, note=f"通话信息里没有“{self.field}”")
        text = (value.value if isinstance(value, StrEnum) else str(value)).lower()
        if self.min is not None or self.max is not None:
            return self._measured(text)
        if self.is_ is not None:
            met = text in {wanted.lower() for wanted in self.is_}
        else:
            met = text not in {unwanted.lower() for unwanted in self.is_not or ()}
        return Outcome.holds(value=text) if met else Outcome.absent(value=text)

    def _measured(self, text: str) -> Outcome:
        try:
            number = float(text.replace(",", ""))
        except ValueError:
            return Outcome.unknown(Cause.NO_METADATA, note=f"通话信息里的“{self.field}”不是数字：{text}")
        met = (self.min is None or number >= self.min) and (self.max is None or number <= self.max)
        return Outcome.holds(value=text) if met else Outcome.absent(value=text)
