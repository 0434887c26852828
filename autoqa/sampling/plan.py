"""A sampling plan: how many calls of what kind people must listen to."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from autoqa.errors import RuleError, UsageError
from autoqa.ruleset import strict_yaml
from autoqa.ruleset.validation import problems_of
from autoqa.sampling.period import Span
from autoqa.types import Frozen

Stratum = Literal["agent_id", "team", "campaign", "region", "outcome", "direction"]


class AgentQuota(Frozen):
    """Calls of each agent: ``closed`` that ended in a sale and ``open`` that did not. Closed calls that there
    are not are made up for by as many open ones."""

    closed: int = Field(default=0, ge=0)
    open: int = Field(default=0, ge=0)


class Grades(Frozen):
    """Which agents have another quota: those whose call metadata has one of ``values`` under ``field``."""

    field: str
    values: tuple[str, ...] = Field(min_length=1)
    quota: AgentQuota


class SamplingPlan(Frozen):
    """One file.

    Attributes:
        span: what the quota is for: every day, week or month. ``month_from``: the day months begin on;
            ``week_from``: the weekday weeks begin on (1 Monday to 7 Sunday).
        calls: that many calls in all.
        share: that share of all calls (0 to 1), at least one.
        per_agent: that many of each agent; ``grades`` have a quota of their own.
        strata: metadata by which ``calls`` or ``share`` is spread in proportion.
        min_duration: shorter calls are not drawn, seconds.
        reach: further quotas for longer spans, such as 25 a week and 100 a month: drawing for the longer one
            counts what was drawn for the shorter.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: str
    source: str = ""
    span: Span
    month_from: int = Field(default=1, ge=1, le=28)
    week_from: int = Field(default=1, ge=1, le=7)
    calls: int | None = Field(default=None, ge=1)
    share: float | None = Field(default=None, gt=0, le=1)
    per_agent: AgentQuota | None = None
    grades: tuple[Grades, ...] = ()
    strata: tuple[Stratum, ...] = ()
    min_duration: float = Field(default=0.0, ge=0)
    reach: dict[Span, int] = Field(default={})

    @model_validator(mode="after")
    def _one_quota(self) -> SamplingPlan:
        if sum(quota is not None for quota in (self.calls, self.share, self.per_agent)) != 1:
            raise ValueError("a plan has exactly one of calls, share and per_agent")
        if self.per_agent is not None and self.strata:
            raise ValueError("per_agent is spread by agents already: strata goes with calls or share")
        return self

    def quota_of(self, details: Mapping[str, Any]) -> AgentQuota:
        """What is asked of the agent of a call with this metadata."""
        own = (one.quota for one in self.grades if str(details.get(one.field, "")) in one.values)
        return next(own, self.per_agent or AgentQuota())

    def quota(self, span: Span) -> int | None:
        """Calls in all that ``span`` asks for; None where it is not a number."""
        return self.reach.get(span, self.calls if span is self.span else None)


def shipped_plans() -> dict[str, Path]:
    """Shipped plans by id."""
    folder = Path(str(resources.files("autoqa.sampling").joinpath("plans")))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def load_plan(name: str) -> SamplingPlan:
    """A shipped plan by its id, or a file.

    Raises:
        UsageError: there is none of that name.
        RuleError: the file has mistakes.
    """
    shipped = shipped_plans()
    path = shipped.get(name, Path(name))
    if not path.is_file():
        raise UsageError(name, "is no sampling plan", f"Take {', '.join(shipped)}, or name a YAML file")
    document, problems = strict_yaml.read(path)
    if document is not None and not problems:
        try:
            return SamplingPlan.model_validate(document.data)
        except ValidationError as error:
            problems = problems_of(error, document, SamplingPlan)
    lines = [str(problem) for problem in problems]
    raise RuleError(path, problems[0].cause, problems[0].mend, lines)
