"""What a way of listening made of one call, and the verdicts that follow."""

from __future__ import annotations

from dataclasses import dataclass

from autoqa.checks.base import CallView
from autoqa.pipeline import Heard
from autoqa.types import Finding


@dataclass(frozen=True, slots=True)
class Judged:
    """`findings` of all rules on what was heard."""

    heard: Heard
    findings: tuple[Finding, ...]

    @property
    def view(self) -> CallView:
        return CallView(dialogue=self.heard.dialogue, audio=self.heard.audio, call=self.heard.transcript.call)
