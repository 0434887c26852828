"""A rule made ready to judge: parameters filled in, every condition a check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autoqa.checks.base import Check
from autoqa.ruleset.schema import Common, Lifecycle, RuleFile
from autoqa.ruleset.strict_yaml import Document

Lexicon = Mapping[str, tuple[str, ...]]
"""Phrases by ``file/list``."""


@dataclass(frozen=True)
class Condition:
    """One named condition: what to check, and the common keys."""

    name: str
    check: Check
    common: Common

    @property
    def label(self) -> str:
        return self.common.label or self.name

    @property
    def anchors(self) -> frozenset[str]:
        """Conditions whose hits this one's window is measured from."""
        return self.common.window.conditions


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule, compiled. ``params`` are the values in force; ``file`` and ``document`` what was written."""

    file: RuleFile
    document: Document
    lexicon: Lexicon
    params: Mapping[str, Any]
    conditions: Mapping[str, Condition]
    used_params: frozenset[str]

    @property
    def id(self) -> str:
        return self.file.id

    @property
    def trial(self) -> bool:
        return self.file.status is Lifecycle.TRIAL

    @property
    def runs(self) -> bool:
        """Whether calls are judged by it."""
        return self.file.status in (Lifecycle.ACTIVE, Lifecycle.TRIAL)
