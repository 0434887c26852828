"""A campaign: the values that one product, region or season sets, without copying any rule."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from autoqa.types import Frozen

CampaignId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]


class Campaign(Frozen):
    """One file of ``campaigns/``.

    Attributes:
        rules: parameter values by rule id.
        scorecards: parameter values by scorecard id (how many confirmations, which items are not concerned).
        scorecard: the scorecard its calls are scored by, unless another is asked for.
    """

    id: CampaignId
    title: str = Field(min_length=1)
    description: str = ""
    scorecard: str | None = None
    rules: dict[str, dict[str, Any]] = Field(default={})
    scorecards: dict[str, dict[str, Any]] = Field(default={})
