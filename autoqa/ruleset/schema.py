"""What a rule file may hold. Every text has already been read by :mod:`autoqa.ruleset.strict_yaml`; here it
becomes numbers where a field asks for one."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from autoqa.ruleset.anchors import Anchor
from autoqa.ruleset.expression import ConditionName, Expression
from autoqa.types import Cause, Frozen, Role, Severity, SoundKind, Span, Status

RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")]
"""``group.name``: small letters, digits, underscores."""

ParamName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]

MIN_CONFIDENCE = 0.5
"""Below this confidence a verdict is put to a person instead (a rule may set its own ``min_confidence``)."""


class Lifecycle(StrEnum):
    """``draft``: only ``rules test`` runs it; ``trial``: flags but never scores; ``active``; ``retired``:
    kept for old scorecards, never run."""

    DRAFT = "draft"
    TRIAL = "trial"
    ACTIVE = "active"
    RETIRED = "retired"


class IfMissing(StrEnum):
    """What a window becomes when its anchor condition has no hit: the whole call, nothing (the condition is
    then ``no``), or unknown."""

    WHOLE = "whole"
    EMPTY = "empty"
    UNKNOWN = "unknown"


class Window(Frozen):
    """Where in the call a condition looks.

    Attributes:
        from, until: ``ANCHOR [+|- SECONDS]``. Anchors: ``start``, ``end``, ``connect``, ``first_agent``,
            ``first_customer``, ``last_agent``, ``last_customer`` (the start of that turn), or another
            condition's name (its hit). ``.start`` / ``.end`` choose the edge of the hit or turn; without it,
            ``NAME + s`` counts from its end, ``NAME - s`` from its start, ``from: NAME`` begins at its end
            and ``until: NAME`` stops at its start.
        around: another condition, instead of ``from`` and ``until``: the turns next to its hit, as ``turns``
            says.
        nth: which hits of the anchor condition: ``first``, ``last``, a number from 1, ``any`` (a window for
            each, one is enough) or ``each`` (the condition must hold in the window of every hit).
        turns: only the first n turns of the role after ``from``; negative: the last n before ``until``.
            ``[2, 4]``: the second to the fourth, ``[-2, -1]``: the last two. With ``around``: counted from
            the turn of the hit, ``[0, 0]`` that turn itself, ``[-2, 2]`` also two turns of the role before
            and after.
        part: shares of the call from connect to end, as ``[0, 0.3]``.
        if_missing: what the window becomes when its anchor condition has no hit: ``whole`` (the call),
            ``empty`` (the condition is then not met) or ``unknown``.
    """

    from_: Anchor | None = Field(default=None, alias="from")
    until: Anchor | None = None
    around: ConditionName | None = None
    nth: Annotated[str, StringConstraints(pattern=r"^(first|last|any|each|[1-9][0-9]?)$")] = "first"
    turns: int | tuple[int, int] | None = None
    part: tuple[float, float] | None = None
    if_missing: IfMissing = IfMissing.EMPTY

    @model_validator(mode="after")
    def _sensible(self) -> Window:
        if self.around is not None:
            if self.from_ is not None or self.until is not None:
                raise ValueError("around stands instead of from and until")
            if not isinstance(self.turns, tuple) or self.turns[0] > self.turns[1]:
                raise ValueError("around needs turns: [first, last], counted from the turn of the hit")
        elif isinstance(self.turns, tuple):
            first, last = self.turns
            if not first or not last or ((first > 0) == (last > 0) and first > last):
                raise ValueError("turns: [first, last] counts from 1 on, or from -1 backwards")
        elif self.turns == 0:
            raise ValueError("turns: 0 leaves nothing to look at")
        if self.nth == "each" and not self.conditions:
            raise ValueError("nth: each needs a condition to measure from")
        if self.part is not None and not 0 <= self.part[0] < self.part[1] <= 1:
            raise ValueError("part must be two shares in order, each from 0 to 1")
        return self

    @cached_property
    def everywhere(self) -> bool:
        """Whether it is the whole call."""
        written = (self.from_, self.until, self.around, self.turns, self.part)
        return all(part is None for part in written)

    @property
    def conditions(self) -> frozenset[str]:
        """Conditions whose hits the window is measured from."""
        points = (point.condition for point in (self.from_, self.until) if point is not None)
        return frozenset(name for name in (*points, self.around) if name is not None)


class Count(Frozen):
    """How many hits make the condition true.

    Attributes:
        min: at least so many.
        max: at most so many; left out: any number.
    """

    min: int = Field(default=1, ge=0)
    max: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Count:
        if self.max is not None and self.max < self.min:
            raise ValueError(f"max {self.max} is less than min {self.min}; write min: 0 to allow none")
        return self


class WhoseTurns(StrEnum):
    AGENT = "agent"
    CUSTOMER = "customer"
    ANY = "any"

    @property
    def role(self) -> Role | None:
        return _ROLES[self]


_ROLES = {WhoseTurns.ANY: None, WhoseTurns.AGENT: Role.AGENT, WhoseTurns.CUSTOMER: Role.CUSTOMER}


class Common(Frozen):
    """The keys that every condition may carry, beside those of its kind.

    Attributes:
        role: whose turns: ``agent``, ``customer`` or ``any``.
        window: where in the call to look; left out: everywhere.
        count: how many hits make it true; left out: one.
        label: its Chinese name in reasons (``{missing}``) and in ``rules show``.
    """

    role: WhoseTurns = WhoseTurns.ANY
    window: Window = Window()
    count: Count | None = None
    label: str | None = None


class Reasons(Frozen):
    """Chinese sentences for the inspector. ``{name}`` stands for a parameter or a figure, ``{missing}`` for
    the labels of the conditions that fail, ``{quote}`` for what was said, ``{note}`` for the remark of a
    check.

    Attributes:
        fail: of a violation.
        pass: of a call that is in order.
        unsure: where it cannot be told.
        na: where the rule does not concern the call.
    """

    fail: str | None = None
    pass_: str | None = Field(default=None, alias="pass")
    unsure: str | None = None
    na: str | None = None


class ExampleEvent(Span):
    """Ring-back, hold music or a tone in an example, in seconds."""

    kind: SoundKind
    channel: int = 0


class ExampleAudio(Frozen):
    """Sound of an example call: agent on channel 0, customer on channel 1, speech where the turns are.

    Attributes:
        agent_level, customer_level, noise_level: dBFS. ``agent_levels``: of each second, instead of one
            level.
        dead: a party whose channel holds no signal. ``truncated``: the file is cut.
    """

    agent_level: float = -20.0
    customer_level: float = -20.0
    noise_level: float = -60.0
    agent_levels: tuple[float, ...] = ()
    dead: Role | None = None
    truncated: bool = False
    events: tuple[ExampleEvent, ...] = ()


def _no_audio(value: Any) -> Any:
    """``false`` arrives as a word, as every scalar does."""
    return False if value == "false" else value


class Example(Frozen):
    """A call that the rule must judge rightly; ``autoqa rules test`` runs it.

    Attributes:
        name: what it shows.
        expect: the verdict: ``fail``, ``pass``, ``unsure`` or ``na``.
        cause: the cause of an ``unsure``.
        at: seconds that must be flagged, each edge within 0.5 s.
        params: parameters that differ in this example.
        call: metadata.
        dialogue: lines ``[START[-END]] A|C|O: words`` (agent, customer, other). Without times a turn follows
            0.4 s after the one before and is spoken at 240 characters a minute; without words it is speech
            that was not recognised.
        confidence: of all words, 0 to 1.
        words: ``false``: the recogniser does not know these voices.
        timed: ``false``: no word times.
        roles_confidence: that it is known who speaks, 0 to 1.
        connect: seconds at which the called party answered.
        duration: of the recording; default half a second after the last turn.
        audio: ``false`` for a transcript without a recording, else what differs from a clean recording.
    """

    name: str
    expect: Status
    cause: Cause | None = None
    at: tuple[float, float] | None = None
    params: dict[ParamName, Any] = Field(default={})
    call: dict[str, Any] = Field(default={})
    dialogue: tuple[str, ...] = ()
    confidence: float | None = Field(default=0.95, ge=0, le=1)
    words: bool = True
    timed: bool = True
    roles_confidence: float = Field(default=1.0, ge=0, le=1)
    connect: float = Field(default=0.0, ge=0)
    duration: float | None = Field(default=None, gt=0)
    audio: Annotated[ExampleAudio | Literal[False], BeforeValidator(_no_audio)] = ExampleAudio()


class RuleFile(Frozen):
    """One rule: one file. Expressions (``only_if``, ``require``, ``forbid``) are the name of a condition, or
    ``{all: [...]}``, ``{any: [...]}``, ``{not: ...}``, ``{at_least: n, of: [...]}`` of expressions.

    Attributes:
        id: ``group.name`` in small letters, digits and underscores; scorecards and labels name it.
        title: what is wrong when it fails, in Chinese.
        description: what is asked of the agent.
        sources: where it comes from.
        severity: ``fatal``, ``major``, ``minor`` or ``info``.
        status: ``draft`` (only its examples run), ``trial`` (flags, never scores), ``active``, ``retired``.
        tags: words to find it by.
        params: values that a campaign, a scorecard or ``tune sweep`` may change; ``$name`` in conditions.
        only_if: the rule concerns the call only if this holds; else ``na``.
        conditions: what to look for, by name; each has a ``kind`` and its keys.
        require: what must hold; the rule fails when it does not. Exactly one of ``require`` and ``forbid``.
        forbid: what must not hold; each hit is a finding of its own.
        flag: conditions whose hits are the findings of ``forbid``; default: those that decide.
        reasons: sentences for the inspector.
        min_confidence: below this confidence a verdict is ``unsure`` instead, 0 to 1.
        examples: calls that the rule must judge rightly; ``autoqa rules test`` runs them.
    """

    id: RuleId
    title: str = Field(min_length=1)
    description: str = Field(min_length=1)
    sources: tuple[str, ...] = ()
    severity: Severity = Severity.MAJOR
    status: Lifecycle = Lifecycle.ACTIVE
    tags: tuple[str, ...] = ()
    params: dict[ParamName, Any] = Field(default={})
    only_if: Expression | None = None
    conditions: dict[ConditionName, dict[str, Any]] = Field(min_length=1)
    require: Expression | None = None
    forbid: Expression | None = None
    flag: tuple[ConditionName, ...] = ()
    reasons: Reasons = Reasons()
    min_confidence: float = Field(default=MIN_CONFIDENCE, ge=0, le=1)
    examples: tuple[Example, ...] = ()

    @model_validator(mode="after")
    def _one_demand(self) -> RuleFile:
        if (self.require is None) == (self.forbid is None):
            raise ValueError("a rule has exactly one of require and forbid")
        return self
