"""Verdicts of rules, each with the seconds that prove it."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from autoqa.types.base import Cause, Frozen, Role, Severity, Status


class Finding(Frozen):
    """One verdict of one rule. A ``fail`` always has a time span: for something missing, the span in which
    it should have been. ``confidence`` (0 to 1) is that the verdict is right. ``evidence`` holds the hits
    behind it: a list of ``{"condition", "start", "end", "role", "text", "how", "confidence"}`` under
    ``hits`` plus rule-specific figures."""

    id: str
    rule: str
    title: str
    status: Status
    severity: Severity
    role: Role | None = None
    start: float | None = None
    end: float | None = None
    quote: str = ""
    reason: str
    confidence: float | None = None
    cause: Cause | None = None
    trial: bool = False
    evidence: dict[str, Any] = Field(default_factory=dict)
