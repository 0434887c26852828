"""One sheet of feedback."""

from __future__ import annotations

from dataclasses import dataclass

from autoqa.report.evidence import Clip

MASKED = "证件号、卡号、电话号码和客户姓名已隐去，录音片段里已消音。"


@dataclass(frozen=True)
class Example:
    """A place to listen to. ``quote``: what was said there; ``remark``: why it matters, in the words of the
    inspector or of the rule."""

    clip: Clip | None
    quote: str
    remark: str


@dataclass(frozen=True)
class Point:
    """One thing to keep or to mend; ``figure`` says how often, and what it cost or brought."""

    item: str
    title: str
    figure: str
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Line:
    """One line of a list: a violation to make good, or an appeal and its outcome."""

    call: str
    what: str
    outcome: str


@dataclass(frozen=True)
class Feedback:
    """One sheet. ``drafts``: calls in it that no person has signed; ``lost``: points lost on all its calls;
    ``more``: points to mend that the page has no room for."""

    agent: str
    name: str
    team: str
    kind: str
    period: str
    figures: tuple[tuple[str, str], ...]
    keep: tuple[Point, ...]
    mend: tuple[Point, ...]
    more: int
    lost: float
    violations: tuple[Line, ...]
    appeals: tuple[Line, ...]
    drafts: int
